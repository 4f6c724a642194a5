#include "base/civil_time.hpp"

#include <array>
#include <cstdio>

namespace base {
namespace {

constexpr std::int64_t kOffsetMs = 8 * 3'600'000;

// Days from 1970-01-01, after Howard Hinnant's civil_from_days / days_from_civil (public domain).
std::int64_t days_from_civil(std::int64_t y, int m, int d) {
  y -= m <= 2;
  const std::int64_t era = (y >= 0 ? y : y - 399) / 400;
  const std::int64_t yoe = y - era * 400;
  const std::int64_t doy = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
  const std::int64_t doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
  return era * 146097 + doe - 719468;
}

std::int64_t floor_div(std::int64_t a, std::int64_t b) { return a / b - (a % b != 0 && (a < 0) != (b < 0) ? 1 : 0); }

bool read_digits(std::string_view text, std::size_t at, std::size_t count, int& out) {
  if (at + count > text.size()) return false;
  out = 0;
  for (std::size_t i = at; i < at + count; ++i) {
    if (text[i] < '0' || text[i] > '9') return false;
    out = out * 10 + (text[i] - '0');
  }
  return true;
}

}  // namespace

bool is_leap(int year) { return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0; }

int days_in_month(int year, int month) {
  static constexpr std::array<int, 12> kDays{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return month == 2 && is_leap(year) ? 29 : kDays.at(static_cast<std::size_t>(month - 1));
}

CivilTime to_civil(UnixMs instant) {
  const std::int64_t local = instant.count + kOffsetMs;
  const std::int64_t day_number = floor_div(local, 86'400'000);
  const std::int64_t in_day = local - day_number * 86'400'000;
  const std::int64_t z = day_number + 719468;
  const std::int64_t era = (z >= 0 ? z : z - 146096) / 146097;
  const std::int64_t doe = z - era * 146097;
  const std::int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
  const std::int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
  const std::int64_t mp = (5 * doy + 2) / 153;
  CivilTime c;
  c.day = static_cast<int>(doy - (153 * mp + 2) / 5 + 1);
  c.month = static_cast<int>(mp + (mp < 10 ? 3 : -9));
  c.year = static_cast<int>(yoe + era * 400 + (c.month <= 2));
  c.hour = static_cast<int>(in_day / 3'600'000);
  c.minute = static_cast<int>(in_day / 60'000 % 60);
  c.second = static_cast<int>(in_day / 1000 % 60);
  c.weekday = static_cast<int>(((day_number + 4) % 7 + 7) % 7);
  return c;
}

UnixMs to_unix(const CivilTime& c) {
  const std::int64_t month0 = static_cast<std::int64_t>(c.year) * 12 + (c.month - 1);
  const std::int64_t year = floor_div(month0, 12);
  const int month = static_cast<int>(month0 - year * 12) + 1;
  const std::int64_t day_number = days_from_civil(year, month, 1) + (c.day - 1);
  const std::int64_t local =
      ((day_number * 24 + c.hour) * 60 + c.minute) * 60'000 + static_cast<std::int64_t>(c.second) * 1000;
  return {local - kOffsetMs};
}

std::string to_rfc3339(UnixMs instant) {
  const CivilTime c = to_civil(instant);
  std::array<char, 96> out{};
  std::snprintf(out.data(), out.size(), "%04d-%02d-%02dT%02d:%02d:%02d+08:00", c.year, c.month, c.day, c.hour, c.minute,
                c.second);
  return out.data();
}

std::string to_minute_text(UnixMs instant) {
  const CivilTime c = to_civil(instant);
  std::array<char, 96> out{};
  std::snprintf(out.data(), out.size(), "%04d-%02d-%02d %02d:%02d", c.year, c.month, c.day, c.hour, c.minute);
  return out.data();
}

std::optional<UnixMs> from_rfc3339(std::string_view text) {
  CivilTime c;
  if (text.size() < 20 || !read_digits(text, 0, 4, c.year) || text[4] != '-' || !read_digits(text, 5, 2, c.month) ||
      text[7] != '-' || !read_digits(text, 8, 2, c.day) || (text[10] != 'T' && text[10] != 't') ||
      !read_digits(text, 11, 2, c.hour) || text[13] != ':' || !read_digits(text, 14, 2, c.minute) || text[16] != ':' ||
      !read_digits(text, 17, 2, c.second)) {
    return std::nullopt;
  }
  if (c.month < 1 || c.month > 12 || c.day < 1 || c.day > days_in_month(c.year, c.month) || c.hour > 23 ||
      c.minute > 59 || c.second > 60) {
    return std::nullopt;
  }
  std::size_t at = 19;
  std::int64_t fraction_ms = 0;
  if (text[at] == '.') {
    ++at;
    std::int64_t scale = 100;
    const std::size_t first = at;
    while (at < text.size() && text[at] >= '0' && text[at] <= '9') {
      fraction_ms += (text[at] - '0') * scale;
      scale /= 10;
      ++at;
    }
    if (at == first) return std::nullopt;
  }
  const std::string_view zone = text.substr(at);
  std::int64_t offset_ms = 0;
  if (zone == "Z" || zone == "z") {
    offset_ms = 0;
  } else {
    int h = 0;
    int m = 0;
    if (zone.size() != 6 || (zone[0] != '+' && zone[0] != '-') || zone[3] != ':' || !read_digits(zone, 1, 2, h) ||
        !read_digits(zone, 4, 2, m) || h > 23 || m > 59) {
      return std::nullopt;
    }
    offset_ms = (h * 60 + m) * 60'000LL * (zone[0] == '-' ? -1 : 1);
  }
  return UnixMs{to_unix(c).count + kOffsetMs - offset_ms + fraction_ms};
}

}  // namespace base
