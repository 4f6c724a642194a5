#pragma once
// Whether this machine's clock can be believed: a wall clock that jumped against the monotonic one was set by somebody,
// and nobody knows yet which of its two times was right (reliability reference §4 rows 28 and 57).
#include <mutex>

#include "base/time.hpp"

namespace bot {

class ClockWatch {
 public:
  static constexpr base::Millis kJump = base::seconds(60);
  static constexpr base::Millis kDoubt = base::minutes(10);  // after a jump

  explicit ClockWatch(const base::Clock& clock)
      : clock_(clock), wall_(clock.now()), steady_(clock.monotonic()), doubted_until_(steady_) {}

  /// True from the first look after a jump of more than kJump until kDoubt later. Any thread.
  bool in_doubt() {
    const base::UnixMs wall = clock_.now();
    const base::MonotonicMs steady = clock_.monotonic();
    const std::lock_guard lock(mutex_);
    const base::Millis drift = (wall - wall_) - (steady - steady_);
    if (drift > kJump || base::Millis{-drift.count} > kJump) {
      wall_ = wall;
      steady_ = steady;
      doubted_until_ = steady + kDoubt;
    }
    return steady < doubted_until_;
  }

 private:
  const base::Clock& clock_;
  std::mutex mutex_;
  base::UnixMs wall_;
  base::MonotonicMs steady_;
  base::MonotonicMs doubted_until_;
};

}  // namespace bot
