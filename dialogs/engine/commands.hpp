#pragma once
// The ten global commands (dialog language §4.4). They match whole messages only.
#include "dialogs/engine/turn.hpp"

namespace dialogs::engine {

/// Rule 2. False: the message is no command, or one that means nothing here (nothing to skip, nothing to go on with).
bool run_command(Turn& turn, Message& message);
/// True if the whole message is that command.
bool is_command(const Turn& turn, const Message& message, CommandKind kind);

/// True if the whole message is one of the ten.
bool is_any_command(const Turn& turn, const Message& message);

/// The acts behind cancel and restart, also reached from their question and from the confirm page.
void ask_to_cancel(Turn& turn);
void cancel(Turn& turn);
void restart(Turn& turn);

}  // namespace dialogs::engine
