#include "dialogs/legal/limits.hpp"

#include <algorithm>

#include "base/civil_time.hpp"
#include "dialogs/language/scalars.hpp"

namespace dialogs {
namespace {

constexpr int kHolidayRunMax = 31;     // no run of days off is longer; a calendar that says so is wrong
constexpr int kNearDays = 7;           // domain reference §4.7: now it is urgent
constexpr std::int64_t kMsPerDay = 86'400'000;

base::UnixMs midnight(const Date& date) { return base::to_unix({.year = date.year, .month = date.month, .day = date.day}); }

base::Error unknown_year(int year) {
  return {base::ErrorCode::kNotFound,
          std::to_string(year) + " 年的放假安排还没有录入工作日历，算不了，请以文书写明的日期为准，或打 12348 问"};
}

base::Result<Date> roll_forward(Date date, const IsWorkingDay& is_working_day) {
  for (int i = 0; i < kHolidayRunMax; ++i) {
    const std::optional<bool> works = is_working_day(date);
    if (!works) return unknown_year(date.year);
    if (*works) return date;
    date = plus_days(date, 1);
  }
  return base::Error{base::ErrorCode::kInvalid, "工作日历里有一个多月都在放假，请检查"};
}

base::Result<Date> count_working_days(Date date, int days, const IsWorkingDay& is_working_day) {
  while (days > 0) {
    date = plus_days(date, 1);
    const std::optional<bool> works = is_working_day(date);
    if (!works) return unknown_year(date.year);
    if (*works) --days;
  }
  return date;
}

std::string_view unit_word(LimitUnit unit) {
  switch (unit) {
    case LimitUnit::kDay: return "日";
    case LimitUnit::kWorkingDay: return "个工作日";
    case LimitUnit::kMonth: return "个月";
    case LimitUnit::kYear: return "年";
  }
  return "";
}

std::string spoken(const Date& date) {
  return std::to_string(date.year) + "年" + std::to_string(date.month) + "月" + std::to_string(date.day) + "日";
}

}  // namespace

std::optional<Date> parse_date(std::string_view text) {
  if (!is_date(text)) return std::nullopt;
  const auto number = [&](std::size_t at, std::size_t count) { return *parse_whole(text.substr(at, count)); };
  return Date{number(0, 4), number(5, 2), number(8, 2)};
}

std::string to_text(const Date& date) {
  const auto two = [](int number) { return (number < 10 ? "-0" : "-") + std::to_string(number); };
  return std::to_string(date.year) + two(date.month) + two(date.day);
}

Date date_of(base::UnixMs instant) {
  const base::CivilTime civil = base::to_civil(instant);
  return {civil.year, civil.month, civil.day};
}

Date plus_days(const Date& date, int days) {
  return date_of(base::to_unix({.year = date.year, .month = date.month, .day = date.day + days}));
}

Date plus_months(const Date& date, int months) {
  const int index = date.year * 12 + (date.month - 1) + months;
  Date moved{index / 12, index % 12 + 1, date.day};
  moved.day = std::min(moved.day, base::days_in_month(moved.year, moved.month));
  return moved;
}

int days_between(const Date& a, const Date& b) {
  return static_cast<int>((midnight(b).count - midnight(a).count) / kMsPerDay);
}

base::Result<Date> last_day(const LegalLimit& limit, const Date& start, const IsWorkingDay& is_working_day) {
  Date last = start;
  switch (limit.unit) {
    case LimitUnit::kWorkingDay: return count_working_days(start, limit.length, is_working_day);
    case LimitUnit::kDay: last = plus_days(start, limit.length); break;
    case LimitUnit::kMonth: last = plus_months(start, limit.length); break;
    case LimitUnit::kYear: last = plus_months(start, limit.length * 12); break;
  }
  if (!limit.roll) return last;
  return roll_forward(last, is_working_day);
}

std::string explain(const LegalLimit& limit, const Date& start, const base::Result<Date>& last, const Date& today) {
  std::string text = limit.limit + "：从" + limit.start + "（" + spoken(start) + "）起 " + std::to_string(limit.length) +
                     std::string(unit_word(limit.unit));
  if (!last) {
    text += "。" + last.error().text + "。";
  } else {
    text += "，最后一天是 " + spoken(*last) + "。";
    const int left = days_between(today, *last);
    if (left < 0) {
      text += limit.own ? "可能已过一般期限，请尽快问 12348。" : "已经到期，对方还没办的，可以催办或打 12348 问。";
    } else if (limit.own) {
      text += "还有 " + std::to_string(left) + " 天。";
      if (left <= kNearDays) text += "时间很紧，可以先申请法律援助再补材料（《法律援助法》第四十四条），打 12348。";
    }
  }
  text += "依据：" + limit.basis + (limit.pending ? "，待核实" : "") + "（" + limit.checked + " 核对）。以正式文书和律师意见为准。";
  return text;
}

}  // namespace dialogs
