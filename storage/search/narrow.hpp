#pragma once
// Which pieces of what somebody looks for are looked up. Of a long phrase the rarest two do: whoever asks makes sure of the rest in the
// text itself (holds_all), which is quicker than to follow eight lists of a hundred thousand texts each. Pure.
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "storage/search/grams.hpp"

namespace storage::search {

inline constexpr std::size_t kSpreadTexts = 64;

/// How thinly a piece is strewn: its newest kSpreadTexts texts.
struct Spread {
  std::size_t texts = 0;    // fewer: it has no more
  std::int64_t oldest = 0;  // id of the last of them; a greater id is newer
};

/// Phrases that stand in every text in which `phrases` stand, and perhaps in more; nullopt: one of the pieces asked about stands nowhere,
/// so nothing is to be found. `spread_of` is asked about a bounded number of pieces, and about none of short phrases.
std::optional<std::vector<Phrase>> narrow(const std::vector<Phrase>& phrases, const std::function<Spread(const std::string& piece)>& spread_of);

}  // namespace storage::search
