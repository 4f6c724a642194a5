#pragma once
// Names of claims. Any thread: the randomness handed in may be a seeded one, which is not thread-safe.
#include <cstddef>
#include <mutex>
#include <string>

#include "base/random.hpp"

namespace storage {

class LeaseTokens {
 public:
  explicit LeaseTokens(base::Random& random) : random_(random) {}
  /// 32 hex digits that no other claim has.
  std::string next() {
    constexpr std::size_t kTokenBytes = 16;
    const std::scoped_lock lock(mutex_);
    return random_.hex(kTokenBytes);
  }

 private:
  std::mutex mutex_;
  base::Random& random_;
};

}  // namespace storage
