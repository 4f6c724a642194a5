#pragma once
// UTF-8 over std::string_view; every function takes any bytes and never reads beyond them.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace base {

inline constexpr char32_t kReplacementCharacter = 0xFFFD;

/// True if the bytes are well-formed UTF-8 (no surrogates, no overlong forms, at most U+10FFFF).
bool is_utf8(std::string_view bytes);
/// The code point at `at` and moves `at` behind it; an ill-formed byte yields U+FFFD and moves by one. Requires at < size.
char32_t next_code_point(std::string_view text, std::size_t& at);
void append_code_point(std::string& out, char32_t code_point);
/// Code points; an ill-formed byte counts as one.
std::size_t count_code_points(std::string_view text);
/// The longest prefix of at most `bytes_max` bytes that ends on a code-point border.
std::string_view prefix_of_bytes(std::string_view text, std::size_t bytes_max);
/// The prefix of at most `points_max` code points.
std::string_view prefix_of_points(std::string_view text, std::size_t points_max);
/// Columns in a terminal: 2 for East Asian wide and full-width code points, 0 for combining marks, else 1.
std::size_t display_width(std::string_view text);
/// Each ill-formed byte replaced by U+FFFD.
std::string repair_utf8(std::string_view bytes);

}  // namespace base
