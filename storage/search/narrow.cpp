#include "storage/search/narrow.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

namespace storage::search {
namespace {

constexpr std::size_t kWhole = 3;   // pieces that are looked up as they stand
constexpr std::size_t kRarest = 2;  // of a longer phrase
constexpr std::size_t kAsked = 16;  // pieces asked about, of all long phrases together

/// At most `most` different pieces, spread evenly over the phrase.
std::vector<std::string> some_of(const Phrase& phrase, std::size_t most) {
  std::vector<std::string> some;
  const std::size_t count = std::min(most, phrase.pieces.size());
  for (std::size_t i = 0; i < count; ++i) {
    const std::string& piece = phrase.pieces[i * phrase.pieces.size() / count];
    if (std::find(some.begin(), some.end(), piece) == some.end()) some.push_back(piece);
  }
  return some;
}

/// Few before many, thinly strewn before thickly.
auto rank_of(const Spread& spread) { return std::tuple(spread.texts, spread.oldest); }

}  // namespace

std::optional<std::vector<Phrase>> narrow(const std::vector<Phrase>& phrases, const std::function<Spread(const std::string& piece)>& spread_of) {
  const auto is_long = [](const Phrase& phrase) { return phrase.pieces.size() > kWhole; };
  const auto long_ones = static_cast<std::size_t>(std::count_if(phrases.begin(), phrases.end(), is_long));
  std::vector<Phrase> narrowed;
  for (const Phrase& phrase : phrases) {
    if (!is_long(phrase)) {
      narrowed.push_back(phrase);
      continue;
    }
    std::vector<std::pair<Spread, std::string>> ranked;
    for (std::string& piece : some_of(phrase, std::max(kAsked / long_ones, kRarest))) {
      const Spread spread = spread_of(piece);
      if (spread.texts == 0) return std::nullopt;
      ranked.emplace_back(spread, std::move(piece));
    }
    std::stable_sort(ranked.begin(), ranked.end(), [](const auto& a, const auto& b) { return rank_of(a.first) < rank_of(b.first); });
    for (std::size_t i = 0; i < std::min(kRarest, ranked.size()); ++i) narrowed.push_back({{std::move(ranked[i].second)}, false});
  }
  return narrowed;
}

}  // namespace storage::search
