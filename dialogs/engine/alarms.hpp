#pragma once
// Danger comes before everything else a text might mean: the safety words are said, the shell is told, and where the
// danger says so a person answers from now on (domain reference §5.1, owner's decision "Urgent cases").
#include "dialogs/engine/turn.hpp"

namespace dialogs::engine {

/// What the driver's words in this event mean for somebody's safety, by the newest release; null: nothing, or the event
/// has no words.
const Danger* danger_in(const ReleaseSet& releases, const Event& event);

/// Says the safety words and emits an AlarmEffect. False: they were said already and the event goes its ordinary way.
/// What was being asked waits; nothing the driver filled in is lost.
bool raise_alarm(Turn& turn, const Danger& danger, const Event& event);

}  // namespace dialogs::engine
