#pragma once
// A table of words with points for each value of one output (kind: points): the vote of many weak words where rules of
// a few strong ones are silent. The points are fitted by `xinsheng rules fit` from labelled texts and stand readable in
// the file; a decision is the sum of the words that occur, and the evidence names them.
//
//   score(value) = 100 * sum over the words of (1 + ln n) * points(word, value) / norm + base(value)
//   norm         = sqrt(sum over the words of ((1 + ln n) * rarity(word))^2)
//
// n is how often the word occurs. The norm makes a letter of a thousand characters and a question of ten comparable;
// what few words know nothing about is left to `base`. All numbers are hundredths.
#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "dialogs/language/diagnostic.hpp"
#include "dialogs/text/span.hpp"
#include "dialogs/text/split.hpp"

namespace dialogs {

inline constexpr std::size_t kPointWordCharsMax = 3;

struct PointWord {
  /// 1–3 characters as point_characters() gives them; "^货主" and "结^": one or two at the beginning, at the end of the
  /// text; "字数16": once in a text of so many letters, up to the next step (point_key.hpp).
  std::string word;
  int rarity = 0;
  std::vector<int> points;  // one per value
};

struct PointsFile {
  std::string id, title, about;
  std::vector<std::string> values;
  std::vector<int> base;
  std::vector<PointWord> words;
  Place place;
};

struct PointEvidence {
  std::string word;
  Span span;  // of its first occurrence, in the driver's own text
  int times = 0;
  int points = 0;  // what it added to the winner beyond what it added to the runner-up
};

struct PointsVerdict {
  std::vector<int> scores;  // by value
  std::size_t best = 0, second = 0;
  std::vector<PointEvidence> evidence;  // at most kPointEvidenceMax, the heaviest first

  int lead() const { return scores[best] - scores[second]; }
};
inline constexpr std::size_t kPointEvidenceMax = 8;

/// One character of a text as words of points see it. Letters and Han are themselves, every run of digits is one '0', a
/// question mark is
/// '?', everything else is a border (0) that no word crosses.
struct PointCharacter {
  char32_t point = 0;
  std::uint32_t begin = 0, end = 0;  // bytes of the folded text
};
std::vector<PointCharacter> point_characters(const SplitText& text);

class PointTable {
 public:
  /// Null if a fault was added: fewer than two values, a number missing, a word that no text can hold or that stands
  /// twice.
  static std::shared_ptr<const PointTable> compile(PointsFile file, std::vector<Diagnostic>& faults);

  const PointsFile& file() const { return file_; }
  /// Total, linear in the text; no shared mutable state.
  PointsVerdict weigh(const SplitText& text) const;

 private:
  explicit PointTable(PointsFile file);
  struct Slot {
    std::uint64_t key = 0;  // 0: empty
    std::uint32_t word = 0;
  };
  bool add(std::uint64_t key, std::uint32_t word);
  const Slot* find(std::uint64_t key) const;
  const int* numbers(std::uint32_t word) const { return numbers_.data() + word * (file_.values.size() + 1); }
  struct Met;
  struct Tally;
  void count(const std::vector<PointCharacter>& characters, Tally& tally) const;
  void explain(const SplitText& text, const std::vector<PointCharacter>& characters, const Tally& tally,
               PointsVerdict& verdict) const;

  PointsFile file_;
  std::vector<int> numbers_;         // by word: rarity and points, side by side
  std::vector<std::uint64_t> seen_;  // a bit for every key in the table: most words of a text are in none
  std::vector<Slot> slots_;  // open addressing, a power of two, at most half full
  std::size_t longest_ = 1;  // characters of the longest word
};

}  // namespace dialogs
