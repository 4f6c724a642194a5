#pragma once
// What drivers write for a word (kind: lexicon): other names, typos, what voice recognition makes of it, and the false
// friends that only look like a word. Data; dialogs/rules/finder.hpp acts on it. Rules stay written in the usual words.
#include <string>
#include <vector>

#include "dialogs/language/diagnostic.hpp"

namespace dialogs {

struct LexiconWord {
  std::string word;               // as rules write it, alone or inside a longer word
  std::vector<std::string> also;  // found as if it were `word`
  std::vector<std::string> when;  // … only if one of these stands in the text; empty: always
  bool sounds = false;            // what is pronounced like it (three Han characters or more) is found, too
  bool typos = false;             // so is one letter missing, added, changed or swapped (five Latin letters or more)
  Place place;
};

/// Where one of `any` stands, no word inside it is found. A word as long as it is (somebody asked for just this) is
/// found all the same if `unless` is empty; else it is not found until one of `unless` stands in the text.
struct LexiconMask {
  std::vector<std::string> any;  // words or "/patterns/"
  std::vector<std::string> unless;
  Place place;
};

struct Lexicon {
  std::string id, title, about;
  std::vector<LexiconWord> words;
  std::vector<LexiconMask> masks;
  Place place;
};

}  // namespace dialogs
