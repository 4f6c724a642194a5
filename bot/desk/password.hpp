#pragma once
// Passwords as Argon2id hashes (libsodium). Slow on purpose and hungry for memory: the caller bounds how many at once.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace bot::desk {

struct PasswordCost {
  std::uint64_t passes = 3;
  std::size_t memory_bytes = std::size_t{64} << 20;
};

inline constexpr std::size_t kPasswordBytesMin = 10;
inline constexpr std::size_t kPasswordBytesMax = 1024;

/// The hash with its salt and parameters. kInvalid: too short or too long (a sentence for whoever chose it); kStorage: no memory.
base::Result<std::string> hash_password(std::string_view password, const PasswordCost& cost);
/// Compares every byte, zeros too. False also for a hash that is none.
bool check_password(const std::string& hash, std::string_view password);

}  // namespace bot::desk
