#include "integrations/channels/split.hpp"

#include <algorithm>

#include "base/utf8.hpp"

namespace integrations {
namespace {

constexpr std::size_t kCodePointBytesMax = 4;

}  // namespace

std::vector<std::string> split_text(std::string_view text, std::size_t bytes_max) {
  bytes_max = std::max(bytes_max, kCodePointBytesMax);
  std::vector<std::string> pieces;
  while (text.size() > bytes_max) {
    std::string_view piece = base::prefix_of_bytes(text, bytes_max);
    // One byte further: a piece may end exactly where a line ends.
    const std::size_t line_end = text.substr(0, piece.size() + 1).rfind('\n');
    const bool at_line_end = line_end != std::string_view::npos && line_end >= bytes_max / 2;
    if (at_line_end) piece = text.substr(0, line_end);
    pieces.emplace_back(piece);
    text.remove_prefix(piece.size() + (at_line_end ? 1 : 0));
  }
  if (!text.empty()) pieces.emplace_back(text);
  return pieces;
}

}  // namespace integrations
