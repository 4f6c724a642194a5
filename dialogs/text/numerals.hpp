#pragma once
// Small whole numbers as people write them: 15, 十五, 两, 一百二十, 幺.
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace dialogs {

struct Numeral {
  std::int64_t value = 0;
  std::size_t end = 0;   // byte behind it
  int digits = 0;        // digits or numeral characters read
  bool chinese = false;
};

/// 0–9, or -1. 〇 零 一 二 两 三 … 九, 幺, the full forms 壹 贰 … and 俩 仨 are read.
int chinese_digit(char32_t point);
/// 10, 100, 1000 for 十 百 千 (拾 佰 仟), else 0.
int chinese_unit(char32_t point);

/// The number that begins at `at`, at most 9,999: up to four ASCII digits, or a Chinese numeral with units (三百零五, 十二,
/// 二十) or without (二零二五). Nothing if more digits follow, or if the Chinese is no number (十十, 二三十五).
std::optional<Numeral> read_small_number(std::string_view folded, std::size_t at);

/// Where the run of digits and numeral characters that begins at `at` ends.
std::size_t skip_numerals(std::string_view folded, std::size_t at);

}  // namespace dialogs
