#pragma once
// Who may let a due timer fire. One process has the file, and a claim means nothing once its process has ended: claims need no
// disk. A claim is of a version of its conversation; any turn ends it.
//
// Threads: any; one mutex.
#include <cstdint>
#include <mutex>
#include <string>
#include <unordered_map>

#include "base/time.hpp"

namespace storage::sqlite {

class TimerClaims {
 public:
  /// Whether the timer that this version of the conversation set may be claimed at `now`.
  bool is_free(std::int64_t conversation, std::uint64_t version, base::UnixMs now) const;
  /// Takes it if it still is free. False: somebody was first.
  bool take(std::int64_t conversation, std::uint64_t version, const std::string& lease, base::UnixMs now,
            base::UnixMs until);
  /// Whether `lease` is the claim of this version's timer.
  bool holds(std::int64_t conversation, std::uint64_t version, const std::string& lease) const;
  /// A turn of this conversation is durable.
  void end(std::int64_t conversation);

 private:
  struct Claim {
    std::uint64_t version = 0;
    std::string lease;
    base::UnixMs until{0};
  };
  static bool blocks(const Claim& claim, std::uint64_t version, base::UnixMs now) {
    return claim.version == version && claim.until > now;
  }

  mutable std::mutex mutex_;
  std::unordered_map<std::int64_t, Claim> claims_;  // at most one for each timer that is due
};

}  // namespace storage::sqlite
