// An answer book played on a script.
#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "dialogs/rehearsal/conversation.hpp"
#include "dialogs/rehearsal/recording.hpp"

namespace dialogs {
namespace {

constexpr int kEventsMax = 120;  // 30 slots, three tries each, and some
constexpr int kEffectRoundsMax = 8;
constexpr base::Millis kPause = base::seconds(20);
constexpr std::string_view kSkip = "跳过";
constexpr std::string_view kYes = "是";
constexpr std::string_view kNo = "否";
constexpr std::string_view kEnough = "好了";

class BookPlayer {
 public:
  BookPlayer(const ReleaseSet& releases, const Recording& recording)
      : releases_(releases),
        recording_(recording),
        conversation_(releases, new_state("replay", recording.channel), recording.began),
        results_left_(recording.results) {}

  Outcome run() {
    for (const Said& said : recording_.opening) say(said);
    while (outcome_.end.empty() && events_ < kEventsMax) {
      if (!answer()) break;
    }
    if (outcome_.end.empty()) outcome_.end = "问答没有尽头";
    return std::move(outcome_);
  }

 private:
  const State& state() const { return conversation_.state(); }

  void say(const Said& said, const std::string& slot = {}) {
    deliver(event_of(said, conversation_.next_event_id(), slot));
  }
  void say(std::string_view text) {
    deliver(TextEvent{.id = conversation_.next_event_id(), .text = std::string(text), .part_ids = {}, .voice = false});
  }

  void deliver(const Event& event) {
    ++events_;
    conversation_.pass(kPause);
    conversation_.forget_turn();
    conversation_.deliver(event);
    collect();
    for (int round = 0; round < kEffectRoundsMax && !pending_.empty(); ++round) {
      const std::vector<DoEffect> waiting = std::exchange(pending_, {});
      for (const DoEffect& action : waiting) {
        const ActionResult result = result_of(action.action);
        outcome_.actions.push_back(result.action + " " + result.outcome);
        conversation_.deliver(ResultEvent{action.id, result.outcome, result.give});
        collect();
      }
    }
    note_state();
  }

  void collect() {
    if (!conversation_.said().empty()) outcome_.texts.push_back(conversation_.said());
    for (const Effect& effect : conversation_.effects()) {
      if (const auto* action = std::get_if<DoEffect>(&effect)) pending_.push_back(*action);
    }
    conversation_.forget_turn();
    note_state();
  }

  ActionResult result_of(const std::string& action) {
    const auto known = std::find_if(results_left_.begin(), results_left_.end(),
                                    [&](const ActionResult& one) { return one.action == action; });
    if (known == results_left_.end()) return usual_result(action);
    ActionResult result = *known;
    results_left_.erase(known);
    return result;
  }

  /// What rules decided must be read while its frame is there.
  void note_state() {
    for (const Frame& frame : state().frames) {
      if (frames_seen_.insert(frame.number).second) outcome_.dialogs.push_back(frame.dialog);
      const Release* release = releases_.find(frame.release);
      const Dialog* dialog = release == nullptr ? nullptr : release->find_dialog(frame.dialog);
      if (dialog == nullptr) continue;
      for (const auto& [name, value] : frame.slots) {
        const Slot* slot = dialog->find_slot(name);
        const bool by_rule = value.source == Source::kRule || (slot != nullptr && slot->computed && value.source != Source::kAction);
        if (by_rule && !value.value.empty()) decide(frame.dialog + "." + name, value.value);
      }
    }
  }

  void decide(std::string name, const std::string& value) {
    for (auto& [known, held] : outcome_.decided) {
      if (known != name) continue;
      held = value;
      return;
    }
    outcome_.decided.emplace_back(std::move(name), value);
  }

  /// False: the book has no more to say; `end` says where it stands.
  bool answer() {
    if (state().human) return stop("human");
    if (state().pending.kind != Pending::Kind::kNone) {
      say(state().pending.kind == Pending::Kind::kOffer ? kYes : kNo);
      return true;
    }
    if (state().frames.empty()) return stop(state().ended.empty() ? "没有开始任何话本" : state().ended);
    const Wait& wait = state().frames.back().wait;
    switch (wait.kind) {
      case Wait::Kind::kSlot: return answer_slot(wait.slot);
      case Wait::Kind::kConfirm: return answer_confirm(wait.step);
      case Wait::Kind::kEdit: return stop("停在修改页");
      case Wait::Kind::kEffect: return stop("停在动作 " + wait.step);
      case Wait::Kind::kNone: break;
    }
    return stop("没有在问任何事");
  }

  bool answer_slot(const std::string& name) {
    const std::string key = state().frames.back().dialog + "." + name;
    if (asked_.insert(key).second) outcome_.asked.push_back(name);
    const Release* release = releases_.find(state().frames.front().release);
    const Dialog* dialog = release == nullptr ? nullptr : release->find_dialog(state().frames.back().dialog);
    const Slot* slot = dialog == nullptr ? nullptr : dialog->find_slot(name);
    if (slot == nullptr) return stop("没有这一项：" + name);
    const std::vector<Said>* book = answers_to(name);
    std::size_t& used = used_[key];
    if (book != nullptr && used < book->size()) {
      say((*book)[used++], name);
      return true;
    }
    if (slot->type == SlotType::kPhotos && book != nullptr && used == book->size()) {
      ++used;
      say(kEnough);
      return true;
    }
    if (slot->optional && skipped_.insert(key).second) {
      say(kSkip);
      return true;
    }
    return stop((book == nullptr ? "停在必答项 " : "听不懂当时的回答：") + name);
  }

  bool answer_confirm(const std::string& step) {
    if (!confirmed_.insert(step).second) return stop("停在核对页");
    say(kYes);
    return true;
  }

  const std::vector<Said>* answers_to(const std::string& slot) const {
    for (const auto& [name, said] : recording_.answers) {
      if (name == slot) return &said;
    }
    return nullptr;
  }

  bool stop(std::string end) {
    outcome_.end = std::move(end);
    return false;
  }

  const ReleaseSet& releases_;
  const Recording& recording_;
  Conversation conversation_;
  std::vector<ActionResult> results_left_;
  Outcome outcome_;
  std::vector<DoEffect> pending_;
  std::set<std::uint32_t> frames_seen_;
  std::set<std::string> asked_, skipped_, confirmed_;
  std::map<std::string, std::size_t> used_;
  int events_ = 0;
};

}  // namespace

Outcome play(const ReleaseSet& releases, const Recording& recording) { return BookPlayer(releases, recording).run(); }

}  // namespace dialogs
