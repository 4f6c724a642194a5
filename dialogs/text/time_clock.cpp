#include "dialogs/text/time_clock.hpp"

#include <array>
#include <optional>
#include <utility>

#include "dialogs/text/numerals.hpp"
#include "dialogs/text/points.hpp"

namespace dialogs {
namespace {

using namespace std::string_view_literals;

constexpr std::array<std::pair<std::string_view, Period>, 41> kPeriods = {{
    {"凌晨"sv, Period::kDawn},      {"大清早"sv, Period::kMorning}, {"一大早"sv, Period::kMorning}, {"清晨"sv, Period::kMorning},
    {"清早"sv, Period::kMorning},   {"早晨"sv, Period::kMorning},   {"早上"sv, Period::kMorning},   {"早起"sv, Period::kMorning},
    {"一早"sv, Period::kMorning},   {"上午"sv, Period::kMorning},   {"中午"sv, Period::kNoon},      {"晌午"sv, Period::kNoon},
    {"午间"sv, Period::kNoon},      {"下午"sv, Period::kAfternoon}, {"午后"sv, Period::kAfternoon}, {"过午"sv, Period::kAfternoon},
    {"傍晚"sv, Period::kAfternoon}, {"晚上"sv, Period::kNight},     {"晚间"sv, Period::kNight},     {"夜里"sv, Period::kNight},
    {"夜间"sv, Period::kNight},     {"大半夜"sv, Period::kNight},   {"后半夜"sv, Period::kNight},   {"下半夜"sv, Period::kNight},
    {"半夜"sv, Period::kNight},     {"深夜"sv, Period::kNight},
    // As they are said in and around Jinan: 头晌 is the morning, 过晌 and 后晌 the afternoon, 下黑 the evening.
    {"头晌午"sv, Period::kMorning}, {"头晌"sv, Period::kMorning},   {"清起来"sv, Period::kMorning}, {"清起"sv, Period::kMorning},
    {"大晌午"sv, Period::kNoon},    {"过晌午"sv, Period::kAfternoon}, {"过晌"sv, Period::kAfternoon}, {"后晌"sv, Period::kAfternoon},
    {"傍黑天"sv, Period::kAfternoon}, {"傍黑"sv, Period::kAfternoon}, {"擦黑"sv, Period::kAfternoon}, {"下黑"sv, Period::kNight},
    {"黑夜"sv, Period::kNight},     {"黑里"sv, Period::kNight},     {"五更"sv, Period::kDawn},
}};
// Only directly behind a day (今早, 昨晚) or before a number (晚8点).
constexpr std::array<std::pair<std::string_view, Period>, 4> kShortPeriods = {{
    {"早"sv, Period::kMorning}, {"晨"sv, Period::kMorning}, {"晚"sv, Period::kNight}, {"夜"sv, Period::kNight},
}};

bool begins_number(const Cursor& cursor) {
  if (cursor.at_end()) return false;
  const char32_t c = cursor.next();
  return (c < 0x80 && is_ascii_digit(static_cast<char>(c))) || chinese_digit(c) >= 0 || c == U'十';
}

Period read_period(Cursor& cursor, bool after_day) {
  for (const auto& [word, period] : kPeriods) {
    if (cursor.eat(word)) return period;
  }
  for (const auto& [word, period] : kShortPeriods) {
    if (!cursor.sees(word)) continue;
    Cursor behind = cursor;
    behind.eat(word);
    if (!after_day && !begins_number(behind)) return Period::kNone;
    cursor = behind;
    return period;
  }
  return Period::kNone;
}

bool one_of(char32_t c, std::u32string_view set) { return c != 0 && set.find(c) != std::u32string_view::npos; }

// 20, 20分, 零五, 三十五: minutes behind 点; the Chinese ones need ten or more, a zero, or 分 (两点一线 is no time).
bool read_minutes(Cursor& cursor, int& minute) {
  Cursor ahead = cursor;
  ahead.skip_blanks();
  const bool zero = ahead.eat("零"sv) || ahead.eat("〇"sv);
  const std::optional<Numeral> number = read_small_number(ahead.s, ahead.at);
  if (!number || number->value > 59) return false;
  ahead.at = number->end;
  const bool fen = ahead.eat("分"sv);
  if (number->chinese && number->value < 10 && !zero && !fen) return false;
  if (!number->chinese && number->digits == 1 && !zero && !fen) return false;
  if (!fen && one_of(ahead.next(), U"块元%个单岁度斤吨米公天")) return false;
  minute = static_cast<int>(number->value);
  cursor = ahead;
  return true;
}

// Behind the number: 点 …, 时 …, or a colon. False: this is no hour.
bool read_hour_unit(Cursor& cursor, bool chinese, ClockReading& clock) {
  if (!chinese && cursor.eat(":"sv)) {
    const std::optional<Numeral> minutes = read_small_number(cursor.s, cursor.at);
    if (!minutes || minutes->chinese || minutes->digits != 2 || minutes->value > 59) return false;
    clock.minute = static_cast<int>(minutes->value);
    clock.plain = true;
    cursor.at = minutes->end;
    Cursor ahead = cursor;
    if (ahead.eat(":"sv)) {
      const std::optional<Numeral> seconds = read_small_number(ahead.s, ahead.at);
      if (seconds && seconds->digits == 2) cursor.at = seconds->end;
    }
    return true;
  }
  const bool dian = cursor.eat("点"sv);
  if (!dian) {
    if (!cursor.eat("时"sv) || one_of(cursor.next(), U"候间常段效代刻速长薪")) return false;
  }
  if (cursor.eat("钟"sv) || cursor.eat("整"sv)) {
    clock.plain = true;
  } else if (dian && cursor.eat("半"sv)) {
    clock.minute = 30;
    clock.plain = true;
  } else if (cursor.eat("一刻"sv) || cursor.eat("三刻"sv)) {
    clock.minute = cursor.s.substr(0, cursor.at).ends_with("三刻"sv) ? 45 : 15;
    clock.plain = true;
  } else if (read_minutes(cursor, clock.minute)) {
    clock.plain = true;
  }
  if (cursor.eat("多"sv) || cursor.eat("左右"sv)) clock.plain = true;
  if (cursor.sees("的时候"sv) || cursor.sees("那会"sv)) clock.plain = true;
  return true;
}

// 三点意见, 一点都没有, 两点建议: counted things, not hours.
bool counts_things(const Cursor& cursor, int hour, const ClockReading& clock) {
  if (clock.plain) return false;
  const char32_t next = cursor.next();
  return one_of(next, U"意建要原问看诉理不疑") || (hour == 1 && one_of(next, U"都也儿没点"));
}

void apply_period(ClockReading& clock) {
  int& hour = clock.hour;
  if (hour == 24) {
    hour = 0;
    clock.day_shift = 1;
    return;
  }
  switch (clock.period) {
    case Period::kDawn:
      if (hour == 12) hour = 0;
      break;
    case Period::kNoon:
      if (hour < 4) hour += 12;
      break;
    case Period::kAfternoon:
      if (hour < 12) hour += 12;
      break;
    case Period::kNight:
      if (hour == 12) {
        hour = 0;
        clock.day_shift = 1;
      } else if (hour >= 5 && hour < 12) {
        hour += 12;
      } else if (hour < 5) {
        clock.small_hours = true;
      }
      break;
    case Period::kNone:
    case Period::kMorning: break;
  }
}

}  // namespace

char32_t Cursor::next() const { return at < s.size() ? point_at(s, at).value : U'\0'; }
char32_t Cursor::previous() const { return point_before(s, at).value; }

bool begins_clock(const Cursor& cursor) {
  if (begins_number(cursor)) return true;
  Cursor probe = cursor;
  return read_period(probe, false) != Period::kNone;
}

ClockReading read_clock(Cursor& cursor, bool after_day) {
  ClockReading clock;
  clock.period = read_period(cursor, after_day);
  Cursor ahead = cursor;
  if (clock.period != Period::kNone) {
    while (ahead.eat(" "sv) || ahead.eat("的"sv) || ahead.eat("大概"sv) || ahead.eat("大约"sv) || ahead.eat("差不多"sv) ||
           ahead.eat("吧"sv) || ahead.eat(","sv)) {
    }
  }
  if (!begins_number(ahead)) return clock;
  const std::optional<Numeral> number = read_small_number(ahead.s, ahead.at);
  if (!number || number->value > 24 || (!number->chinese && number->digits > 2)) return clock;
  ahead.at = number->end;
  ClockReading read = clock;
  read.hour = static_cast<int>(number->value);
  const int said = read.hour;
  if (!read_hour_unit(ahead, number->chinese, read) || counts_things(ahead, said, read)) return clock;
  if (said == 24 && read.minute > 0) return clock;
  read.has_hour = true;
  apply_period(read);
  cursor = ahead;
  return read;
}

bool is_time_edge(char32_t c) {
  return c == 0 || c == U' ' || c == U',' || c == U'.' || c == U'!' || c == U'?' || c == U';' || c == U'\n' || c == U'\r' ||
         c == U'\t' || c == U'。' || c == U'、' || c == U')' || c == U'(' || c == U'~' || c == U'"';
}

}  // namespace dialogs
