#pragma once
// Calendar time in Jinan: UTC+8 without daylight saving (dialog language §3.6). Pure arithmetic, no time-zone database.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.hpp"

namespace base {

struct CivilTime {
  int year = 1970;
  int month = 1;  // 1–12
  int day = 1;    // 1–31
  int hour = 0;
  int minute = 0;
  int second = 0;
  int weekday = 4;  // 0 = Sunday; ignored by to_unix
  bool operator==(const CivilTime&) const = default;
};

CivilTime to_civil(UnixMs instant);
/// Fields beyond their range carry over (day 32 is the next month's first), weekday is ignored.
UnixMs to_unix(const CivilTime& civil);
bool is_leap(int year);
int days_in_month(int year, int month);

/// "2026-01-15T10:02:11+08:00"
std::string to_rfc3339(UnixMs instant);
/// "2026-01-15 10:02"
std::string to_minute_text(UnixMs instant);
/// Accepts Z or a numeric offset, seconds with an optional fraction; nothing else.
std::optional<UnixMs> from_rfc3339(std::string_view text);

}  // namespace base
