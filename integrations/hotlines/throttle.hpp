#pragma once
// How many forwards may leave for one hotline now: circuit breaker, retry budget, pace, and the share of what is overdue
// (reliability reference §5.6). A pure value: instants and chance are handed in; durations count on the monotonic clock.
#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/time.hpp"

namespace integrations {

inline constexpr int kFailuresInARowMax = 5;      // then the breaker opens
inline constexpr std::size_t kOutcomesWatched = 20;  // or when half of so many failed
inline constexpr base::Millis kOpenFor = base::seconds(30);
inline constexpr base::Millis kOpenJitter = base::seconds(10);  // to either side
inline constexpr base::Millis kProbeMax = base::seconds(60);    // a probe nobody reports on is given up
inline constexpr int kSuccessesToClose = 3;                     // one a second, then two, then four

class Throttle {
 public:
  /// Calls a second at the most. Requires per_second ≥ 1.
  explicit Throttle(int per_second = 5) : per_second_(per_second), pace_milli_(per_second * kCall) {}

  struct Grant {
    std::size_t rows = 0;     // calls that may begin
    std::size_t retries = 0;  // of them to forwards that were tried before
    std::size_t overdue = 0;  // places kept for forwards whose deadline is past
    bool probe = false;       // the one call that finds out whether the hotline is back
    bool again_first = false;  // with a forward that was tried before; every fourth time with a new one, should those be at fault
  };
  /// Takes the calls out of the budgets; give back what was not used.
  Grant ask(base::MonotonicMs now, std::size_t rows_max);
  struct Used {
    std::size_t rows = 0, retries = 0, overdue = 0;
  };
  void used(const Grant& grant, const Used& used);

  /// The hotline answered as it should, be it a refusal.
  void succeeded(base::MonotonicMs now);
  /// True: this failure opened the breaker; tell somebody.
  bool failed(base::MonotonicMs now, std::uint64_t random);
  /// A fault of configuration, or the hotline's own wish: nobody calls before now + `rest`. True: it was not known yet.
  bool hold(base::MonotonicMs now, base::Millis rest);

  bool is_closed() const { return phase_ == Phase::kClosed; }
  /// How long nobody may call from `now` on; 0: somebody may.
  base::Millis rest(base::MonotonicMs now) const;

 private:
  enum class Phase { kClosed, kOpen, kProbing, kRamp };
  static constexpr std::int64_t kCall = 1000;

  void refill(base::MonotonicMs now);
  void open(base::MonotonicMs until);

  int per_second_;
  Phase phase_ = Phase::kClosed;
  base::MonotonicMs until_{0};      // kOpen: then a probe may leave; kProbing: then another one; kRamp: then the next call
  int failures_ = 0;                // in a row
  int successes_ = 0;               // since the probe
  int probes_ = 0;                  // since the breaker opened
  std::vector<bool> outcomes_;      // the last ones, oldest first; true = failed
  base::MonotonicMs filled_{0};
  bool began_ = false;
  std::int64_t pace_milli_;         // thousandths of a call
  std::int64_t retry_milli_ = kCall;
  std::int64_t overdue_milli_ = 0;
};

}  // namespace integrations
