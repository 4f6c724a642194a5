#pragma once
// Patterns with gaps, written in a rules file like a word: "/(货主|老板).{0,8}不给/". RE2's syntax, on the folded text (lower
// case, half-width); '.' is any character but a line feed and gaps count characters. A pattern is looked for only where
// the fixed words that it cannot do without have been found, so that it costs nothing elsewhere. Internal to this folder.
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "dialogs/rules/matcher.hpp"

namespace dialogs {

/// True for "/…/".
bool is_pattern(std::string_view written);

class PatternMatcher {
 public:
  PatternMatcher();
  ~PatternMatcher();

  /// Found patterns are reported as `word`. Returns "", or what is wrong and what to do, in Chinese; then nothing was
  /// added.
  std::string add(std::string_view written, std::uint32_t word);
  /// Once, after the last add(): the words to look for, which scan() wants to hear of. Words of patterns that need no
  /// fixed word are appended to `without`: such a pattern would have to be tried on every message.
  std::vector<std::string> prepare(std::vector<std::uint32_t>& without);
  bool empty() const;

  /// `atoms`: the numbers of prepare()'s words that stand in `text`. Appends up to kPatternHitsMax occurrences of each
  /// pattern, by pattern. All patterns of one message together read kPatternBytesMax, each the same share from the
  /// beginning: a long text cannot make them slow.
  void scan(const SplitText& text, const std::vector<int>& atoms, std::vector<WordHit>& hits) const;

 private:
  struct Compiled;
  std::unique_ptr<Compiled> compiled_;
};

inline constexpr std::size_t kPatternHitsMax = 4;
inline constexpr std::size_t kPatternBytesMax = 256 * 1024;

}  // namespace dialogs
