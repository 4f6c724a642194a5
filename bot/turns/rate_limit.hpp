#pragma once
// One driver's allowance (reliability reference §3 row 7): a token bucket as plain data.
#include <algorithm>

#include "base/time.hpp"

namespace bot {

struct RateLimit {
  int per_minute = 20;
  int burst = 10;
};

class Allowance {
 public:
  /// True and one token less if the driver may be answered now.
  bool take(const RateLimit& limit, base::UnixMs now) {
    if (!started_) {
      tokens_ = limit.burst;
      started_ = true;
    } else if (now > last_) {
      const double minutes = static_cast<double>((now - last_).count) / 60'000.0;
      tokens_ = std::min<double>(limit.burst, tokens_ + minutes * limit.per_minute);
    }
    last_ = std::max(last_, now);
    if (tokens_ < 1.0) return false;
    tokens_ -= 1.0;
    told_ = false;
    return true;
  }

  /// True once per stretch over the limit: the driver is told one time, not every time.
  bool tell_once() {
    const bool first = !told_;
    told_ = true;
    return first;
  }

 private:
  double tokens_ = 0;
  base::UnixMs last_{0};
  bool started_ = false;
  bool told_ = false;
};

}  // namespace bot
