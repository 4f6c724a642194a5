#include "dialogs/rehearsal/paths.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "dialogs/language/actions.hpp"
#include "dialogs/rehearsal/lines.hpp"
#include "dialogs/rehearsal/path_answers.hpp"
#include "dialogs/rehearsal/player.hpp"

namespace dialogs {
namespace {

constexpr int kTurnsMax = 200;  // a conversation of more turns does not come to an end

/// Decisions in the order they come up; each run takes the next combination, the last decision first.
class Decisions {
 public:
  void again() { at_ = 0; }
  std::size_t take(std::size_t ways) {
    if (at_ == taken_.size()) taken_.push_back({0, std::max<std::size_t>(ways, 1)});
    return taken_[at_++].first;
  }
  bool next() {
    while (!taken_.empty() && ++taken_.back().first >= taken_.back().second) taken_.pop_back();
    return !taken_.empty();
  }

 private:
  std::vector<std::pair<std::size_t, std::size_t>> taken_;  // which way, of how many
  std::size_t at_ = 0;
};

const Step* find_step(const std::vector<Step>& steps, std::string_view id) {
  for (const Step& step : steps) {
    if (step.id == id) return &step;
    for (const auto* block : {&step.then_steps, &step.else_steps}) {
      if (const Step* found = find_step(*block, id)) return found;
    }
    for (const auto& [outcome, block] : step.outcomes) {
      if (const Step* found = find_step(block, id)) return found;
    }
  }
  return nullptr;
}

class Explorer {
 public:
  Explorer(const std::shared_ptr<const Release>& release, const Dialog& dialog)
      : releases_(release), dialog_(dialog), answers_(*release, dialog), start_(answers_.start()) {}

  Paths explore(std::size_t most) {
    Paths all;
    if (start_.empty()) return all;
    std::set<std::set<Visit>> known;
    for (std::size_t run = 0;; ++run) {
      if (run == most) {
        all.is_all = false;
        break;
      }
      Path path = talk();
      if (known.insert(path.visits).second || !path.fault.empty()) {
        path.story.name = dialog_.title + " 路 " + std::to_string(all.paths.size() + 1);
        all.paths.push_back(std::move(path));
      }
      if (!decisions_.next()) break;
    }
    return all;
  }

 private:
  Path talk() {
    decisions_.again();
    Path path;
    Player player(releases_, path.story);
    const auto play = [&](const TestLine& line) {
      path.story.talk.push_back(line);
      player.play(line);
    };
    for (const TestLine& line : start_) play(line);
    bool over = is_over(player.talk().state());
    if (over && player.talk().visits().empty()) path.fault = "没能开始";
    for (int turn = 0; !over && turn < kTurnsMax && player.talk().broken().empty(); ++turn) {
      for (const TestLine& line : answer(player.talk())) play(line);
      over = is_over(player.talk().state());
    }
    if (!over) path.fault = "走不到头";
    if (!player.talk().broken().empty()) path.fault = player.talk().broken();
    path.visits = player.talk().visits();
    return path;
  }

  // The dialog is not on top of the stack any more, or a person has taken over.
  bool is_over(const State& state) const {
    return state.human || state.frames.empty() ||
           std::none_of(state.frames.begin(), state.frames.end(), [&](const Frame& one) { return one.dialog == dialog_.id; });
  }

  std::vector<TestLine> answer(const Conversation& talk) {
    const State& state = talk.state();
    const Frame& frame = state.frames.back();
    if (state.pending.kind != Pending::Kind::kNone) return {says("2")};
    switch (frame.wait.kind) {
      case Wait::Kind::kEffect: return result(talk, frame);
      case Wait::Kind::kConfirm: return {says("1")};
      case Wait::Kind::kSlot: break;
      case Wait::Kind::kEdit:
      case Wait::Kind::kNone: return {says("继续")};
    }
    const Slot* slot = dialog_.find_slot(frame.wait.slot);
    if (slot == nullptr) return {says("继续")};
    auto known = ways_.find(slot->name);
    if (known == ways_.end()) known = ways_.emplace(slot->name, answers_.to(*slot)).first;
    return known->second[decisions_.take(known->second.size())];
  }

  std::vector<TestLine> result(const Conversation& talk, const Frame& frame) {
    const Step* step = find_step(dialog_.steps, frame.wait.step);
    const Action* action = step == nullptr ? nullptr : find_action(step->action);
    if (action == nullptr) return {line_of("later", scalar("31s"))};
    std::vector<std::string> outcomes(action->outcomes.begin(), action->outcomes.end());
    outcomes.insert(outcomes.end(), {"fail", "timeout"});
    const std::string outcome = outcomes[decisions_.take(outcomes.size())];
    if (outcome == "timeout" || talk.last_action(step->action) == nullptr) return {line_of("later", scalar("31s"))};
    Fields give;
    if (outcome != "fail") {
      for (const std::string_view slot : action->fills) give.emplace_back(slot, "SX1");
    }
    return {line_of("result", map_of({{"of", scalar(step->action)}, {"as", scalar(outcome)}, {"give", map_of(give)}}))};
  }

  static TestLine says(std::string text) { return line_of("user", scalar(std::move(text))); }

  OneRelease releases_;
  const Dialog& dialog_;
  PathAnswers answers_;
  std::vector<TestLine> start_;
  std::map<std::string, std::vector<std::vector<TestLine>>> ways_;  // by slot
  Decisions decisions_;
};

}  // namespace

Paths paths_of(const std::shared_ptr<const Release>& release, const Dialog& dialog, std::size_t most) {
  return Explorer(release, dialog).explore(most);
}

}  // namespace dialogs
