#include "base/system_clock.hpp"

#include <ctime>

namespace base {
namespace {

std::int64_t read_ms(clockid_t id) noexcept {
  timespec t{};
  clock_gettime(id, &t);
  return static_cast<std::int64_t>(t.tv_sec) * 1000 + t.tv_nsec / 1'000'000;
}

}  // namespace

UnixMs SystemClock::now() const noexcept { return {read_ms(CLOCK_REALTIME)}; }

// CLOCK_BOOTTIME counts while the machine sleeps: a lease must not survive a suspended laptop.
MonotonicMs SystemClock::monotonic() const noexcept { return {read_ms(CLOCK_BOOTTIME)}; }

}  // namespace base
