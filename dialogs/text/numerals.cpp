#include "dialogs/text/numerals.hpp"

#include "dialogs/text/points.hpp"

namespace dialogs {
namespace {

constexpr int kDigitsMax = 4;

std::optional<Numeral> read_ascii(std::string_view folded, std::size_t at) {
  Numeral numeral;
  while (at < folded.size() && is_ascii_digit(folded[at])) {
    if (++numeral.digits > kDigitsMax) return std::nullopt;
    numeral.value = numeral.value * 10 + (folded[at] - '0');
    ++at;
  }
  numeral.end = at;
  return numeral.digits > 0 ? std::optional(numeral) : std::nullopt;
}

}  // namespace

int chinese_digit(char32_t point) {
  switch (point) {
    case U'零': case U'〇': return 0;
    case U'一': case U'壹': case U'幺': return 1;
    case U'二': case U'两': case U'贰': case U'俩': return 2;
    case U'三': case U'叁': case U'仨': return 3;
    case U'四': case U'肆': return 4;
    case U'五': case U'伍': return 5;
    case U'六': case U'陆': return 6;
    case U'七': case U'柒': return 7;
    case U'八': case U'捌': return 8;
    case U'九': case U'玖': return 9;
    default: return -1;
  }
}

int chinese_unit(char32_t point) {
  switch (point) {
    case U'十': case U'拾': return 10;
    case U'百': case U'佰': return 100;
    case U'千': case U'仟': return 1000;
    default: return 0;
  }
}

std::optional<Numeral> read_small_number(std::string_view folded, std::size_t at) {
  if (at >= folded.size()) return std::nullopt;
  if (is_ascii_digit(folded[at])) return read_ascii(folded, at);
  Numeral numeral{.end = at, .chinese = true};
  std::int64_t total = 0;
  int pending = -1;      // a digit waiting for its unit
  int plain = 0;         // digits read one after another, as in 二零二五
  int last_unit = 10000;
  bool zero = false;
  while (numeral.end < folded.size()) {
    const Point point = point_at(folded, numeral.end);
    const int digit = chinese_digit(point.value);
    const int unit = digit < 0 ? chinese_unit(point.value) : 0;
    if (digit < 0 && unit == 0) break;
    if (++numeral.digits > 7) return std::nullopt;
    if (unit > 0) {
      if (unit >= last_unit || plain > 1) return std::nullopt;
      if (pending < 0 && !(unit == 10 && (total == 0 || zero))) return std::nullopt;
      total += (pending < 0 ? 1 : pending) * unit;
      last_unit = unit;
      pending = -1;
      plain = 0;
      zero = false;
    } else if (digit == 0 && last_unit < 10000 && pending < 0) {
      zero = true;
    } else if (last_unit < 10000) {
      if (pending >= 0) return std::nullopt;
      pending = digit;
    } else {
      if (++plain > kDigitsMax) return std::nullopt;
      pending = (pending < 0 ? 0 : pending) * 10 + digit;
    }
    numeral.end += point.length;
  }
  if (numeral.digits == 0) return std::nullopt;
  numeral.value = total + (pending < 0 ? 0 : pending);
  return numeral;
}

std::size_t skip_numerals(std::string_view folded, std::size_t at) {
  while (at < folded.size()) {
    const Point point = point_at(folded, at);
    const bool numeral = point.length == 1 ? is_ascii_digit(folded[at])
                                           : chinese_digit(point.value) >= 0 || chinese_unit(point.value) > 0;
    if (!numeral) break;
    at += point.length;
  }
  return at;
}

}  // namespace dialogs
