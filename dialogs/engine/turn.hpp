#pragma once
// One turn in the making: the state being changed, and what the driver, the shell and the console will get. Lives for
// one call of step().
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "dialogs/engine/event.hpp"
#include "dialogs/engine/index.hpp"
#include "dialogs/engine/state.hpp"
#include "dialogs/engine/step.hpp"
#include "dialogs/text/normal.hpp"

namespace dialogs::engine {

/// Visits of steps in one turn; never reached by a release that passed the linter (§4.2).
inline constexpr int kFuel = 2000;
inline constexpr base::Millis kEffectTimeout = base::seconds(30);
inline constexpr base::Millis kHumanIdle = base::minutes(30);
/// After a danger nobody but a person gives the conversation back to the bot; if none did, the bot asks how things are
/// after a day in which nothing was written (domain reference §5.1 (5)).
inline constexpr base::Millis kDangerIdle = base::hours(24);
inline constexpr base::Millis kAppendWindow = base::seconds(10);
/// WeChat's window of 48 hours after the driver's last message, with half an hour to spare (§4.7).
inline constexpr base::Millis kProactiveWindow{47 * 3'600'000 + 1'800'000};
inline constexpr base::Millis kKeepMedia = base::hours(24);
inline constexpr base::Millis kStartRetry = base::hours(1);
inline constexpr int kStartAttemptsMax = 24;
inline constexpr int kConfirmMissesMax = 3;
inline constexpr std::size_t kNarrativePointsMax = 4000;
inline constexpr std::size_t kCardPointsMax = 20;   // longer messages are narrative, not a question
inline constexpr std::size_t kLabelPointsMax = 12;  // longer messages do not answer a choice by containing a label

/// Thrown inside the engine for what should never happen; step() turns it into HandoffEffect{"internal"}.
struct Unexpected {
  const char* what;
};

/// What the driver wrote, folded once. Consumed parts are blanked in `rest`, so later extractors do not see them.
struct Message {
  std::string text;                // well-formed, without blanks at its ends
  NormalText rest;                 // folded, with the way back into `text`
  std::string folded;              // the whole message, folded
  std::vector<std::string> forms;  // whole_message_forms
  std::size_t points = 0;
  bool held = false;           // said while an action ran: it cannot answer a question that was not yet asked
  bool matched = false;        // something was taken from it
  bool offer_dropped = false;  // it answered 还是用上次的…吗 with something else: that is no failed try

  void consume(Span span);
  /// What is left holds no word.
  bool is_used_up() const;
};

Message read_message(std::string_view text);

enum class Asking { kNo, kPlain, kResumed };

struct Turn {
  Turn(const ReleaseSet& set, const State& before, base::UnixMs instant, bool traced)
      : releases(set), state(before), now(instant), want_trace(traced) {
    use(releases.current());
  }

  const ReleaseSet& releases;
  const Release* release = nullptr;
  const ReleaseIndex* index = nullptr;
  State state;
  base::UnixMs now;
  bool want_trace;

  bool by_driver = false;           // the event came from the driver: the reply is passive and never dropped
  bool starts_proactively = false;  // a scheduled dialog begins: its first words go out by template or SMS
  int fuel = kFuel;
  std::vector<std::string> said;
  std::string question_prefix;  // 您的「…」还差几项没填完，
  Asking asking = Asking::kNo;
  bool unseen = false;  // the walk came to a question in this turn and it was not shown yet
  std::vector<Effect> effects;
  std::vector<TraceItem> trace;
  std::vector<Visit> visits;

  void use(const Release& chosen);
  /// The release of the base frame. False: it is unknown, or a frame's dialog is not in it.
  bool use_release_of_frames();

  Frame& top() { return state.frames.back(); }
  bool has_frames() const { return !state.frames.empty(); }
  const DialogIndex& dialog_index(const Frame& frame) const;
  const DialogIndex& top_index() const { return dialog_index(state.frames.back()); }
  const Dialog& top_dialog() const { return *top_index().dialog; }
  /// nullptr unless a slot of the top frame is being asked.
  const Slot* asked_slot() const;
  bool waits_for_effect() const;

  void say(std::string text);
  /// `make` builds the line only if somebody reads it.
  template <class Make>
  void note(Make make) {
    if (want_trace) trace.push_back({make()});
  }
  void visit(const std::string& dialog, const std::string& step, std::string_view branch) {
    if (want_trace) visits.push_back({dialog, step, std::string(branch)});
  }
  void burn_fuel() {
    if (--fuel < 0) throw Unexpected{"fuel"};
  }
};

}  // namespace dialogs::engine
