#pragma once
// A stable 64-bit hash: the same on every machine and for ever, because marks and effect ids are stored. Not for secrets.
#include <cstdint>
#include <string_view>

namespace base {

/// FNV-1a with a final mix; `seed` chains several values.
constexpr std::uint64_t hash64(std::string_view bytes, std::uint64_t seed = 0xCBF29CE484222325ULL) {
  std::uint64_t h = seed;
  for (const char c : bytes) {
    h ^= static_cast<unsigned char>(c);
    h *= 0x100000001B3ULL;
  }
  h ^= h >> 32;
  h *= 0xD6E8FEB86659FD93ULL;
  h ^= h >> 32;
  return h;
}

}  // namespace base
