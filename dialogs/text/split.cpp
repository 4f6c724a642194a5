#include "dialogs/text/split.hpp"

#include <utility>

#include "dialogs/text/points.hpp"

namespace dialogs {

bool is_clause_border(char32_t c) {
  if (c >= U'\u4E00' && c <= U'\u9FFF') return false;  // nearly all
  switch (c) {
    case U',': case U'.': case U'!': case U'?': case U';': case U':': case U' ': case U'\n': case U'\r': case U'\t':
    case U'。': case U'—': case U'(': case U')': case U'…':
      return true;
    default: return false;
  }
}

SplitText split(NormalText normal) {
  SplitText text{std::move(normal), {}};
  const std::string_view folded = text.folded;
  text.characters.resize(folded.size());
  Character* const characters = text.characters.data();
  std::size_t count = 0;
  std::uint32_t clause = 0;
  for (std::size_t at = 0; at < folded.size();) {
    const Point point = point_at(folded, at);
    const std::size_t end = at + point.length;
    if (is_clause_border(point.value)) ++clause;
    characters[count++] = {point.value, static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(end), clause};
    at = end;
  }
  text.characters.resize(count);
  return text;
}

SplitText split(std::string_view text) { return split(normalise(text)); }

}  // namespace dialogs
