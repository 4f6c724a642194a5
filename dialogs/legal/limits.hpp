#pragma once
// Statutory time limits (domain reference §4.7): from the day something happened to the last day something can be done,
// with the article it rests on. Arithmetic, never a verdict. Pure; working days are asked of the caller, who has the
// calendar of the State Council's notices.
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "dialogs/language/script.hpp"

namespace dialogs {

/// A day in Jinan.
struct Date {
  int year = 0;
  int month = 0;
  int day = 0;
  auto operator<=>(const Date&) const = default;
};

/// "2026-03-02"; nullopt: not a date that exists.
std::optional<Date> parse_date(std::string_view text);
std::string to_text(const Date& date);
/// The day an instant lies in.
Date date_of(base::UnixMs instant);
Date plus_days(const Date& date, int days);
/// By the same day of that month, or its last one where it has none (31 January + 1 month = 28 or 29 February).
Date plus_months(const Date& date, int months);
/// Days from `a` to `b`; negative if b is earlier.
int days_between(const Date& a, const Date& b);

/// nullopt: the calendar does not know that year.
using IsWorkingDay = std::function<std::optional<bool>(const Date&)>;

/// The last day of a limit that starts on `start` (the start day itself is not counted; a last day on a holiday rolls
/// forward where the limit says so). kNotFound: the calendar lacks a year that is needed, and nobody guesses it; the
/// text names the year, in Chinese.
base::Result<Date> last_day(const LegalLimit& limit, const Date& start, const IsWorkingDay& is_working_day);

/// One paragraph for a driver: the last day, what it was counted from, the article, how far it is away on `today`, and
/// that formal papers and lawyers decide. Never that it is too late (domain reference §4.7, Rules).
std::string explain(const LegalLimit& limit, const Date& start, const base::Result<Date>& last, const Date& today);

}  // namespace dialogs
