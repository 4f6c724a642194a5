#pragma once
// Long answers in pieces that a platform takes. Pure.
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace integrations {

/// Pieces of at most `bytes_max` bytes (at least 4, the longest code point), none empty, each ending on a code-point
/// border. A cut is made at the last line end of the second half of a piece if there is one, and that line end is left
/// out; otherwise nothing is lost or added. Empty text has no pieces.
std::vector<std::string> split_text(std::string_view text, std::size_t bytes_max);

}  // namespace integrations
