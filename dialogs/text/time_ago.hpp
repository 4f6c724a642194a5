#pragma once
// 三天前, 半小时前, 刚才: times that are counted back from now. Pure.
#include <cstdint>

#include "base/civil_time.hpp"
#include "base/time.hpp"
#include "dialogs/text/time_clock.hpp"
#include "dialogs/text/time_day.hpp"

namespace dialogs {

/// `cursor` stands behind the number (or behind 半), `halves` is the amount in halves of the unit that follows. kNone: no
/// unit, or no 前 behind it; the cursor then stays.
DayReading read_ago(Cursor& cursor, std::int64_t halves, base::UnixMs now, const base::CivilTime& today);
/// 刚才, 刚刚, 方才; 现在 and 这会儿 only where they are the whole clause, since a story is full of them.
bool read_now(Cursor& cursor);

}  // namespace dialogs
