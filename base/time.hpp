#pragma once
// Time as two strong types and one injected clock. No other header of the project may name std::chrono's clocks.
#include <atomic>
#include <compare>
#include <cstdint>

namespace base {

struct Millis {
  std::int64_t count = 0;
  constexpr auto operator<=>(const Millis&) const = default;
};
constexpr Millis operator+(Millis a, Millis b) { return {a.count + b.count}; }
constexpr Millis operator-(Millis a, Millis b) { return {a.count - b.count}; }
constexpr Millis operator*(Millis a, std::int64_t n) { return {a.count * n}; }
constexpr Millis seconds(std::int64_t n) { return {n * 1000}; }
constexpr Millis minutes(std::int64_t n) { return {n * 60'000}; }
constexpr Millis hours(std::int64_t n) { return {n * 3'600'000}; }
constexpr Millis days(std::int64_t n) { return {n * 86'400'000}; }

/// Milliseconds since 1970-01-01T00:00:00Z.
struct UnixMs {
  std::int64_t count = 0;
  constexpr auto operator<=>(const UnixMs&) const = default;
};
constexpr UnixMs operator+(UnixMs t, Millis d) { return {t.count + d.count}; }
constexpr UnixMs operator-(UnixMs t, Millis d) { return {t.count - d.count}; }
constexpr Millis operator-(UnixMs a, UnixMs b) { return {a.count - b.count}; }

/// Milliseconds of a clock that never jumps; comparable only within one process.
struct MonotonicMs {
  std::int64_t count = 0;
  constexpr auto operator<=>(const MonotonicMs&) const = default;
};
constexpr MonotonicMs operator+(MonotonicMs t, Millis d) { return {t.count + d.count}; }
constexpr Millis operator-(MonotonicMs a, MonotonicMs b) { return {a.count - b.count}; }

/// Thread-safe.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual UnixMs now() const noexcept = 0;
  virtual MonotonicMs monotonic() const noexcept = 0;
};

/// A clock that stands still until it is moved: for tests, `talk` and the simulator. Any thread may read it while one moves it;
/// a reader may see one of its two hands moved before the other.
class ManualClock final : public Clock {
 public:
  explicit ManualClock(UnixMs start) : now_(start.count) {}
  UnixMs now() const noexcept override { return {now_.load()}; }
  MonotonicMs monotonic() const noexcept override { return {monotonic_.load()}; }
  void advance(Millis by) {
    now_ += by.count;
    monotonic_ += by.count;
  }
  /// The wall clock alone jumps, as when an operator sets it.
  void jump(Millis by) { now_ += by.count; }

 private:
  std::atomic<std::int64_t> now_;
  std::atomic<std::int64_t> monotonic_{0};
};

}  // namespace base
