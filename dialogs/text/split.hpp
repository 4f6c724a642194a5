#pragma once
// A folded text taken apart into its characters, once for all that go through them.
#include <cstdint>
#include <string_view>
#include <vector>

#include "dialogs/text/normal.hpp"

namespace dialogs {

struct Character {
  char32_t point = 0;
  std::uint32_t begin = 0, end = 0;  // bytes of the folded text
  std::uint32_t clause = 0;          // how many clause borders stand in the text up to here, this character included
};

struct SplitText : NormalText {
  std::vector<Character> characters;
};

/// Total for any bytes; linear time.
SplitText split(NormalText normal);
SplitText split(std::string_view text);

/// Sentence marks and blanks: a negation does not reach beyond them.
bool is_clause_border(char32_t point);

}  // namespace dialogs
