#include "dialogs/rules/patterns.hpp"

#include <re2/filtered_re2.h>
#include <re2/re2.h>

#include <algorithm>

#include "base/utf8.hpp"
#include "dialogs/text/normal.hpp"
#include "dialogs/text/points.hpp"

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

/// Goes along the text once; places must not decrease.
class Counter {
 public:
  explicit Counter(std::string_view text) : text_(text) {}
  void go_to(std::size_t byte) {
    while (at_ < byte) {
      const Point point = point_at(text_, at_);
      if (is_clause_border(point.value)) ++clause_;
      at_ += point.length;
      ++characters_;
    }
  }
  std::uint32_t characters() const { return characters_; }
  std::uint32_t clause() const { return clause_; }

 private:
  std::string_view text_;
  std::size_t at_ = 0;
  std::uint32_t characters_ = 0;
  std::uint32_t clause_ = 0;
};

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

void PatternMatcher::scan(std::string_view folded, const std::vector<int>& atoms, std::vector<WordHit>& hits) const {
  if (atoms.empty() || empty()) return;
  std::vector<int> possible;
  compiled_->filter.AllPotentials(atoms, &possible);
  if (possible.empty()) return;
  std::sort(possible.begin(), possible.end());
  std::size_t share = std::min(folded.size(), kPatternBytesMax / possible.size());
  while (share < folded.size() && (static_cast<unsigned char>(folded[share]) & 0xC0) == 0x80) --share;
  const re2::StringPiece text(folded.data(), share);
  for (const int number : possible) {
    const RE2& pattern = compiled_->filter.GetRE2(number);
    Counter counter(folded);
    std::size_t from = 0;
    for (std::size_t found = 0; found < kPatternHitsMax; ++found) {
      re2::StringPiece at;
      if (!pattern.Match(text, from, share, RE2::UNANCHORED, &at, 1) || at.empty()) break;
      WordHit hit{.word = compiled_->words[static_cast<std::size_t>(number)]};
      hit.begin = static_cast<std::uint32_t>(at.data() - folded.data());
      hit.end = hit.begin + static_cast<std::uint32_t>(at.size());
      counter.go_to(hit.begin);
      hit.first = counter.characters();
      hit.clause = counter.clause();
      counter.go_to(hit.end);
      hit.behind = counter.characters();
      hits.push_back(hit);
      from = hit.end;
    }
  }
}

}  // namespace dialogs
