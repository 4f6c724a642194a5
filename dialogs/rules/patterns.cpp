#include "dialogs/rules/patterns.hpp"

#include <re2/filtered_re2.h>
#include <re2/re2.h>

#include <algorithm>

#include "base/utf8.hpp"
#include "dialogs/text/normal.hpp"

namespace dialogs {
namespace {

constexpr int kAtomBytesMin = 3;  // one Han character
constexpr std::int64_t kPatternMemoryMax = 1 << 20;

RE2::Options pattern_options() {
  RE2::Options options;
  options.set_log_errors(false);
  options.set_max_mem(kPatternMemoryMax);
  return options;
}

/// What is not ASCII as folded texts have it; the rest is the pattern's own language.
std::string folded_pattern(std::string_view pattern) {
  std::string folded;
  for (std::size_t at = 0; at < pattern.size();) {
    const std::size_t begin = at;
    const char32_t point = base::next_code_point(pattern, at);
    const std::string_view one = pattern.substr(begin, at - begin);
    folded += point < 0x80 ? std::string(one) : normalise(one).folded;
  }
  return folded;
}

/// The number of the character that begins at byte `at`.
std::uint32_t character_at(const std::vector<Character>& characters, std::uint32_t at) {
  const auto found = std::lower_bound(characters.begin(), characters.end(), at,
                                      [](const Character& one, std::uint32_t wanted) { return one.begin < wanted; });
  return static_cast<std::uint32_t>(found - characters.begin());
}

}  // namespace

struct PatternMatcher::Compiled {
  re2::FilteredRE2 filter{kAtomBytesMin};
  std::vector<std::uint32_t> words;  // by the filter's number
};

bool is_pattern(std::string_view written) {
  return written.size() > 2 && written.front() == '/' && written.back() == '/';
}

PatternMatcher::PatternMatcher() : compiled_(std::make_unique<Compiled>()) {}
PatternMatcher::~PatternMatcher() = default;

bool PatternMatcher::empty() const { return compiled_->words.empty(); }

std::string PatternMatcher::add(std::string_view written, std::uint32_t word) {
  const std::string pattern = folded_pattern(written.substr(1, written.size() - 2));
  const RE2 tried(pattern, pattern_options());
  if (!tried.ok()) return "写法不对（" + tried.error() + "）";
  if (RE2::FullMatch("", tried)) return "什么都没有也算命中";
  int number = 0;
  if (compiled_->filter.Add(pattern, pattern_options(), &number) != RE2::NoError) return "太长，或间隔太大";
  compiled_->words.push_back(word);
  return "";
}

std::vector<std::string> PatternMatcher::prepare(std::vector<std::uint32_t>& without) {
  std::vector<std::string> atoms;
  if (empty()) return atoms;
  compiled_->filter.Compile(&atoms);
  std::vector<int> always;
  compiled_->filter.AllPotentials({}, &always);
  for (const int number : always) without.push_back(compiled_->words[static_cast<std::size_t>(number)]);
  return atoms;
}

void PatternMatcher::scan(const SplitText& text, const std::vector<int>& atoms, std::vector<WordHit>& hits) const {
  if (atoms.empty() || empty()) return;
  std::vector<int> possible;
  compiled_->filter.AllPotentials(atoms, &possible);
  if (possible.empty()) return;
  std::sort(possible.begin(), possible.end());
  const std::string_view folded = text.folded;
  std::size_t share = std::min(folded.size(), kPatternBytesMax / possible.size());
  while (share < folded.size() && (static_cast<unsigned char>(folded[share]) & 0xC0) == 0x80) --share;
  const re2::StringPiece read(folded.data(), share);
  for (const int number : possible) {
    const RE2& pattern = compiled_->filter.GetRE2(number);
    std::size_t from = 0;
    for (std::size_t found = 0; found < kPatternHitsMax; ++found) {
      re2::StringPiece at;
      if (!pattern.Match(read, from, share, RE2::UNANCHORED, &at, 1) || at.empty()) break;
      WordHit hit{.word = compiled_->words[static_cast<std::size_t>(number)]};
      hit.begin = static_cast<std::uint32_t>(at.data() - folded.data());
      hit.end = hit.begin + static_cast<std::uint32_t>(at.size());
      hit.first = character_at(text.characters, hit.begin);
      hit.behind = character_at(text.characters, hit.end);
      hit.clause = text.characters[hit.first].clause;
      hits.push_back(hit);
      from = hit.end;
    }
  }
}

}  // namespace dialogs
