#pragma once
// All words of a rule set looked for in one pass: an Aho-Corasick automaton over code points whose goto function is a double
// array. Its cost per character does not grow with the number of words.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "dialogs/text/split.hpp"

namespace dialogs {

/// One occurrence of a word in a folded text.
struct WordHit {
  std::uint32_t word = 0;                // index in the matcher's list
  std::uint32_t begin = 0, end = 0;      // bytes
  std::uint32_t first = 0, behind = 0;   // characters, half-open
  std::uint32_t clause = 0;              // counted up at every clause border
};

class WordMatcher {
 public:
  /// `words` are folded, well-formed, not empty and all different.
  explicit WordMatcher(const std::vector<std::string>& words);
  /// Looks for `words` in what `heard` makes of every character of a text; `heard` gives a character of as many bytes.
  WordMatcher(const std::vector<std::string>& words, char32_t (*heard)(char32_t));

  /// Appends every occurrence, in order of its end; of those that end together the longest comes first.
  void scan(const SplitText& text, std::vector<WordHit>& hits) const;

  std::size_t cells() const { return cells_.size(); }

 private:
  struct Cell {
    std::int32_t base = 0;    // children stand at base + class
    std::int32_t parent = -1;
    std::int32_t fail = 0;
    std::int32_t hit = 0;     // the longest suffix that is a word; 0: none
  };
  struct Ending {
    std::int32_t word = -1;
    std::int32_t shorter = 0;  // the next shorter suffix that is a word
  };
  struct Trie;

  std::uint32_t class_of(char32_t point) const { return point < kBmp ? bmp_.data()[point] : class_of_rare(point); }
  std::uint32_t class_of_rare(char32_t point) const;
  void classify_points(const std::vector<std::string>& words);
  void place(const Trie& trie);
  void link(const Trie& trie, const std::vector<std::int32_t>& cell_of);

  static constexpr std::size_t kBmp = 0x10000;
  std::vector<std::uint16_t> bmp_;                               // class by code point; 0: in no word
  std::vector<std::pair<char32_t, std::uint16_t>> astral_;       // sorted
  std::uint32_t classes_ = 1;
  std::vector<std::int32_t> root_;  // by class
  std::vector<Cell> cells_;
  std::vector<Ending> endings_;     // by cell
  std::vector<std::pair<std::uint32_t, std::uint32_t>> lengths_;  // by word: bytes, characters
};

}  // namespace dialogs
