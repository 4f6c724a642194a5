#pragma once
// Values the driver let us remember: used silently, or offered once per dialog (dialog language §3.4 `remember`).
#include "dialogs/engine/turn.hpp"

namespace dialogs::engine {

/// True: the remembered value now fills the slot (`remember: use`). With `offer` the question 还是用上次的…吗 is opened
/// the first time, and the answer is false.
bool take_remembered(Turn& turn, Frame& frame, const Slot& slot);

}  // namespace dialogs::engine
