// Numbers of any size with what people put behind them: 3万5, 三万五, 8千3, 2w, 一千二百, 1,200.50.
#include <algorithm>
#include <array>

#include "dialogs/text/extract.hpp"
#include "dialogs/text/numerals.hpp"
#include "dialogs/text/points.hpp"

namespace dialogs {
namespace {

using namespace std::string_view_literals;

// A decimal as digits of a whole number and the count of those behind the point.
struct Decimal {
  std::int64_t mantissa = 0;
  int scale = 0;
  std::size_t end = 0;
};

constexpr int kDigitsMax = 15;  // with a factor of 10^8 no more than 18 digits would fit

std::int64_t power_of_ten(int n) {
  std::int64_t power = 1;
  for (; n > 0; --n) power *= 10;
  return power;
}

// The powers of ten that a multiplier stands for; 0 if the character is none.
int multiplier(char32_t c) {
  switch (c) {
    case U'千': case U'k': return 3;
    case U'百': return 2;
    case U'万': case U'w': return 4;
    case U'亿': return 8;
    default: return 0;
  }
}

std::optional<Decimal> read_ascii(std::string_view s, std::size_t at) {
  Decimal number;
  int digits = 0;
  bool point = false;
  for (; at < s.size(); ++at) {
    if (is_ascii_digit(s[at])) {
      if (++digits > kDigitsMax) return std::nullopt;
      number.mantissa = number.mantissa * 10 + (s[at] - '0');
      if (point) ++number.scale;
    } else if (s[at] == '.' && !point && at + 1 < s.size() && is_ascii_digit(s[at + 1])) {
      point = true;
    } else if (s[at] == ',' && !point && at + 3 < s.size() && is_ascii_digit(s[at + 1]) && is_ascii_digit(s[at + 2]) &&
               is_ascii_digit(s[at + 3]) && (at + 4 >= s.size() || !is_ascii_digit(s[at + 4]))) {
      continue;  // a thousands separator
    } else {
      break;
    }
  }
  number.end = at;
  return number;
}

std::optional<Decimal> read_chinese(std::string_view s, std::size_t at) {
  const std::optional<Numeral> whole = read_small_number(s, at);
  if (!whole) return std::nullopt;
  Decimal number{whole->value, 0, whole->end};
  // 八千三, 三百五: the last digit counts the next smaller unit.
  const Point last = point_before(s, whole->end);
  const Point before = point_before(s, whole->end - last.length);
  const int digit = chinese_digit(last.value);
  const int unit = before.length > 0 && whole->digits > 1 ? chinese_unit(before.value) : 0;
  if (digit > 0 && unit >= 100) number.mantissa += digit * (unit / 10 - 1);
  if (s.substr(number.end).starts_with("点"sv)) {  // 一点五
    std::size_t end = number.end + "点"sv.size();
    while (end < s.size() && number.scale < 6) {
      const Point point = point_at(s, end);
      if (chinese_digit(point.value) < 0) break;
      number.mantissa = number.mantissa * 10 + chinese_digit(point.value);
      ++number.scale;
      end += point.length;
    }
    if (number.scale > 0) number.end = end;
  }
  return number;
}

std::optional<Decimal> read_plain(std::string_view s, std::size_t at) {
  if (at >= s.size()) return std::nullopt;
  return is_ascii_digit(s[at]) ? read_ascii(s, at) : read_chinese(s, at);
}

// Multiplies by what follows (万, 千, w …) and adds the rest of it: 三万五 is 35,000, 3万2千5 is 32,500.
bool apply_multiplier(std::string_view s, Decimal& number) {
  if (number.end >= s.size()) return false;
  const Point point = point_at(s, number.end);
  const int powers = multiplier(point.value);
  if (powers == 0) return false;
  const bool latin = point.length == 1;
  if (latin && number.end + 1 < s.size() && (is_ascii_lower(s[number.end + 1]) || is_ascii_digit(s[number.end + 1]))) return false;
  if (number.mantissa >= power_of_ten(18 - powers - number.scale)) return false;
  number.end += point.length;
  number.mantissa *= power_of_ten(powers);
  const bool zero = s.substr(number.end).starts_with("零"sv);  // 一万零五十
  const std::optional<Decimal> rest = latin ? std::nullopt : read_plain(s, number.end + (zero ? "零"sv.size() : 0));
  if (!rest || rest->scale > 0) return true;
  Decimal tail = *rest;
  const bool single = tail.mantissa < 10 && tail.mantissa > 0 && !zero;
  if (!apply_multiplier(s, tail) && single) tail.mantissa *= power_of_ten(powers - 1);
  if (tail.mantissa >= power_of_ten(powers)) return true;
  number.mantissa += tail.mantissa * power_of_ten(number.scale);
  number.end = tail.end;
  return true;
}

std::string to_text(Decimal number) {
  while (number.scale > 0 && number.mantissa % 10 == 0) {
    number.mantissa /= 10;
    --number.scale;
  }
  std::string text = std::to_string(number.mantissa);
  if (number.scale == 0) return text;
  const auto scale = static_cast<std::size_t>(number.scale);
  if (text.size() <= scale) text.insert(0, scale + 1 - text.size(), '0');
  text.insert(text.size() - scale, ".");
  return text;
}

// 一 in 一直, 一般, 一下 counts nothing; 十 in 十分, 千 in 千万别 neither.
bool is_figure_of_speech(std::string_view s, std::size_t at) {
  constexpr std::array kWords = {"一直"sv, "一般"sv, "一样"sv, "一下"sv, "一起"sv, "一共"sv, "一定"sv, "一些"sv, "一点"sv,
                                 "一边"sv, "一旦"sv, "一切"sv, "一律"sv, "一时"sv, "一再"sv, "一向"sv, "一会"sv, "十分"sv,
                                 "千万别"sv, "千万不"sv, "四处"sv, "万一"sv, "两边"sv, "一味"sv, "统一"sv};
  for (const std::string_view word : kWords) {
    if (s.substr(at).starts_with(word)) {
      const std::size_t end = at + word.size();
      // 一点五 and 十分之三 are numbers.
      return word != "一点"sv || end >= s.size() || chinese_digit(point_at(s, end).value) < 0;
    }
  }
  return false;
}

}  // namespace

std::optional<Found> find_number(const NormalText& text) {
  const std::string_view s = text.folded;
  for (std::size_t at = 0; at < s.size();) {
    const Point point = point_at(s, at);
    const bool ascii = point.length == 1 && is_ascii_digit(s[at]);
    const bool chinese = !ascii && (chinese_digit(point.value) >= 0 || point.value == U'十');
    if (!ascii && !chinese) {
      at += point.length;
      continue;
    }
    std::optional<Decimal> number;
    if (ascii || !is_figure_of_speech(s, at)) number = read_plain(s, at);
    if (number) {
      apply_multiplier(s, *number);
      return Found{to_text(*number), text.original(at, number->end)};
    }
    at = std::max(skip_numerals(s, at), at + point.length);
  }
  return std::nullopt;
}

}  // namespace dialogs
