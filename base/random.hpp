#pragma once
// Randomness, injected. SystemRandom is constructed once, in bot/wiring; tests and the simulator use SeededRandom.
#include <cstdint>
#include <span>
#include <string>

namespace base {

/// Thread-safe.
class Random {
 public:
  virtual ~Random() = default;
  virtual void fill(std::span<unsigned char> bytes) = 0;
  std::uint64_t next_u64();
  /// Uniform in [0, bound); bound > 0.
  std::uint64_t below(std::uint64_t bound);
  /// 2 × byte_count lower-case hexadecimal digits.
  std::string hex(std::size_t byte_count);
};

/// The kernel's generator: fit for secrets.
class SystemRandom final : public Random {
 public:
  void fill(std::span<unsigned char> bytes) override;
};

/// Repeatable from its seed (splitmix64): never for secrets. Not thread-safe.
class SeededRandom final : public Random {
 public:
  explicit SeededRandom(std::uint64_t seed) : state_(seed) {}
  void fill(std::span<unsigned char> bytes) override;

 private:
  std::uint64_t state_;
};

}  // namespace base
