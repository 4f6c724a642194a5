#include "dialogs/text/extract.hpp"
#include "dialogs/text/points.hpp"

namespace dialogs {
namespace {

constexpr std::size_t kPhoneDigits = 11;
constexpr std::size_t kSeparatorsMax = 5;

bool is_separator(char c) { return c == ' ' || c == '-'; }

bool digit_at(std::string_view s, std::size_t at) { return at < s.size() && is_ascii_digit(s[at]); }

// Eleven digits from `at`, single blanks or dashes between them; 0 if there are not.
std::size_t read_digits(std::string_view s, std::size_t at, std::string& digits) {
  digits.clear();
  std::size_t separators = 0;
  while (digits.size() < kPhoneDigits) {
    if (digit_at(s, at)) {
      digits.push_back(s[at++]);
    } else if (at < s.size() && is_separator(s[at]) && digit_at(s, at + 1) && ++separators <= kSeparatorsMax) {
      ++at;
    } else {
      return 0;
    }
  }
  return at;
}

// Digits directly before `at` (or before one dash) belong to a longer number, unless they are the country code.
bool begins_number(std::string_view s, std::size_t at, std::size_t& begin) {
  begin = at;
  std::size_t before = at;
  if (before > 0 && is_separator(s[before - 1])) --before;
  const std::string_view head = s.substr(0, before);
  for (const std::string_view code : {"+86", "0086", "86"}) {
    if (!head.ends_with(code)) continue;
    const std::size_t start = before - code.size();
    if (start > 0 && is_ascii_digit(s[start - 1])) continue;
    begin = start;
    return true;
  }
  if (before > 0 && is_ascii_digit(s[before - 1])) return before == at ? false : s[at - 1] != '-';
  return true;
}

bool ends_number(std::string_view s, std::size_t end) {
  if (digit_at(s, end)) return false;
  return !(end < s.size() && s[end] == '-' && digit_at(s, end + 1));
}

}  // namespace

std::optional<Found> find_phone(const NormalText& text) {
  const std::string_view s = text.folded;
  std::string digits;
  for (std::size_t at = s.find('1'); at != std::string_view::npos; at = s.find('1', at + 1)) {
    std::size_t begin = 0;
    if (!begins_number(s, at, begin)) continue;
    const std::size_t end = read_digits(s, at, digits);
    if (end == 0 || digits[1] < '3' || !ends_number(s, end)) continue;
    return Found{std::move(digits), text.original(begin, end)};
  }
  return std::nullopt;
}

std::string mask_phone(std::string_view phone) {
  bool whole = phone.size() == kPhoneDigits;
  for (const char c : phone) whole = whole && is_ascii_digit(c);
  std::string masked(phone);
  if (whole) masked.replace(3, 4, "****");
  return masked;
}

}  // namespace dialogs
