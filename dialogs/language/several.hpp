#pragma once
// The commonest slip of a hand that types Chinese: [甲，乙] or [甲、乙] is one word, not two.
#include <string_view>

namespace dialogs {

/// Whether a word of a list looks like several, with marks between them that do not separate.
inline bool is_several(std::string_view word) {
  return word.find("，") != std::string_view::npos || word.find("、") != std::string_view::npos;
}

inline constexpr char kApart[] = "几个之间用英文逗号加空格隔开，例如 [甲, 乙]";

}  // namespace dialogs
