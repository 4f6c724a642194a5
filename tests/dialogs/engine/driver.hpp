#pragma once
// A driver in a test: writes, sends photos, lets time pass.
#include <string>
#include <string_view>
#include <vector>

#include "dialogs/rehearsal/conversation.hpp"

namespace dialogs::tests {

class Driver {
 public:
  explicit Driver(const ReleaseSet& releases, State state = new_state("c1", "wechat"),
                  base::UnixMs now = Conversation::kMorning)
      : talk(releases, std::move(state), now) {}

  /// Twenty seconds later the driver writes; returns what the bot said.
  const std::string& writes(std::string text, base::Millis after = base::seconds(20)) {
    return happens(TextEvent{talk.next_event_id(), std::move(text), {}, false}, after);
  }
  const std::string& sends_photos(std::vector<std::string> ids, base::Millis after = base::seconds(20)) {
    return happens(MediaEvent{talk.next_event_id(), "photo", std::move(ids)}, after);
  }
  const std::string& happens(const Event& event, base::Millis after = base::Millis{0}) {
    talk.forget_turn();
    talk.pass(after);
    talk.forget_turn();
    talk.deliver(event);
    return talk.said();
  }
  const std::string& waits(base::Millis time) {
    talk.forget_turn();
    talk.pass(time);
    return talk.said();
  }
  const std::string& answers(std::string_view action, std::string outcome, Fields give = {}) {
    const DoEffect* effect = talk.last_action(action);
    return happens(ResultEvent{effect == nullptr ? "" : effect->id, std::move(outcome), std::move(give)});
  }

  /// Name of the slot the top frame asks, "" if none.
  std::string asked() const {
    const State& state = talk.state();
    return state.frames.empty() ? "" : state.frames.back().wait.slot;
  }
  /// Value of a slot of the top frame, "" if it has none.
  std::string slot(std::string_view name) const {
    const State& state = talk.state();
    if (state.frames.empty()) return {};
    for (const auto& [slot, value] : state.frames.back().slots) {
      if (slot == name) return value.value;
    }
    return {};
  }

  Conversation talk;
};

inline bool says(const std::string& said, std::string_view part) { return said.find(part) != std::string::npos; }

}  // namespace dialogs::tests
