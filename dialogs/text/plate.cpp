// Number plates by the decisions of the owner, "Plates": province + letter (no I, O) + five characters of A–H J–N P–Z 0–9,
// the fifth possibly 挂 学 警 港 澳; or six for new energy, with A–K except I at the first or the last place.
#include <array>

#include "dialogs/text/extract.hpp"
#include "dialogs/text/points.hpp"

namespace dialogs {
namespace {

constexpr std::size_t kTailMax = 6;

bool is_province(char32_t c) {
  constexpr std::u32string_view kProvinces = U"京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼";
  return kProvinces.find(c) != std::u32string_view::npos;
}

bool is_ending(char32_t c) { return c == U'挂' || c == U'学' || c == U'警' || c == U'港' || c == U'澳'; }
bool is_plate_letter(char c) { return is_ascii_lower(c) && c != 'i' && c != 'o'; }
bool is_plate_character(char c) { return is_ascii_digit(c) || is_plate_letter(c); }
bool is_energy_letter(char c) { return c >= 'a' && c <= 'k' && c != 'i'; }

bool is_separator(char32_t c) {
  return c == U' ' || c == U'.' || c == U'·' || c == U'•' || c == U'・' || c == U'-' || c == U'⋅';
}

std::size_t skip_separators(std::string_view s, std::size_t at, std::size_t max) {
  for (std::size_t i = 0; i < max && at < s.size(); ++i) {
    const Point point = point_at(s, at);
    if (!is_separator(point.value)) break;
    at += point.length;
  }
  return at;
}

struct Tail {
  std::array<char, kTailMax> text{};
  std::size_t size = 0;
  std::size_t end = 0;
  char32_t ending = 0;
};

bool is_valid(const Tail& tail) {
  if (tail.ending != 0) return tail.size == 4;
  if (tail.size == 5) return true;
  return tail.size == kTailMax && (is_energy_letter(tail.text[0]) || is_energy_letter(tail.text[kTailMax - 1]));
}

bool letter_or_digit_at(std::string_view s, std::size_t at) {
  return at < s.size() && (is_ascii_digit(s[at]) || is_ascii_lower(s[at]));
}

// The characters behind the letter: without a gap if that makes a plate, else over single blanks.
std::optional<Tail> read_tail(std::string_view s, std::size_t at, bool over_blanks) {
  Tail tail;
  while (at < s.size()) {
    if (over_blanks && tail.size > 0 && tail.size < kTailMax && s[at] == ' ' && at + 1 < s.size() &&
        is_plate_character(s[at + 1])) {
      ++at;
      continue;
    }
    if (!is_plate_character(s[at])) break;
    if (tail.size == kTailMax) return std::nullopt;
    tail.text[tail.size++] = s[at++];
  }
  if (letter_or_digit_at(s, at)) return std::nullopt;
  tail.end = at;
  if (tail.size == 4 && at < s.size()) {
    const std::size_t behind = skip_separators(s, at, 1);
    if (behind < s.size()) {
      const Point point = point_at(s, behind);
      if (is_ending(point.value)) {
        tail.ending = point.value;
        tail.end = behind + point.length;
      }
    }
  }
  return is_valid(tail) ? std::optional(tail) : std::nullopt;
}

void append_upper(std::string& out, char c) {
  out.push_back(is_ascii_lower(c) ? static_cast<char>(c - 'a' + 'A') : c);
}

// The byte where the province before the letter at `letter` begins; npos if there is none.
std::size_t province_before(std::string_view s, std::size_t letter) {
  std::size_t end = letter;
  for (int i = 0; i < 2; ++i) {
    const Point point = point_before(s, end);
    if (point.length > 0 && is_province(point.value)) return end - point.length;
    if (point.length == 0 || !is_separator(point.value)) break;
    end -= point.length;
  }
  return std::string_view::npos;
}

std::optional<Found> plate_at(const NormalText& text, std::size_t letter) {
  const std::string_view s = text.folded;
  const std::size_t begin = province_before(s, letter);
  if (begin == std::string_view::npos) return std::nullopt;
  const std::size_t at = skip_separators(s, letter + 1, 2);
  std::optional<Tail> tail = read_tail(s, at, false);
  if (!tail) tail = read_tail(s, at, true);
  if (!tail) return std::nullopt;
  Found found{.value = std::string(s.substr(begin, point_at(s, begin).length)), .span = text.original(begin, tail->end)};
  append_upper(found.value, s[letter]);
  for (std::size_t i = 0; i < tail->size; ++i) append_upper(found.value, tail->text[i]);
  if (tail->ending != 0) {
    const std::size_t length = point_before(s, tail->end).length;
    found.value.append(s.substr(tail->end - length, length));
  }
  return found;
}

// The next letter that a plate can have behind its province.
std::size_t next_letter(std::string_view s, std::size_t at) {
  while (at < s.size() && !is_plate_letter(s[at])) ++at;
  return at;
}

}  // namespace

std::vector<Found> find_plates(const NormalText& text) {
  std::vector<Found> plates;
  const std::string_view s = text.folded;
  for (std::size_t at = next_letter(s, 0); at < s.size(); at = next_letter(s, at + 1)) {
    if (std::optional<Found> plate = plate_at(text, at)) plates.push_back(std::move(*plate));
  }
  return plates;
}

std::optional<Found> find_plate(const NormalText& text) {
  const std::string_view s = text.folded;
  for (std::size_t at = next_letter(s, 0); at < s.size(); at = next_letter(s, at + 1)) {
    if (std::optional<Found> plate = plate_at(text, at)) return plate;
  }
  return std::nullopt;
}

}  // namespace dialogs
