#pragma once
// One driver's allowance (reliability reference §3 row 7): a token bucket as plain data, in thousandths of a message.
#include <algorithm>
#include <cstdint>

#include "base/time.hpp"

namespace bot {

struct RateLimit {
  int per_minute = 20;
  int burst = 10;
};

/// Kept with its conversation (bot/turns/kept.hpp), so that all nodes count the same one.
struct Allowance {
  static constexpr std::int64_t kWhole = 1000;

  bool started = false;
  bool told = false;          // that the limit is reached, in this stretch over it
  std::int64_t thousandths = 0;
  base::UnixMs last{0};       // up to when it was filled

  bool operator==(const Allowance&) const = default;

  /// True and one message less if the driver may be answered now.
  bool take(const RateLimit& limit, base::UnixMs now) {
    const std::int64_t full = limit.burst * kWhole;
    if (!started) {
      thousandths = full;
      started = true;
      last = now;
    } else if (now > last) {
      // Longer than this fills it whatever the rate; the product stays small.
      const std::int64_t passed = std::min<std::int64_t>((now - last).count, base::days(1).count);
      const std::int64_t gained = passed * limit.per_minute * kWhole / base::minutes(1).count;
      thousandths = std::min(full, thousandths + gained);
      // What does not make a whole thousandth is kept for the next time, or who asks often would gain nothing.
      if (thousandths == full) {
        last = now;
      } else if (gained > 0) {
        last = last + base::Millis{gained * base::minutes(1).count / (limit.per_minute * kWhole)};
      }
    }
    if (thousandths < kWhole) return false;
    thousandths -= kWhole;
    told = false;
    return true;
  }

  /// True once per stretch over the limit: the driver is told one time, not every time.
  bool tell_once() {
    const bool first = !told;
    told = true;
    return first;
  }
};

}  // namespace bot
