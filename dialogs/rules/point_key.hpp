#pragma once
// Words of one to three characters as numbers: 21 bits a character, the last one lowest. Internal to this folder.
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "dialogs/rules/points.hpp"

namespace dialogs {

inline constexpr int kPointBits = 21;

inline std::size_t point_key_size(std::uint64_t key) {
  return key >> (2 * kPointBits) != 0 ? 3 : key >> kPointBits != 0 ? 2 : 1;
}

/// 0: no characters, more than three, or a border among them. An edge counts as a character.
inline std::uint64_t point_key(const std::vector<PointCharacter>& characters) {
  if (characters.empty() || characters.size() > kPointWordCharsMax) return 0;
  std::uint64_t key = 0;
  for (const PointCharacter& character : characters) {
    if (character.point == 0) return 0;
    key = key << kPointBits | character.point;
  }
  return key;
}

// How long a text is, as a word that every text has once. It stands in the table like any other ("字数16", 16 characters
// or more, below the next step), and in a key as one character of private use, which no folded text can hold.
inline constexpr std::array<std::size_t, 15> kLengthSteps = {0,  4,  8,   12,  16,  24,  32,  48,
                                                             64, 96, 128, 192, 256, 384, 512};
inline constexpr char32_t kLengthPoint = U'\uE000';
inline constexpr std::string_view kLengthName = "字数";

inline std::uint64_t length_key(const std::vector<PointCharacter>& characters) {
  std::size_t length = 0;
  for (const PointCharacter& character : characters) length += character.point != 0 ? 1 : 0;
  std::size_t step = kLengthSteps.size() - 1;
  while (kLengthSteps[step] > length) --step;
  return kLengthPoint + step;
}

/// "字数16"; "" if the key is no length.
inline std::string length_word(std::uint64_t key) {
  if (key < kLengthPoint || key >= kLengthPoint + kLengthSteps.size()) return "";
  return std::string(kLengthName) + std::to_string(kLengthSteps[key - kLengthPoint]);
}

/// 0 if the word is no length.
inline std::uint64_t length_key_of(std::string_view word) {
  for (std::size_t step = 0; step < kLengthSteps.size(); ++step) {
    if (word == length_word(kLengthPoint + step)) return kLengthPoint + step;
  }
  return 0;
}

// How a text begins and ends: its first and last one or two letters, marked by another character of private use before or
// behind them. In the table they stand as "^货主" and "结^"; '^' itself is a border, so that no text can hold them.
inline constexpr char32_t kEdgePoint = U'\uE100';
inline constexpr char kEdgeName = '^';

/// Visits the edges of a text: visit(key, index of its first character, index behind its last).
template <class Visit>
void for_each_edge(const std::vector<PointCharacter>& characters, Visit visit) {
  std::size_t first = 0;
  std::size_t behind = characters.size();
  while (first < behind && characters[first].point == 0) ++first;
  while (behind > first && characters[behind - 1].point == 0) --behind;
  if (first == behind) return;
  std::uint64_t key = std::uint64_t{kEdgePoint} << kPointBits | characters[first].point;
  visit(key, first, first + 1);
  if (first + 1 < behind && characters[first + 1].point != 0) {
    visit(key << kPointBits | characters[first + 1].point, first, first + 2);
  }
  key = characters[behind - 1].point;
  visit(key << kPointBits | kEdgePoint, behind - 1, behind);
  if (first + 1 < behind && characters[behind - 2].point != 0) {
    key |= std::uint64_t{characters[behind - 2].point} << kPointBits;
    visit(key << kPointBits | kEdgePoint, behind - 2, behind);
  }
}

/// How many letters of the text a word takes up.
inline std::size_t point_key_letters(std::uint64_t key) {
  std::size_t letters = 0;
  for (; key != 0; key >>= kPointBits) letters += (key & ((std::uint64_t{1} << kPointBits) - 1)) != kEdgePoint ? 1 : 0;
  return letters;
}

/// True for a length or an edge: what says how a text looks and not what it speaks of.
inline bool is_shape_key(std::uint64_t key) {
  if (key >= kLengthPoint && key < kLengthPoint + kLengthSteps.size()) return true;
  for (; key != 0; key >>= kPointBits) {
    if ((key & ((std::uint64_t{1} << kPointBits) - 1)) == kEdgePoint) return true;
  }
  return false;
}

/// Every run of one to `longest` characters without a border, the edges and the length: visit(key, index of its first
/// character, index behind its last).
template <class Visit>
void for_each_point_word(const std::vector<PointCharacter>& characters, std::size_t longest, Visit visit) {
  for (std::size_t first = 0; first < characters.size(); ++first) {
    std::uint64_t key = 0;
    for (std::size_t i = first; i < characters.size() && i < first + longest && characters[i].point != 0; ++i) {
      key = key << kPointBits | characters[i].point;
      visit(key, first, i + 1);
    }
  }
  for_each_edge(characters, visit);
  if (!characters.empty()) visit(length_key(characters), std::size_t{0}, characters.size());
}

}  // namespace dialogs
