#pragma once
// Reading well-formed UTF-8 code point by code point, inline because every matcher does it for every character.
#include <cstddef>
#include <string_view>

namespace dialogs {

/// The code point at `at` (requires at < size) and its length in bytes. `text` should be well-formed (NormalText::folded is);
/// with other bytes the value is arbitrary, but nothing beyond the text is read.
struct Point {
  char32_t value = 0;
  std::size_t length = 1;
};

[[gnu::always_inline]] inline Point point_at(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return static_cast<char32_t>(static_cast<unsigned char>(text[at + i])); };
  const std::size_t left = text.size() - at;
  const char32_t lead = byte(0);
  if (lead < 0x80) return {lead, 1};
  if (lead >= 0xE0 && lead < 0xF0 && left >= 3) return {(lead & 0x0F) << 12 | (byte(1) & 0x3F) << 6 | (byte(2) & 0x3F), 3};
  if (lead < 0xE0 && left >= 2) return {(lead & 0x1F) << 6 | (byte(1) & 0x3F), 2};
  if (lead >= 0xF0 && left >= 4) {
    return {(lead & 0x07) << 18 | (byte(1) & 0x3F) << 12 | (byte(2) & 0x3F) << 6 | (byte(3) & 0x3F), 4};
  }
  return {0xFFFD, 1};
}

/// The code point that ends at `end`; value 0 at the beginning of the text.
inline Point point_before(std::string_view text, std::size_t end) {
  if (end == 0) return {0, 0};
  std::size_t at = end - 1;
  while (at > 0 && end - at < 4 && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) --at;
  return {point_at(text, at).value, end - at};
}

inline bool is_ascii_digit(char c) { return c >= '0' && c <= '9'; }
inline bool is_ascii_lower(char c) { return c >= 'a' && c <= 'z'; }

}  // namespace dialogs
