#include "bot/turns/kept.hpp"

#include <array>
#include <charconv>
#include <cstdint>
#include <optional>

#include "bot/turns/channel_style.hpp"

namespace bot {
namespace {

constexpr char kAround = '\x1d';  // ASCII group separator before and after the allowance; no text that is owed begins with it
constexpr char kBetween = ' ';

std::optional<Allowance> read_allowance(std::string_view text) {
  std::array<std::int64_t, 3> numbers{};
  const char* at = text.data();
  const char* const end = text.data() + text.size();
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    if (i > 0 && (at == end || *at++ != kBetween)) return std::nullopt;
    const auto [behind, error] = std::from_chars(at, end, numbers[i]);
    if (error != std::errc()) return std::nullopt;
    at = behind;
  }
  if (at != end || numbers[0] < 0 || numbers[1] < 0 || numbers[2] < 0 || numbers[2] > 1) return std::nullopt;
  return Allowance{.started = true, .told = numbers[2] == 1, .thousandths = numbers[0], .last = {numbers[1]}};
}

}  // namespace

std::string encode_kept(const Kept& kept) {
  std::string out;
  if (kept.allowance.started) {
    out += kAround + std::to_string(kept.allowance.thousandths) + kBetween + std::to_string(kept.allowance.last.count) +
           kBetween + (kept.allowance.told ? '1' : '0') + kAround;
  }
  return out + encode_owed(kept.owed);
}

Kept decode_kept(std::string_view stored) {
  Kept kept;
  if (stored.starts_with(kAround)) {
    const std::size_t end = stored.find(kAround, 1);
    if (end == std::string_view::npos) return kept;
    kept.allowance = read_allowance(stored.substr(1, end - 1)).value_or(Allowance{});
    stored.remove_prefix(end + 1);
  }
  kept.owed = decode_owed(stored);
  return kept;
}

}  // namespace bot
