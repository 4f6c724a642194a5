#include "dialogs/rehearsal/recording.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "dialogs/language/actions.hpp"
#include "dialogs/rehearsal/conversation.hpp"

namespace dialogs {
namespace {

constexpr base::Millis kHour = base::hours(1);
constexpr base::Millis kLongestPause = base::hours(24);  // longer silences are played as one: timers must not run for ever
constexpr std::size_t kOpeningMax = 8;
constexpr int kEffectsMax = 8;

using Filled = std::map<std::string, std::string>;

/// Slots of the frame the driver is in, with all they hold.
Filled filled_slots(const State& state) {
  Filled filled;
  if (state.frames.empty()) return filled;
  for (const auto& [name, value] : state.frames.back().slots) {
    if (value.skipped || value.source == Source::kRule || value.source == Source::kAction) continue;
    std::string all = value.value;
    for (const std::string& item : value.items) all += "\n" + item;
    if (!all.empty()) filled.emplace(name, std::move(all));
  }
  return filled;
}

std::vector<Said>& book_of(Recording& recording, const std::string& slot) {
  for (auto& [name, said] : recording.answers) {
    if (name == slot) return said;
  }
  return recording.answers.emplace_back(slot, std::vector<Said>{}).second;
}

class BookMaker {
 public:
  BookMaker(const ReleaseSet& releases, std::string channel)
      : releases_(releases), channel_(std::move(channel)) {}

  std::vector<Recording> run(const std::vector<Heard>& heard) {
    if (heard.empty()) return {};
    Conversation conversation(releases_, new_state("recording", channel_), heard.front().at);
    for (const Heard& one : heard) {
      if (one.at > conversation.now()) conversation.pass(std::min(one.at - conversation.now(), kLongestPause));
      if (conversation.state().frames.empty()) close();
      take(conversation, one);
    }
    close();
    return std::move(recordings_);
  }

 private:
  void take(Conversation& conversation, const Heard& heard) {
    const bool idle = conversation.state().frames.empty();
    const std::string asked =
        idle || conversation.state().frames.back().wait.kind != Wait::Kind::kSlot ? "" : conversation.state().frames.back().wait.slot;
    const Filled before = filled_slots(conversation.state());
    conversation.forget_turn();
    conversation.deliver(event_of(heard.said, conversation.next_event_id(), asked));
    settle(conversation);
    const State& state = conversation.state();
    if (idle) {
      if (!current_) {
        current_.emplace();
        current_->channel = channel_;
        current_->release = releases_.current().id;
        current_->began = base::UnixMs{heard.at.count - heard.at.count % kHour.count};
      }
      if (current_->opening.size() < kOpeningMax) current_->opening.push_back(heard.said);
      // Words that began nothing (a greeting, a card) only lead to what comes next.
      if (state.frames.empty() && !ended_at_once(state)) current_.reset();
    }
    if (current_) note_filled(before, filled_slots(state), heard.said);
  }

  /// Answered, decided and over in one turn.
  bool ended_at_once(const State& state) const { return !state.ended.empty() && !results_.empty(); }

  void note_filled(const Filled& before, const Filled& after, const Said& said) {
    for (const auto& [slot, value] : after) {
      const auto old = before.find(slot);
      if (old != before.end() && old->second == value) continue;
      std::vector<Said>& book = book_of(*current_, slot);
      // Photos come one after the other; of everything else the last word counts.
      if (said.kind != Said::Kind::kPhotos) book.clear();
      if (std::find(book.begin(), book.end(), said) == book.end() || said.kind == Said::Kind::kPhotos) book.push_back(said);
    }
  }

  void settle(Conversation& conversation) {
    for (int round = 0; round < kEffectsMax; ++round) {
      const std::vector<Effect> effects = conversation.effects();
      conversation.forget_turn();
      bool any = false;
      for (const Effect& effect : effects) {
        const auto* action = std::get_if<DoEffect>(&effect);
        if (action == nullptr) continue;
        ActionResult result = usual_result(action->action);
        conversation.deliver(ResultEvent{action->id, result.outcome, result.give});
        results_.push_back(std::move(result));
        any = true;
      }
      if (!any) return;
    }
  }

  void close() {
    if (current_) {
      current_->results = std::move(results_);
      current_->was = play(releases_, *current_);
      recordings_.push_back(std::move(*current_));
    }
    current_.reset();
    results_.clear();
  }

  const ReleaseSet& releases_;
  std::string channel_;
  std::optional<Recording> current_;
  std::vector<ActionResult> results_;
  std::vector<Recording> recordings_;
};

}  // namespace

Event event_of(const Said& said, std::string id, const std::string& slot) {
  switch (said.kind) {
    case Said::Kind::kPhotos: {
      MediaEvent event{.id = id, .type = "photo", .media_ids = {}};
      for (int i = 0; i < said.photos; ++i) event.media_ids.push_back(id + "-" + std::to_string(i));
      return event;
    }
    case Said::Kind::kPlace: return LocationEvent{.id = std::move(id), .name = said.text, .latitude = {}, .longitude = {}};
    case Said::Kind::kButton:
      if (!slot.empty()) return ButtonEvent{.id = std::move(id), .slot = slot, .value = said.text, .menu = 0};
      break;
    case Said::Kind::kText:
    case Said::Kind::kVoice: break;
  }
  return TextEvent{.id = std::move(id), .text = said.text, .part_ids = {}, .voice = said.kind == Said::Kind::kVoice};
}

ActionResult usual_result(const std::string& action) {
  ActionResult result{.action = action, .outcome = "ok", .give = {}};
  const Action* known = find_action(action);
  if (known == nullptr) return result;
  if (!known->outcomes.empty()) result.outcome = std::string(known->outcomes.front());
  for (const std::string_view slot : known->fills) result.give.emplace_back(std::string(slot), "示例");
  return result;
}

std::vector<Recording> record(const ReleaseSet& releases, const std::string& channel, const std::vector<Heard>& heard) {
  return BookMaker(releases, channel).run(heard);
}

}  // namespace dialogs
