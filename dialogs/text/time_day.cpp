#include "dialogs/text/time_day.hpp"

#include <array>
#include <optional>

#include "dialogs/text/numerals.hpp"
#include "dialogs/text/points.hpp"
#include "dialogs/text/time_ago.hpp"

namespace dialogs {
namespace {

using namespace std::string_view_literals;
using base::CivilTime;
using base::UnixMs;
using Kind = DayReading::Kind;

constexpr int kYearMin = 1990;
constexpr int kYearMax = 2100;

bool one_of(char32_t c, std::u32string_view set) { return c != 0 && set.find(c) != std::u32string_view::npos; }

CivilTime midnight(const CivilTime& t) { return {.year = t.year, .month = t.month, .day = t.day}; }

CivilTime plus_days(const CivilTime& day, int days) {
  CivilTime moved = midnight(day);
  moved.day += days;
  return base::to_civil(base::to_unix(moved));
}

bool later(const CivilTime& a, const CivilTime& b) {
  return base::to_unix(midnight(a)) > base::to_unix(midnight(b));
}

bool exists(int year, int month, int day) {
  return year >= kYearMin && year <= kYearMax && month >= 1 && month <= 12 && day >= 1 &&
         day <= base::days_in_month(year, month);
}

DayReading a_day(const CivilTime& day) { return {.kind = Kind::kDay, .day = midnight(day)}; }

// A day that was named with its year or month: what lies in the future is not what happened.
DayReading past_or_to_come(int year, int month, int day, const CivilTime& today) {
  if (!exists(year, month, day)) return {};
  const CivilTime named{.year = year, .month = month, .day = day};
  return later(named, today) ? DayReading{.kind = Kind::kToCome} : a_day(named);
}

// ---- 今天 昨天 夜来 刚才 -------------------------------------------------------------------------------------------

struct DayWord {
  std::string_view word;
  int days;
};
constexpr int kToComeDays = 1;
constexpr std::array kDayWords = {DayWord{"大前天"sv, -3}, DayWord{"大前儿"sv, -3}, DayWord{"前天"sv, -2},
                                  DayWord{"前日"sv, -2},   DayWord{"前儿个"sv, -2}, DayWord{"前儿"sv, -2},
                                  DayWord{"昨天"sv, -1},   DayWord{"昨日"sv, -1},  DayWord{"昨儿个"sv, -1},
                                  DayWord{"昨儿"sv, -1},   DayWord{"昨个"sv, -1},  DayWord{"今天"sv, 0},
                                  DayWord{"今日"sv, 0},    DayWord{"今个"sv, 0},
                                  DayWord{"今儿个"sv, 0},  DayWord{"今儿"sv, 0},   DayWord{"夜里个"sv, -1},
                                  DayWord{"大后天"sv, 1},  DayWord{"明天"sv, 1},   DayWord{"明日"sv, 1},
                                  DayWord{"明儿"sv, 1},    DayWord{"后天"sv, 1},   DayWord{"夜来"sv, -1}};
// 今早, 昨晚: the first character is the day, the second the period.
constexpr std::array kShortDays = {DayWord{"今"sv, 0}, DayWord{"昨"sv, -1}, DayWord{"前"sv, -2}, DayWord{"明"sv, 1}};
constexpr std::array kShortDayTails = {"早"sv, "晚"sv, "晨"sv, "夜"sv, "上午"sv, "下午"sv, "中午"sv, "凌晨"sv, "半夜"sv, "下黑"sv, "黑夜"sv,
                                       "黑里"sv};

// 目前天津, 之前天天, 先天 … hold the word without meaning it.
bool is_accident(const Cursor& cursor, std::string_view word) {
  const char32_t before = cursor.previous();
  if (word.starts_with("前"sv)) return one_of(before, U"目之以提从生眼跟面当年天月日时节大");
  if (word.starts_with("后"sv)) return one_of(before, U"然以之今此最前往年天月日时");
  if (word.starts_with("明"sv)) return one_of(before, U"声说证表光文透发聪");
  if (word == "夜来"sv) {
    Cursor behind = cursor;
    behind.eat(word);
    return one_of(before, U"半昨深当连今一前日彻") || one_of(behind.next(), U"了电香到过");
  }
  return false;
}

DayReading read_day_word(Cursor& cursor, const CivilTime& today) {
  const auto reading = [&](int days) {
    return days >= kToComeDays ? DayReading{.kind = Kind::kToCome} : a_day(plus_days(today, days));
  };
  for (const DayWord& entry : kDayWords) {
    if (!cursor.sees(entry.word) || is_accident(cursor, entry.word)) continue;
    cursor.eat(entry.word);
    return reading(entry.days);
  }
  for (const DayWord& entry : kShortDays) {
    if (!cursor.sees(entry.word) || is_accident(cursor, entry.word)) continue;
    Cursor behind = cursor;
    behind.eat(entry.word);
    for (const std::string_view tail : kShortDayTails) {
      if (!behind.sees(tail)) continue;
      cursor = behind;
      return reading(entry.days);
    }
  }
  return {};
}

// ---- 上周五 --------------------------------------------------------------------------------------------------------

constexpr int kNoWeek = 99;

// How many weeks back: 上上 2, 上 1, 这/本 0, 下 -1; without one of them kNoWeek.
int read_week_prefix(Cursor& cursor) {
  struct Prefix {
    std::string_view word;
    int weeks;
  };
  constexpr std::array kPrefixes = {Prefix{"上上个"sv, 2}, Prefix{"上上"sv, 2}, Prefix{"上个"sv, 1}, Prefix{"上一"sv, 1},
                                    Prefix{"上"sv, 1},     Prefix{"这个"sv, 0}, Prefix{"这"sv, 0},   Prefix{"本"sv, 0},
                                    Prefix{"下下"sv, -2},  Prefix{"下个"sv, -1}, Prefix{"下"sv, -1}};
  for (const Prefix& prefix : kPrefixes) {
    if (cursor.eat(prefix.word)) return prefix.weeks;
  }
  return kNoWeek;
}

// 0 = Monday … 6 = Sunday; 周末 is its Saturday; -1: none.
int read_weekday(Cursor& cursor) {
  if (!cursor.eat("周"sv) && !cursor.eat("星期"sv) && !cursor.eat("礼拜"sv)) return -1;
  const Cursor start = cursor;
  if (cursor.eat("末"sv)) return 5;
  if (cursor.eat("日"sv) || cursor.eat("天"sv)) return 6;
  if (cursor.at_end()) return -1;
  const Point point = point_at(cursor.s, cursor.at);
  int number = point.length == 1 && is_ascii_digit(cursor.s[cursor.at]) ? cursor.s[cursor.at] - '0' : chinese_digit(point.value);
  if (point.value == U'两' || number < 1 || number > 7) number = 0;
  cursor.at += point.length;
  if (number == 0 || skip_numerals(cursor.s, cursor.at) != cursor.at || cursor.sees("个"sv)) {
    cursor = start;
    return -1;
  }
  return number - 1;
}

// 上周的周三 names the week twice.
void skip_week_name(Cursor& cursor) {
  Cursor ahead = cursor;
  if (!ahead.eat("周"sv) && !ahead.eat("星期"sv) && !ahead.eat("礼拜"sv)) return;
  ahead.eat("的"sv);
  if (ahead.sees("周"sv) || ahead.sees("星期"sv) || ahead.sees("礼拜"sv)) cursor = ahead;
}

DayReading read_week(Cursor& cursor, const CivilTime& today) {
  Cursor ahead = cursor;
  const char32_t before = cursor.previous();
  int weeks = read_week_prefix(ahead);
  if (weeks == kNoWeek && (one_of(before, U"每各几数半多到至") || skip_numerals(cursor.s, cursor.at) != cursor.at)) return {};
  if (weeks == kNoWeek && (chinese_digit(before) >= 0 || chinese_unit(before) > 0)) return {};  // 一周三次
  if (weeks == 1 && one_of(before, U"马晚早车路网线身手")) return {};  // 马上, 晚上, 车上 …
  if (weeks != kNoWeek) skip_week_name(ahead);
  const int weekday = read_weekday(ahead);
  if (weekday < 0) return {};
  if (ahead.sees("到"sv) || ahead.sees("至"sv)) return {};  // 周一到周五 is a habit
  cursor = ahead;
  const int index = (today.weekday + 6) % 7;
  int days = weekday - index;
  if (weeks == kNoWeek) {
    if (days > 0) days -= 7;
  } else {
    days -= 7 * weeks;
  }
  return days > 0 ? DayReading{.kind = Kind::kToCome} : a_day(plus_days(today, days));
}

// ---- 3月8日, 去年12月, 上个月5号, 8号 -------------------------------------------------------------------------------

// What may stand behind a day of the month that has no 月 before it, or no 日 behind it.
bool day_ends_here(const Cursor& cursor) {
  if (is_time_edge(cursor.next()) || cursor.next() == U'-') return true;
  if (cursor.sees("那天"sv) || cursor.sees("的时候"sv) || cursor.sees("左右"sv) || cursor.sees("当天"sv)) return true;
  Cursor probe = cursor;
  probe.eat("的"sv);
  const ClockReading clock = read_clock(probe, true);
  return clock.has_hour || clock.period != Period::kNone;
}

// The day behind 月: 8日, 8号, 8. 0: none.
int read_day_of_month(Cursor& cursor) {
  Cursor ahead = cursor;
  ahead.skip_blanks();
  const std::optional<Numeral> number = read_small_number(ahead.s, ahead.at);
  if (!number || number->value < 1 || number->value > 31) return 0;
  ahead.at = number->end;
  const bool marked = ahead.eat("日"sv) || ahead.eat("号"sv);
  if (!marked && !day_ends_here(ahead)) return 0;
  cursor = ahead;
  return static_cast<int>(number->value);
}

constexpr int kLastDay = -1;

struct MonthDay {
  int month = 0;
  int day = 0;  // kLastDay: whichever that month has
};

// Behind 月: 初 is its first day, 中 its middle, 底 its last; a driver who says so knows no better. 0: none.
int read_part_of_month(Cursor& cursor) {
  if (cursor.eat("初"sv) || cursor.eat("上旬"sv)) return 1;
  if (cursor.eat("中旬"sv) || cursor.eat("中"sv)) return 15;
  if (cursor.eat("下旬"sv)) return 21;
  if (cursor.eat("底"sv) || cursor.eat("末"sv)) return kLastDay;
  return 0;
}

int day_in(int year, const MonthDay& named) {
  const bool known = year >= kYearMin && year <= kYearMax && named.month >= 1 && named.month <= 12;
  return named.day == kLastDay && known ? base::days_in_month(year, named.month) : named.day;
}

// `cursor` stands behind the number of the month, before 月.
std::optional<MonthDay> read_month_rest(Cursor& cursor, std::int64_t month) {
  if (month < 1 || month > 12 || !cursor.eat("月"sv)) return std::nullopt;
  MonthDay read{static_cast<int>(month), 1};
  if (cursor.eat("份"sv)) return read;
  if (const int day = read_part_of_month(cursor); day != 0) {
    read.day = day;
    return read;
  }
  if (const int day = read_day_of_month(cursor); day > 0) {
    read.day = day;
  } else if (one_of(cursor.next(), U"租薪供费结票卡工嫂饼亮球光前后内")) {
    return std::nullopt;
  }
  return read;
}

std::optional<MonthDay> read_month_day(Cursor& cursor) {
  const std::optional<Numeral> month = read_small_number(cursor.s, cursor.at);
  if (!month) return std::nullopt;
  Cursor ahead = cursor;
  ahead.at = month->end;
  const std::optional<MonthDay> read = read_month_rest(ahead, month->value);
  if (read) cursor = ahead;
  return read;
}

// Without a year the nearest past; 29 February may lie several years back.
DayReading nearest_past(const MonthDay& named, const CivilTime& today) {
  for (int year = today.year; year >= today.year - 8; --year) {
    const int number = day_in(year, named);
    if (!exists(year, named.month, number)) continue;
    const CivilTime day{.year = year, .month = named.month, .day = number};
    if (!later(day, today)) return a_day(day);
  }
  return {};
}

DayReading read_named_year(Cursor& cursor, const CivilTime& today) {
  struct YearWord {
    std::string_view word;
    int years;
  };
  constexpr std::array kYears = {YearWord{"大前年"sv, -3}, YearWord{"前年"sv, -2}, YearWord{"去年"sv, -1}, YearWord{"今年"sv, 0},
                                 YearWord{"明年"sv, 1}};
  for (const YearWord& entry : kYears) {
    Cursor ahead = cursor;
    if (!ahead.eat(entry.word)) continue;
    ahead.eat("的"sv);
    const std::optional<MonthDay> named = read_month_day(ahead);
    if (!named) return {};
    cursor = ahead;
    const int year = today.year + entry.years;
    return past_or_to_come(year, named->month, day_in(year, *named), today);
  }
  return {};
}

// 月初, 月底 alone, as an answer or before an hour: of this month, or of the last one where that is still to come.
DayReading read_bare_part_of_month(Cursor& cursor, const CivilTime& today) {
  Cursor ahead = cursor;
  const char32_t before = cursor.previous();
  if (!is_time_edge(before) && !one_of(before, U"在是就大约")) return {};
  if (!ahead.eat("月"sv)) return {};
  const int part = read_part_of_month(ahead);
  if (part == 0 || !day_ends_here(ahead)) return {};
  for (int back = 0; back < 2; ++back) {
    const CivilTime first = base::to_civil(base::to_unix({.year = today.year, .month = today.month - back, .day = 1}));
    const CivilTime day{.year = first.year, .month = first.month, .day = day_in(first.year, {first.month, part})};
    if (later(day, today)) continue;
    cursor = ahead;
    return a_day(day);
  }
  return {};
}

DayReading read_named_month(Cursor& cursor, const CivilTime& today) {
  Cursor ahead = cursor;
  int months = 0;
  if (ahead.eat("上上个月"sv) || ahead.eat("上上月"sv)) {
    months = -2;
  } else if (ahead.eat("上个月"sv) || ahead.eat("上月"sv)) {
    months = -1;
  } else if (ahead.eat("下个月"sv) || ahead.eat("下月"sv)) {
    read_day_of_month(ahead);
    cursor = ahead;
    return {.kind = Kind::kToCome};
  } else if (!ahead.eat("这个月"sv) && !ahead.eat("这月"sv) && !ahead.eat("本月"sv) && !ahead.eat("当月"sv)) {
    return read_bare_part_of_month(cursor, today);
  }
  ahead.eat("的"sv);
  ahead.eat("月"sv);  // 上个月月底
  int day = read_part_of_month(ahead);
  if (day == 0) day = read_day_of_month(ahead);
  if (day == 0) return {};
  const CivilTime first = base::to_civil(base::to_unix({.year = today.year, .month = today.month + months, .day = 1}));
  const DayReading read = past_or_to_come(first.year, first.month, day_in(first.year, {first.month, day}), today);
  if (read.kind != Kind::kNone) cursor = ahead;
  return read;
}

// 8号: the nearest past day with that number.
DayReading read_bare_day(Cursor& cursor, std::int64_t day, const CivilTime& today) {
  Cursor ahead = cursor;
  if (day < 1 || day > 31 || (!ahead.eat("号"sv) && !ahead.eat("日"sv)) || !day_ends_here(ahead)) return {};
  for (int back = 0; back < 12; ++back) {
    const CivilTime first = base::to_civil(base::to_unix({.year = today.year, .month = today.month - back, .day = 1}));
    if (!exists(first.year, first.month, static_cast<int>(day))) continue;
    const CivilTime candidate{.year = first.year, .month = first.month, .day = static_cast<int>(day)};
    if (later(candidate, today)) continue;
    cursor = ahead;
    return a_day(candidate);
  }
  return {};
}

// ---- 2025-03-08, 2025年3月, 3/8, 20250308 --------------------------------------------------------------------------

DayReading read_full_date(Cursor& cursor, std::int64_t year, const CivilTime& today) {
  Cursor ahead = cursor;
  if (ahead.eat("年"sv)) {
    if (year < 100) year += 2000;
    const std::optional<MonthDay> named = read_month_day(ahead);
    if (!named) return {};
    cursor = ahead;
    return past_or_to_come(static_cast<int>(year), named->month, day_in(static_cast<int>(year), *named), today);
  }
  const char separator = ahead.at_end() ? '\0' : ahead.s[ahead.at];
  if (year < kYearMin || (separator != '-' && separator != '/' && separator != '.')) return {};
  ++ahead.at;
  const std::optional<Numeral> month = read_small_number(ahead.s, ahead.at);
  if (!month || month->chinese || month->end >= ahead.s.size() || ahead.s[month->end] != separator) return {};
  const std::optional<Numeral> day = read_small_number(ahead.s, month->end + 1);
  if (!day || day->chinese || day->digits > 2 || month->digits > 2) return {};
  ahead.at = day->end;
  if (!ahead.eat("日"sv)) ahead.eat("号"sv);
  if (ahead.sees("t"sv)) ++ahead.at;  // 2025-03-08T15:00
  cursor = ahead;
  return past_or_to_come(static_cast<int>(year), static_cast<int>(month->value), static_cast<int>(day->value), today);
}

DayReading read_slash_date(Cursor& cursor, std::int64_t month, const CivilTime& today) {
  Cursor ahead = cursor;
  if (month < 1 || month > 12 || !ahead.eat("/"sv)) return {};
  const std::optional<Numeral> day = read_small_number(ahead.s, ahead.at);
  if (!day || day->chinese || day->digits > 2 || day->value < 1 || day->value > 31) return {};
  ahead.at = day->end;
  if (one_of(ahead.next(), U"/.%-")) return {};
  if (ahead.sees("的"sv) && !day_ends_here(ahead)) return {};  // 1/3的运费
  cursor = ahead;
  return nearest_past({static_cast<int>(month), static_cast<int>(day->value)}, today);
}

// 3.8号, 12.30日: only with its unit, since 3.8 alone is a sum of money.
DayReading read_dotted_date(Cursor& cursor, std::int64_t month, const CivilTime& today) {
  Cursor ahead = cursor;
  if (month < 1 || month > 12 || !ahead.eat("."sv)) return {};
  const std::optional<Numeral> day = read_small_number(ahead.s, ahead.at);
  if (!day || day->chinese || day->digits > 2 || day->value < 1 || day->value > 31) return {};
  ahead.at = day->end;
  if (!ahead.eat("号"sv) && !ahead.eat("日"sv)) return {};
  cursor = ahead;
  return nearest_past({static_cast<int>(month), static_cast<int>(day->value)}, today);
}

DayReading read_compact_date(Cursor& cursor, const CivilTime& today) {
  const std::size_t end = skip_numerals(cursor.s, cursor.at);
  const std::string_view digits = cursor.s.substr(cursor.at, end - cursor.at);
  if (digits.size() != 8 || !digits.starts_with("20"sv)) return {};
  int value = 0;
  for (const char c : digits) {
    if (!is_ascii_digit(c)) return {};
    value = value * 10 + (c - '0');
  }
  const DayReading read = past_or_to_come(value / 10000, value / 100 % 100, value % 100, today);
  if (read.kind != Kind::kNone) cursor.at = end;
  return read;
}

// ---- By what a day begins with ------------------------------------------------------------------------------------

// 1.3/8, A3/8, 第8号: the number is a part of something else.
bool is_part_of_another(const Cursor& cursor) {
  const char32_t before = cursor.previous();
  if (before == U'第') return true;
  if (before >= 0x80 || before == 0) return false;
  const char c = static_cast<char>(before);
  if (is_ascii_lower(c)) return true;
  if (c != '.' && c != '/' && c != '-' && c != ':') return false;
  return cursor.at >= 2 && is_ascii_digit(cursor.s[cursor.at - 2]);
}

DayReading read_numbered(Cursor& cursor, UnixMs now, const CivilTime& today) {
  if (is_part_of_another(cursor)) return {};
  const std::optional<Numeral> number = read_small_number(cursor.s, cursor.at);
  if (!number) return read_compact_date(cursor, today);
  Cursor ahead = cursor;
  ahead.at = number->end;
  const auto taken = [&](const DayReading& read) {
    if (read.kind == Kind::kNone) return false;
    cursor = ahead;
    return true;
  };
  if (const DayReading read = read_ago(ahead, number->value * 2, now, today); taken(read)) return read;
  if (const DayReading read = read_full_date(ahead, number->value, today); taken(read)) return read;
  if (const std::optional<MonthDay> named = read_month_rest(ahead, number->value)) {
    if (const DayReading read = nearest_past(*named, today); taken(read)) return read;
    return {};
  }
  ahead.at = number->end;
  if (!number->chinese) {
    if (const DayReading read = read_slash_date(ahead, number->value, today); taken(read)) return read;
    if (const DayReading read = read_dotted_date(ahead, number->value, today); taken(read)) return read;
  }
  if (const DayReading read = read_bare_day(ahead, number->value, today); taken(read)) return read;
  return {};
}

}  // namespace

DayReading read_day(Cursor& cursor, UnixMs now) {
  const CivilTime today = base::to_civil(now);
  const char32_t c = cursor.next();
  if ((c < 0x80 && is_ascii_digit(static_cast<char>(c))) || chinese_digit(c) >= 0 || c == U'十') {
    return read_numbered(cursor, now, today);
  }
  if (c == U'刚' || c == U'方' || c == U'现' || c == U'这') {
    if (read_now(cursor)) return {.kind = Kind::kInstant, .instant = now};
    if (c != U'这') return {};
  }
  if (c == U'半') {
    Cursor ahead = cursor;
    ahead.eat("半"sv);
    const DayReading read = read_ago(ahead, 1, now, today);
    if (read.kind != Kind::kNone) cursor = ahead;
    return read;
  }
  for (const auto read_one : {read_day_word, read_named_year, read_named_month, read_week}) {
    if (const DayReading read = read_one(cursor, today); read.kind != Kind::kNone) return read;
  }
  return {};
}

}  // namespace dialogs
