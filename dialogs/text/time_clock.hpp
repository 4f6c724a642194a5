#pragma once
// The hour in a time expression: 下午三点, 8点半, 15:20, 晚上十一点一刻. Internal to find_time.
#include <cstddef>
#include <string_view>

namespace dialogs {

/// Reads forward over a folded text.
struct Cursor {
  std::string_view s;
  std::size_t at = 0;

  bool at_end() const { return at >= s.size(); }
  std::string_view rest() const { return s.substr(at); }
  bool sees(std::string_view word) const { return rest().starts_with(word); }
  bool eat(std::string_view word) {
    if (!sees(word)) return false;
    at += word.size();
    return true;
  }
  void skip_blanks() {
    while (at < s.size() && s[at] == ' ') ++at;
  }
  /// 0 at the end.
  char32_t next() const;
  char32_t previous() const;
};

enum class Period { kNone, kDawn, kMorning, kNoon, kAfternoon, kNight };

struct ClockReading {
  Period period = Period::kNone;
  bool has_hour = false;
  /// Minutes, 钟, 半, a colon …: this can only be a time of day, even alone.
  bool plain = false;
  int hour = 0;       // 0–23 after the period was applied
  int minute = 0;
  int day_shift = 0;  // 1: midnight of 晚上十二点
  bool small_hours = false;  // 晚上两点: the night that begins on the day named, unless that is still to come
};

/// True if a period word (上午, 半夜 …) or a number begins at the cursor.
bool begins_clock(const Cursor& cursor);

/// Reads a period and an hour, either may be missing; the cursor stands behind what was read. `after_day`: a day was
/// read directly before, so that 今早, 昨晚 and a bare 三点 are times of day.
ClockReading read_clock(Cursor& cursor, bool after_day);

/// Blanks and punctuation: what may stand around a time that is the whole message or clause.
bool is_time_edge(char32_t point);

}  // namespace dialogs
