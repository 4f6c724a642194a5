#pragma once
// The real clock; constructed once, in bot/wiring.
#include "base/time.hpp"

namespace base {

class SystemClock final : public Clock {
 public:
  UnixMs now() const noexcept override;
  MonotonicMs monotonic() const noexcept override;
};

}  // namespace base
