#pragma once
// The day in a time expression: 昨天, 上周五, 3月8日, 三天前, 刚才. Internal to find_time.
#include "base/civil_time.hpp"
#include "dialogs/text/time_clock.hpp"

namespace dialogs {

struct DayReading {
  enum class Kind {
    kNone,
    kDay,      // a calendar day; a time of day may follow
    kInstant,  // exact to the minute: 刚才, 两小时前
    kToCome,   // 明天, 下周三: read over, it names nothing that has happened
  };
  Kind kind = Kind::kNone;
  base::CivilTime day{};   // kDay: hour and minute are 0
  base::UnixMs instant{};  // kInstant
};

/// Reads a day at the cursor, which stands behind it if one was read and is unmoved otherwise.
DayReading read_day(Cursor& cursor, base::UnixMs now);

}  // namespace dialogs
