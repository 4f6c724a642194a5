#include <algorithm>

#include "base/civil_time.hpp"
#include "dialogs/text/extract.hpp"
#include "dialogs/text/numerals.hpp"
#include "dialogs/text/points.hpp"
#include "dialogs/text/time_clock.hpp"
#include "dialogs/text/time_day.hpp"

namespace dialogs {
namespace {

using namespace std::string_view_literals;
using base::CivilTime;
using base::UnixMs;
using Kind = DayReading::Kind;

// What a day or an hour can begin with. Everything else is passed over without looking twice.
bool may_begin(char32_t c) {
  switch (c) {
    case U'刚': case U'今': case U'昨': case U'前': case U'大': case U'明': case U'后': case U'上': case U'这': case U'本':
    case U'下': case U'周': case U'星': case U'礼': case U'去': case U'半': case U'夜': case U'凌': case U'清': case U'早':
    case U'中': case U'晌': case U'午': case U'傍': case U'晚': case U'深': case U'过': case U'十': case U'方': case U'现':
    case U'头': case U'擦': case U'黑': case U'五': case U'月': case U'当':
      return true;
    default: return chinese_digit(c) >= 0;
  }
}

void put_two(std::string& out, int n) {
  out.push_back(static_cast<char>('0' + n / 10 % 10));
  out.push_back(static_cast<char>('0' + n % 10));
}

std::string day_text(const CivilTime& t) {
  std::string text = std::to_string(t.year);
  text.push_back('-');
  put_two(text, t.month);
  text.push_back('-');
  put_two(text, t.day);
  return text;
}

std::string with_clock(CivilTime day, const ClockReading& clock, UnixMs now) {
  day.hour = clock.hour;
  day.minute = clock.minute;
  day.day += clock.day_shift;
  UnixMs instant = base::to_unix(day);
  // 昨晚两点 is this morning; 今晚两点, said in the daytime, was last night.
  if (clock.small_hours && instant + base::days(1) <= now) instant = instant + base::days(1);
  return base::to_minute_text(instant);
}

// Between a day and its hour: 3月8日（周六），大概15点.
void skip_connectors(Cursor& cursor) {
  constexpr std::string_view kWords[] = {" ", "的", "大概", "大约", "约", "差不多", "那天", "当天", ","};
  for (bool again = true; again;) {
    again = false;
    for (const std::string_view word : kWords) again = cursor.eat(word) || again;
    if (cursor.sees("(周") || cursor.sees("(星期")) {
      const std::size_t close = cursor.rest().substr(0, 16).find(')');
      if (close == std::string_view::npos) return;
      cursor.at += close + 1;
      again = true;
    }
  }
}

bool is_whole_clause(std::string_view s, std::size_t begin, std::size_t end) {
  const bool before = begin == 0 || is_time_edge(point_before(s, begin).value);
  return before && (end >= s.size() || is_time_edge(point_at(s, end).value));
}

// What is put around an answer: 大概十点吧, 就在十点来钟.
bool drop_hedge_before(std::string_view s, std::size_t& begin) {
  for (const std::string_view word : {"大概"sv, "大约"sv, "约"sv, "差不多"sv, "应该"sv, "可能"sv, "好像"sv, "也就"sv, "是"sv, "就"sv,
                                      "在"sv}) {
    if (!s.substr(0, begin).ends_with(word)) continue;
    begin -= word.size();
    return true;
  }
  return false;
}

bool drop_hedge_after(std::string_view s, std::size_t& end) {
  for (const std::string_view word : {"左右"sv, "来钟"sv, "上下"sv, "前后"sv, "的样子"sv, "那阵"sv, "吧"sv, "啊"sv, "呢"sv, "哦"sv, "的"sv}) {
    if (!s.substr(end).starts_with(word)) continue;
    end += word.size();
    return true;
  }
  return false;
}

bool is_whole_text(std::string_view s, std::size_t begin, std::size_t end) {
  while (begin > 0) {
    const Point point = point_before(s, begin);
    if (is_time_edge(point.value)) {
      begin -= point.length;
    } else if (!drop_hedge_before(s, begin)) {
      return false;
    }
  }
  while (end < s.size()) {
    const Point point = point_at(s, end);
    if (is_time_edge(point.value)) {
      end += point.length;
    } else if (!drop_hedge_after(s, end)) {
      return false;
    }
  }
  return true;
}

// An hour without a day: today, or yesterday if that is still to come. Nothing for 三点意见 or 早上好.
std::string lone_clock(std::string_view s, std::size_t begin, const Cursor& cursor, const ClockReading& clock, UnixMs now) {
  const CivilTime today = base::to_civil(now);
  if (!clock.has_hour) {
    const bool night = clock.period == Period::kDawn || s.substr(begin, cursor.at - begin).ends_with("半夜");
    return night && is_whole_clause(s, begin, cursor.at) ? day_text(today) : "";
  }
  if (clock.period == Period::kNone && !clock.plain && !is_whole_text(s, begin, cursor.at)) return "";
  CivilTime day{.year = today.year, .month = today.month, .day = today.day, .hour = clock.hour, .minute = clock.minute};
  day.day += clock.small_hours ? 0 : clock.day_shift;
  UnixMs instant = base::to_unix(day);
  while (instant > now) instant = instant - base::days(1);
  return base::to_minute_text(instant);
}

// Digits in front make the number at `at` a part of another: 2.5点, 12:3:4.
bool continues_number(std::string_view s, std::size_t at) {
  if (at == 0) return false;
  const char before = s[at - 1];
  if (is_ascii_lower(before)) return true;
  return (before == '.' || before == ':' || before == '-' || before == '/') && at >= 2 && is_ascii_digit(s[at - 2]);
}

struct Read {
  std::string value;
  std::size_t end = 0;  // also without a value: what was read over
};

Read read_at(std::string_view s, std::size_t at, UnixMs now) {
  Cursor cursor{s, at};
  const DayReading day = read_day(cursor, now);
  if (day.kind == Kind::kInstant) return {base::to_minute_text(day.instant), cursor.at};
  if (day.kind != Kind::kNone) {
    const std::size_t day_end = cursor.at;
    skip_connectors(cursor);
    const std::size_t clock_begin = cursor.at;
    const ClockReading clock = read_clock(cursor, true);
    if (cursor.at == clock_begin) cursor.at = day_end;
    if (day.kind == Kind::kToCome) return {"", cursor.at};
    return {clock.has_hour ? with_clock(day.day, clock, now) : day_text(day.day), cursor.at};
  }
  if (!begins_clock(cursor) || continues_number(s, at)) return {};
  const ClockReading clock = read_clock(cursor, false);
  if (cursor.at == at) return {};
  return {lone_clock(s, at, cursor, clock, now), cursor.at};
}

}  // namespace

std::optional<Found> find_time(const NormalText& text, UnixMs now) {
  const std::string_view s = text.folded;
  for (std::size_t at = 0; at < s.size();) {
    const Point point = point_at(s, at);
    const bool digit = point.length == 1 && is_ascii_digit(s[at]);
    if (!digit && (point.length != 3 || !may_begin(point.value))) {
      at += point.length;
      continue;
    }
    Read read = read_at(s, at, now);
    if (!read.value.empty()) return Found{std::move(read.value), text.original(at, read.end)};
    at = std::max({read.end, skip_numerals(s, at), at + point.length});
  }
  return std::nullopt;
}

}  // namespace dialogs
