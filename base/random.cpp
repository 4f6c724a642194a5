#include "base/random.hpp"

#include <sys/random.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "base/invariant.hpp"

namespace base {

std::uint64_t Random::next_u64() {
  std::array<unsigned char, 8> bytes{};
  fill(bytes);
  std::uint64_t value = 0;
  std::memcpy(&value, bytes.data(), bytes.size());
  return value;
}

std::uint64_t Random::below(std::uint64_t bound) {
  BASE_INVARIANT(bound > 0, "Random::below needs a positive bound");
  const std::uint64_t limit = UINT64_MAX - UINT64_MAX % bound;  // rejecting the rest keeps it uniform
  std::uint64_t value = next_u64();
  while (value >= limit) value = next_u64();
  return value % bound;
}

std::string Random::hex(std::size_t byte_count) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string out;
  out.reserve(byte_count * 2);
  for (std::size_t i = 0; i < byte_count; ++i) {
    std::array<unsigned char, 1> byte{};
    fill(byte);
    out.push_back(kDigits[byte[0] >> 4]);
    out.push_back(kDigits[byte[0] & 15]);
  }
  return out;
}

void SystemRandom::fill(std::span<unsigned char> bytes) {
  std::size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t got = getrandom(bytes.data() + done, bytes.size() - done, 0);
    if (got < 0 && errno == EINTR) continue;
    BASE_INVARIANT(got > 0, "the kernel's random generator failed");
    done += static_cast<std::size_t>(got);
  }
}

void SeededRandom::fill(std::span<unsigned char> bytes) {
  for (unsigned char& byte : bytes) {
    state_ += 0x9E3779B97F4A7C15ULL;
    std::uint64_t z = state_;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
    byte = static_cast<unsigned char>((z ^ (z >> 31)) & 0xFF);
  }
}

}  // namespace base
