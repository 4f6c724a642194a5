#include "bot/turns/time_limits.hpp"

#include "base/civil_time.hpp"

namespace bot {
namespace {

constexpr std::size_t kDateSize = 10;  // "2026-03-08"

}  // namespace

dialogs::IsWorkingDay working_days_of(const tickets::Calendar& calendar) {
  return [&calendar](const dialogs::Date& date) -> std::optional<bool> {
    const tickets::Day day = calendar.day_of(base::to_unix({.year = date.year, .month = date.month, .day = date.day}));
    if (day.kind == tickets::DayKind::kUnknown) return std::nullopt;
    return day.kind == tickets::DayKind::kWorking;
  };
}

std::optional<std::string> find_time_limits(const dialogs::Release& release, const tickets::Calendar& calendar,
                                            std::string_view matter, std::string_view since, base::UnixMs now) {
  const std::optional<dialogs::Date> start = dialogs::parse_date(since.substr(0, kDateSize));
  if (!start) return std::nullopt;
  const dialogs::IsWorkingDay is_working_day = working_days_of(calendar);
  std::string text;
  for (const dialogs::LegalLimit& limit : release.limits) {
    if (limit.matter != matter || !limit.own) continue;
    text += (text.empty() ? "" : "\n") +
            dialogs::explain(limit, *start, dialogs::last_day(limit, *start, is_working_day), dialogs::date_of(now));
  }
  if (text.empty()) return std::nullopt;
  return text;
}

}  // namespace bot
