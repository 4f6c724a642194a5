#include "dialogs/text/time_ago.hpp"

#include <string_view>

namespace dialogs {
namespace {

using namespace std::string_view_literals;
using base::CivilTime;
using base::UnixMs;
using Kind = DayReading::Kind;

CivilTime days_before(const CivilTime& today, int days) {
  return base::to_civil(base::to_unix({.year = today.year, .month = today.month, .day = today.day - days}));
}

DayReading a_day(const CivilTime& day) {
  return {.kind = Kind::kDay, .day = {.year = day.year, .month = day.month, .day = day.day}};
}

enum class Unit { kNone, kMinute, kQuarter, kHour, kDay, kWeek, kMonth, kYear };

Unit read_unit(Cursor& cursor) {
  if (cursor.eat("分钟"sv)) return Unit::kMinute;
  if (cursor.eat("刻钟"sv)) return Unit::kQuarter;
  if (cursor.eat("小时"sv) || cursor.eat("钟头"sv)) return Unit::kHour;
  if (cursor.eat("天"sv) || cursor.eat("日"sv)) return Unit::kDay;
  if (cursor.eat("星期"sv) || cursor.eat("礼拜"sv) || cursor.eat("周"sv)) return Unit::kWeek;
  if (cursor.eat("月"sv)) return Unit::kMonth;
  if (cursor.eat("年"sv)) return Unit::kYear;
  return Unit::kNone;
}

CivilTime months_before(const CivilTime& today, int months) {
  const CivilTime first = base::to_civil(base::to_unix({.year = today.year, .month = today.month - months, .day = 1}));
  const int last = base::days_in_month(first.year, first.month);
  return {.year = first.year, .month = first.month, .day = today.day < last ? today.day : last};
}

// `halves`: the amount in halves of the unit.
DayReading before_now(Unit unit, std::int64_t halves, UnixMs now, const CivilTime& today) {
  constexpr std::int64_t kHalvesMax = 2000;
  if (halves < 1 || halves > kHalvesMax) return {};
  const int n = static_cast<int>(halves);
  switch (unit) {
    case Unit::kMinute: return {.kind = Kind::kInstant, .instant = now - base::seconds(30) * halves};
    case Unit::kQuarter: return {.kind = Kind::kInstant, .instant = now - base::seconds(450) * halves};
    case Unit::kHour: return {.kind = Kind::kInstant, .instant = now - base::minutes(30) * halves};
    case Unit::kDay: return n % 2 == 0 ? a_day(days_before(today, n / 2)) : DayReading{};
    case Unit::kWeek: return n % 2 == 0 ? a_day(days_before(today, n / 2 * 7)) : DayReading{};
    case Unit::kMonth: return a_day(n == 1 ? days_before(today, 15) : months_before(today, n / 2));
    case Unit::kYear: return n / 2 <= 20 ? a_day(months_before(today, n * 6)) : DayReading{};
    case Unit::kNone: break;
  }
  return {};
}

}  // namespace

DayReading read_ago(Cursor& cursor, std::int64_t halves, UnixMs now, const CivilTime& today) {
  Cursor ahead = cursor;
  if (ahead.eat("个"sv) && ahead.eat("半"sv)) ++halves;
  const Unit unit = read_unit(ahead);
  if (unit == Unit::kNone) return {};
  if (!ahead.eat("前"sv) && !ahead.eat("以前"sv) && !ahead.eat("之前"sv)) return {};
  const DayReading read = before_now(unit, halves, now, today);
  if (read.kind != Kind::kNone) cursor = ahead;
  return read;
}

bool read_now(Cursor& cursor) {
  if (cursor.sees("刚刚好"sv)) return false;
  for (const std::string_view word : {"刚才"sv, "刚刚"sv, "方才"sv, "刚发生"sv}) {
    if (cursor.eat(word)) return true;
  }
  for (const std::string_view word : {"现在"sv, "这会儿"sv, "这会"sv}) {
    Cursor behind = cursor;
    if (!behind.eat(word) || !is_time_edge(behind.next())) continue;
    const char32_t before = cursor.previous();
    if (!is_time_edge(before) && before != U'就') continue;
    cursor = behind;
    return true;
  }
  return false;
}

}  // namespace dialogs
