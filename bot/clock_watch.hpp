#pragma once
// Whether this machine's clock can be believed: a wall clock that jumped against the monotonic one was set by somebody,
// and nobody knows yet which of its two times was right (reliability reference §4 rows 28 and 57).
#include <algorithm>
#include <mutex>
#include <utility>

#include "base/time.hpp"

namespace bot {

class ClockWatch {
 public:
  static constexpr base::Millis kJump = base::seconds(60);
  static constexpr base::Millis kDoubt = base::minutes(10);  // after a jump

  explicit ClockWatch(const base::Clock& clock)
      : clock_(clock), wall_(clock.now()), steady_(clock.monotonic()), doubted_until_(steady_), unwitnessed_until_(steady_) {}

  /// When the store wrote last, told once at the start. If that is not within kJump, the clock was set or the program stood still: whoever
  /// has just begun cannot know which.
  void begin_after(base::UnixMs last_written) {
    const std::lock_guard lock(mutex_);
    if (is_jump(wall_ - last_written)) unwitnessed_until_ = steady_ + kDoubt;
  }

  /// True from the first look after a jump of more than kJump until kDoubt later. Any thread.
  bool in_doubt() {
    const std::lock_guard lock(mutex_);
    look();
    return clock_.monotonic() < doubted_until_;
  }

  /// True while in doubt, and for kDoubt from a start that nothing in the store bears witness to. Any thread.
  bool may_be_wrong() {
    const std::lock_guard lock(mutex_);
    look();
    return clock_.monotonic() < std::max(doubted_until_, unwitnessed_until_);
  }

  /// True from the first look after a jump until somebody confirmed the time. What must not happen at the wrong time waits. Any thread.
  bool holds() {
    const std::lock_guard lock(mutex_);
    look();
    return held_;
  }
  /// A person says that the time is right. False: nothing was held.
  bool confirm() {
    const std::lock_guard lock(mutex_);
    look();
    doubted_until_ = unwitnessed_until_ = {};
    return std::exchange(held_, false);
  }

 private:
  static bool is_jump(base::Millis by) { return by > kJump || base::Millis{-by.count} > kJump; }
  void look() {
    const base::UnixMs wall = clock_.now();
    const base::MonotonicMs steady = clock_.monotonic();
    const base::Millis drift = (wall - wall_) - (steady - steady_);
    if (is_jump(drift)) {
      wall_ = wall;
      steady_ = steady;
      doubted_until_ = steady + kDoubt;
      held_ = true;
    }
  }

  const base::Clock& clock_;
  std::mutex mutex_;
  base::UnixMs wall_;
  base::MonotonicMs steady_;
  base::MonotonicMs doubted_until_;
  base::MonotonicMs unwitnessed_until_;
  bool held_ = false;
};

}  // namespace bot
