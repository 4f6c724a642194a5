#include "dialogs/language/scalars.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>

#include "base/utf8.hpp"

namespace dialogs {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool all_digits(std::string_view text) { return !text.empty() && std::all_of(text.begin(), text.end(), is_digit); }

std::optional<int> minute_of_day(std::string_view text) {
  if (text.size() != 5 || text[2] != ':') return std::nullopt;
  const auto hour = parse_whole(text.substr(0, 2));
  const auto minute = parse_whole(text.substr(3, 2));
  if (!all_digits(text.substr(0, 2)) || !all_digits(text.substr(3, 2)) || *hour > 23 || *minute > 59)
    return std::nullopt;
  return *hour * 60 + *minute;
}

}  // namespace

std::optional<base::Millis> parse_duration(std::string_view text) {
  if (text.size() < 2 || text.size() > 9 || !all_digits(text.substr(0, text.size() - 1))) return std::nullopt;
  const std::int64_t count = *parse_whole(text.substr(0, text.size() - 1));
  base::Millis duration;
  switch (text.back()) {
    case 's':
      duration = base::seconds(count);
      break;
    case 'm':
      duration = base::minutes(count);
      break;
    case 'h':
      duration = base::hours(count);
      break;
    case 'd':
      duration = base::days(count);
      break;
    default:
      return std::nullopt;
  }
  if (duration > base::days(3650)) return std::nullopt;
  return duration;
}

std::optional<int> parse_whole(std::string_view text) {
  const bool negative = text.starts_with('-');
  const std::string_view digits = text.substr(negative ? 1 : 0);
  if (!all_digits(digits) || digits.size() > 9) return std::nullopt;
  int value = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return negative ? -value : value;
}

std::optional<double> parse_decimal(std::string_view text) {
  const auto is_plain = [](char c) { return is_digit(c) || c == '.' || c == '-'; };
  if (text.empty() || text.size() > 20 || !std::all_of(text.begin(), text.end(), is_plain)) return std::nullopt;
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || !std::isfinite(value)) return std::nullopt;
  return value;
}

std::optional<bool> parse_truth(std::string_view text) {
  if (text == "true") return true;
  if (text == "false") return false;
  return std::nullopt;
}

std::optional<Quiet> parse_quiet(std::string_view text) {
  if (text.size() != 11 || text[5] != '-') return std::nullopt;
  const auto from = minute_of_day(text.substr(0, 5));
  const auto to = minute_of_day(text.substr(6));
  if (!from || !to) return std::nullopt;
  return Quiet{*from, *to};
}

bool is_date(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
  if (!all_digits(text.substr(0, 4)) || !all_digits(text.substr(5, 2)) || !all_digits(text.substr(8, 2))) return false;
  const int year = *parse_whole(text.substr(0, 4));
  const int month = *parse_whole(text.substr(5, 2));
  const int day = *parse_whole(text.substr(8, 2));
  if (month < 1 || month > 12 || day < 1) return false;
  const bool is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  const int days = month == 2 ? (is_leap ? 29 : 28) : (month == 4 || month == 6 || month == 9 || month == 11) ? 30 : 31;
  return day <= days;
}

bool is_identifier(std::string_view text, std::size_t length_min, std::size_t length_max) {
  if (text.size() < length_min || text.size() > length_max || text.front() < 'a' || text.front() > 'z') return false;
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return (c >= 'a' && c <= 'z') || is_digit(c) || c == '_'; });
}

bool is_slot_name(std::string_view text) {
  std::size_t points = 0;
  for (std::size_t at = 0; at < text.size(); ++points) {
    const char32_t c = base::next_code_point(text, at);
    const bool is_letter = (c >= U'A' && c <= U'Z') || (c >= U'a' && c <= U'z') || (c >= 0x4E00 && c <= 0x9FFF) ||
                           (c >= 0x3400 && c <= 0x4DBF);
    const bool is_number = c >= U'0' && c <= U'9';
    if (!is_letter && !(is_number && points > 0)) return false;
  }
  return points >= 1 && points <= 16;
}

}  // namespace dialogs
