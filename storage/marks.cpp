#include "storage/marks.hpp"

#include <array>
#include <cstddef>

#include "base/hash.hpp"
#include "storage/store.hpp"

namespace storage {

namespace {

constexpr std::size_t kMarkBytes = 2;

std::array<char, kMarkBytes> mark_of(std::string_view inbound_key) {
  const std::uint64_t hash = base::hash64(inbound_key);
  return {static_cast<char>(hash & 0xFF), static_cast<char>((hash >> 8) & 0xFF)};
}

}  // namespace

bool may_hold(std::string_view marks, std::string_view inbound_key) {
  if (inbound_key.empty()) return false;
  const auto mark = mark_of(inbound_key);
  for (std::size_t at = 0; at + kMarkBytes <= marks.size(); at += kMarkBytes) {
    if (marks[at] == mark[0] && marks[at + 1] == mark[1]) return true;
  }
  return false;
}

std::string with_mark(std::string_view marks, std::string_view inbound_key) {
  if (inbound_key.empty()) return std::string(marks);
  constexpr std::size_t bytes_max = kRecentKeys * kMarkBytes;
  if (marks.size() >= bytes_max) marks.remove_prefix(marks.size() - bytes_max + kMarkBytes);
  std::string result;
  result.reserve(marks.size() + kMarkBytes);
  result.append(marks);
  const auto mark = mark_of(inbound_key);
  result.append(mark.data(), mark.size());
  return result;
}

}  // namespace storage
