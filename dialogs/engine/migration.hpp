#pragma once
// Moving a running conversation to another release (dialog language §4.11). There is no position to map: what still
// fits is kept, and the new script is walked with the old answers.
#include "dialogs/engine/turn.hpp"

namespace dialogs::engine {

/// All frames now belong to `target`, without the slots, marks and counters it does not know. False: a dialog is not in
/// it (nothing is changed).
bool move_frames(Turn& turn, const Release& target);
/// The operator (or a withdrawal) moves this conversation. False: unknown release, or nothing runs.
bool on_migrate(Turn& turn, const MigrateEvent& event);
/// The frames cannot be run any more (their release is gone): a person takes over with everything collected.
void abandon(Turn& turn, std::string reason);

}  // namespace dialogs::engine
