#pragma once
// How text is cut for the search, and how what somebody looks for is found again in it. Pure.
//
// Text is folded first (dialogs/text/normal.hpp: full width, upper case and traditional characters read like their plain ones). A run of
// Han characters gives every two that stand together ("报销慢" -> 报销 销慢); a run of letters and digits is one piece ("jn2611290000017",
// and its digits alone). Everything else parts. So two characters are enough to look for, and no dictionary of words is needed.
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace storage::search {

/// The pieces of a text in their order, a blank between two.
std::string grams_of(std::string_view text);

/// Pieces that stand one behind the other.
struct Phrase {
  std::vector<std::string> pieces;
  bool goes_on = false;  // the last one may be longer in the text
};

/// What somebody looks for: texts in which every phrase stands among the pieces and every word in the folded text.
struct Sought {
  std::vector<std::string> words;  // folded
  std::vector<Phrase> phrases;     // empty = nothing can be looked for
  std::string too_short;           // the first word of a single character, which is not looked for; "" = none
};
/// Words are parted by blanks and punctuation; the last letters or digits of a word may go on in the text. Total for any bytes.
Sought read_sought(std::string_view text);

/// An FTS5 expression for texts in which all of these phrases stand; not empty.
std::string match_of(const std::vector<Phrase>& phrases);
/// Every word stands in the text, folded.
bool holds_all(std::string_view text, const std::vector<std::string>& words);

/// Code points [begin, end) of a text.
struct Place {
  std::size_t begin = 0;
  std::size_t end = 0;
  bool operator==(const Place&) const = default;
};
/// Every place where one of the words stands, in order and without overlap; empty if one of them stands nowhere.
std::vector<Place> places_of(std::string_view text, const std::vector<std::string>& words);

}  // namespace storage::search
