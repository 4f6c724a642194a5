#pragma once
// The one timer of a conversation (dialog language §4.7): reminders, expiry into a draft, effect timeouts, the end of
// human mode, scheduled starts. A timer is state; the shell keeps one row and sends TimerEvent{generation} when it is
// due.
#include "dialogs/engine/turn.hpp"

namespace dialogs::engine {

/// Sets state.timer to the earliest thing that will happen by itself; a changed timer gets a new generation.
void schedule(Turn& turn);
/// The current timer is due.
void on_timer(Turn& turn);
/// A system event: the dialog it starts is scheduled, or begun at once if nothing is in the way. False: no dialog waits
/// for that event.
bool on_system(Turn& turn, const SystemEvent& event);
/// Human mode is over: the bot says so by that system text and its timers run again.
void end_human_mode(Turn& turn, std::string_view text);

/// The first instant at or after `at` that is not in quiet hours.
base::UnixMs after_quiet(const Quiet& quiet, base::UnixMs at);

}  // namespace dialogs::engine
