#pragma once
// All retry policy of what leaves by the outbox, in one pure function (reliability reference §5.6).
#include <cstdint>
#include <optional>

#include "base/time.hpp"

namespace integrations {

/// How long a forward or a message is tried, from its first attempt.
inline constexpr base::Millis kRetryFor = base::hours(72);
/// A peer's Retry-After is obeyed up to here.
inline constexpr base::Millis kServerDelayMax = base::hours(2);

struct RetryQuestion {
  int attempt = 1;               // attempts made so far, this failure included; ≥ 1
  base::Millis server_delay{0};  // what the peer asked for; 0: nothing
  std::uint64_t random = 0;      // any 64 random bits
  base::UnixMs now{0};
  base::UnixMs deadline{0};  // first attempt + kRetryFor
};

/// The longest wait after that many attempts: 5 s, 30 s, 2 min, 10 min, 30 min, 1 h, then 2 h.
base::Millis retry_step(int attempt);

/// When to try again; nullopt: give up (a dead letter and an alarm), because that would be behind the deadline.
/// Without a wish of the peer: full jitter, anywhere in [0, step]. With one: not before it (cut to kServerDelayMax),
/// plus full jitter over the first step, so that what was told to wait together does not come back together.
std::optional<base::UnixMs> next_attempt(const RetryQuestion& question);

}  // namespace integrations
