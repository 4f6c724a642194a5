#pragma once
// Words of one to three characters as numbers: 21 bits a character, the last one lowest. Internal to this folder.
#include <cstdint>
#include <vector>

#include "dialogs/rules/points.hpp"

namespace dialogs {

inline constexpr int kPointBits = 21;

inline std::size_t point_key_size(std::uint64_t key) {
  return key >> (2 * kPointBits) != 0 ? 3 : key >> kPointBits != 0 ? 2 : 1;
}

/// 0: no characters, more than three, or a border among them.
inline std::uint64_t point_key(const std::vector<PointCharacter>& characters) {
  if (characters.empty() || characters.size() > kPointWordCharsMax) return 0;
  std::uint64_t key = 0;
  for (const PointCharacter& character : characters) {
    if (character.point == 0) return 0;
    key = key << kPointBits | character.point;
  }
  return key;
}

/// Every run of one to three characters without a border: visit(key, index of its first character).
template <class Visit>
void for_each_gram(const std::vector<PointCharacter>& characters, Visit visit) {
  for (std::size_t first = 0; first < characters.size(); ++first) {
    std::uint64_t key = 0;
    for (std::size_t i = first; i < characters.size() && i < first + kPointWordCharsMax && characters[i].point != 0;
         ++i) {
      key = key << kPointBits | characters[i].point;
      visit(key, first);
    }
  }
}

}  // namespace dialogs
