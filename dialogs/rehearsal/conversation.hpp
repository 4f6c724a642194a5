#pragma once
// One conversation on a virtual clock: events go in, timers fire when they are due, everything that was said and done
// is kept. For rehearse() and for tests that walk at random.
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "dialogs/engine/step.hpp"
#include "dialogs/rehearsal/invariants.hpp"

namespace dialogs {

/// A reply as a driver on a channel without buttons reads it: "1 出租车 2 网约车" below the text, more than five
/// options one a line.
std::string render_reply(const Reply& reply);

class Conversation {
 public:
  /// 2025-03-10 10:00 in Jinan, a Monday outside quiet hours.
  static constexpr base::UnixMs kMorning{1'741'572'000'000};

  Conversation(const ReleaseSet& releases, State state, base::UnixMs now);

  /// Runs the clock and every timer that is due on the way.
  void pass(base::Millis time);
  /// Delivers one event now. The step is run twice, and the state is taken through its stored form.
  void deliver(const Event& event);
  void deliver_again();

  /// What happened since the last call of forget_turn().
  const std::string& said() const { return said_; }
  std::size_t replies() const { return replies_; }
  const std::vector<Effect>& effects() const { return effects_; }
  const std::vector<TraceItem>& trace() const { return trace_; }
  void forget_turn();

  const State& state() const { return state_; }
  base::UnixMs now() const { return now_; }
  const std::vector<DoEffect>& all_actions() const { return actions_; }
  const std::vector<std::string>& all_effect_names() const { return effect_names_; }
  const DoEffect* last_action(std::string_view name) const;
  int most_messages() const { return most_messages_; }
  const StepResult& last() const { return last_; }
  /// The last event that no timer was; nothing before the first.
  const std::optional<Event>& last_event() const { return last_event_; }
  /// Every step the conversation came to and every branch it took.
  const std::set<Visit>& visits() const { return visits_; }
  /// What no conversation may do: another result the second time, a state that its stored form changes, a broken
  /// invariant. The first fault stays; "" if all is well.
  const std::string& broken() const { return broken_; }
  std::string next_event_id();

 private:
  const ReleaseSet& releases_;
  State state_;
  base::UnixMs now_;
  std::optional<Event> last_event_;
  StepResult last_;
  std::string said_;
  std::size_t replies_ = 0;
  std::vector<Effect> effects_;
  std::vector<TraceItem> trace_;
  std::vector<DoEffect> actions_;
  std::vector<std::string> effect_names_;
  int most_messages_ = 0;
  void is_broken(const std::string& fault) {
    if (broken_.empty()) broken_ = fault;
  }

  std::string broken_;
  std::set<Visit> visits_;
  Invariants invariants_;
  int events_ = 0;
};

/// "submit_ticket", "handoff", "relay", "note".
std::string name_of(const Effect& effect);

}  // namespace dialogs
