#include "bot/turns/kept.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>

#include "bot/turns/channel_style.hpp"

namespace bot {
namespace {

constexpr char kAround = '\x1d';  // ASCII group separator before and after the allowance; no text that is owed begins with it
constexpr char kBetween = ' ';
constexpr std::int64_t kSentMax = 1'000'000;

// Rows of before the quota have the first three.
constexpr std::size_t kAllowanceNumbers = 3;

bool read_numbers(std::string_view text, Kept& kept) {
  std::array<std::int64_t, 5> numbers{};
  const char* at = text.data();
  const char* const end = text.data() + text.size();
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    if (i == kAllowanceNumbers && at == end) break;
    if (i > 0 && (at == end || *at++ != kBetween)) return false;
    const auto [behind, error] = std::from_chars(at, end, numbers[i]);
    if (error != std::errc() || numbers[i] < 0) return false;
    at = behind;
  }
  if (at != end || numbers[2] > 1 || numbers[4] > kSentMax) return false;
  kept.allowance = {.started = true, .told = numbers[2] == 1, .thousandths = numbers[0], .last = {numbers[1]}};
  kept.sent = {.heard = {numbers[3]}, .messages = static_cast<int>(numbers[4])};
  return true;
}

}  // namespace

std::string encode_kept(const Kept& kept) {
  std::string out;
  if (kept.allowance.started) {
    out += kAround + std::to_string(kept.allowance.thousandths) + kBetween + std::to_string(kept.allowance.last.count) +
           kBetween + (kept.allowance.told ? '1' : '0') + kBetween + std::to_string(kept.sent.heard.count) + kBetween +
           std::to_string(std::min<std::int64_t>(kept.sent.messages, kSentMax)) + kAround;
  }
  return out + encode_owed(kept.owed);
}

Kept decode_kept(std::string_view stored) {
  Kept kept;
  if (stored.starts_with(kAround)) {
    const std::size_t end = stored.find(kAround, 1);
    if (end == std::string_view::npos) return kept;
    if (!read_numbers(stored.substr(1, end - 1), kept)) kept = {};
    stored.remove_prefix(end + 1);
  }
  kept.owed = decode_owed(stored);
  return kept;
}

}  // namespace bot
