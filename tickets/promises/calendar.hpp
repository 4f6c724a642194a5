#pragma once
// Working days in Jinan: weekends, the holidays of the State Council's yearly notice and the weekends worked in exchange (调休), from
// the operator's file config/calendar.txt. A year that is not in the file is unknown: nobody guesses it (domain reference §3.2).
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "tickets/promises/sheet.hpp"

namespace tickets {

enum class DayKind { kWorking, kWeekend, kHoliday, kUnknown };

struct Day {
  DayKind kind = DayKind::kUnknown;
  std::string name;  // of the holiday
  bool operator==(const Day&) const = default;
};

class Calendar {
 public:
  /// The day in Jinan that this instant lies in.
  Day day_of(base::UnixMs instant) const;
  /// The operator's word for this edition; it stands in every explanation.
  const std::string& version() const { return version_; }
  bool knows(int year) const { return years_.contains(year); }

 private:
  friend class CalendarReader;
  struct Year {
    std::map<int, std::string> off;  // month * 100 + day -> name
    std::vector<int> work;
  };
  std::string version_;
  std::map<int, Year> years_;
};

struct LoadedCalendar {
  std::optional<Calendar> calendar;  // only without faults
  std::vector<Fault> faults;
};

/// All faults at once: dates that do not exist, a day that is both, a workday that is none of exchange, a year twice, no version.
LoadedCalendar load_calendar(std::string_view text);

/// The first instant of the day after the one `instant` lies in, in Jinan.
base::UnixMs next_midnight(base::UnixMs instant);

}  // namespace tickets
