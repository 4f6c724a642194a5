#pragma once
// 改车牌 / 车牌写错了，是鲁A00002 / 不是甲是乙 / 说错了，… (dialog language §4.6). Only slots that were answered can be
// corrected, so a first narrative is never mistaken for a correction.
#include "dialogs/engine/turn.hpp"

namespace dialogs::engine {

/// Rule 4. True: the message was a correction and is dealt with.
bool correct(Turn& turn, Message& message);

}  // namespace dialogs::engine
