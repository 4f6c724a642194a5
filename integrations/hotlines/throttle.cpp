#include "integrations/hotlines/throttle.hpp"

#include <algorithm>

namespace integrations {
namespace {

constexpr std::int64_t kRetriesPerSecond = 1;     // whatever the load is
constexpr std::int64_t kRetryShare = 10;          // and one for ten first tries
constexpr std::int64_t kRetriesKept = 60;         // a minute's floor may be saved up
constexpr std::int64_t kOverdueShare = 10;        // one place in ten
constexpr std::int64_t kOverdueKept = 10;
constexpr int kFreshProbe = 4;

}  // namespace

void Throttle::refill(base::MonotonicMs now) {
  if (!began_) {
    began_ = true;
    filled_ = now;
  }
  const std::int64_t passed = std::clamp((now - filled_).count, std::int64_t{0}, base::minutes(1).count);
  filled_ = now;
  pace_milli_ = std::min<std::int64_t>(pace_milli_ + passed * per_second_, per_second_ * kCall);
  retry_milli_ = std::min(retry_milli_ + passed * kRetriesPerSecond, kRetriesKept * kCall);
}

Throttle::Grant Throttle::ask(base::MonotonicMs now, std::size_t rows_max) {
  refill(now);
  Grant grant;
  if (phase_ != Phase::kClosed) {
    if (rows_max == 0 || now < until_) return grant;
    // One call finds out for all; until it is reported, or given up, nobody else calls.
    ++probes_;
    grant = {.rows = 1, .retries = 1, .overdue = 0, .probe = true, .again_first = probes_ % kFreshProbe != 0};
    if (phase_ == Phase::kOpen) phase_ = Phase::kProbing;
    until_ = now + kProbeMax;
    return grant;
  }
  if (now < until_) return grant;  // the last second of the ramp
  grant.rows = std::min(rows_max, static_cast<std::size_t>(std::max<std::int64_t>(pace_milli_, 0) / kCall));
  grant.retries = std::min(grant.rows, static_cast<std::size_t>(std::max<std::int64_t>(retry_milli_, 0) / kCall));
  pace_milli_ -= static_cast<std::int64_t>(grant.rows) * kCall;
  retry_milli_ -= static_cast<std::int64_t>(grant.retries) * kCall;
  overdue_milli_ = std::min(overdue_milli_ + static_cast<std::int64_t>(grant.rows) * kCall / kOverdueShare,
                            std::max(kOverdueKept, static_cast<std::int64_t>(grant.rows)) * kCall);
  grant.overdue = std::min(grant.rows, static_cast<std::size_t>(overdue_milli_ / kCall));
  return grant;
}

void Throttle::used(const Grant& grant, const Used& used) {
  if (grant.probe) {
    // Nothing was there to call with: the next one may try at once.
    if (used.rows == 0) {
      if (phase_ == Phase::kProbing) phase_ = Phase::kOpen;
      until_ = filled_;
    }
    return;
  }
  pace_milli_ += static_cast<std::int64_t>(grant.rows - std::min(grant.rows, used.rows)) * kCall;
  retry_milli_ += static_cast<std::int64_t>(grant.retries - std::min(grant.retries, used.retries)) * kCall;
  const std::size_t first = used.rows - std::min(used.rows, used.retries);
  retry_milli_ = std::min(retry_milli_ + static_cast<std::int64_t>(first) * kCall / kRetryShare, kRetriesKept * kCall);
  overdue_milli_ -= static_cast<std::int64_t>(std::min(used.overdue, grant.overdue)) * kCall;
  // What was not called does not earn a share.
  overdue_milli_ = std::max<std::int64_t>(
      0, overdue_milli_ - static_cast<std::int64_t>(grant.rows - std::min(grant.rows, used.rows)) * kCall / kOverdueShare);
}

void Throttle::open(base::MonotonicMs until) {
  phase_ = Phase::kOpen;
  until_ = until;
  failures_ = 0;
  successes_ = 0;
  outcomes_.clear();
}

void Throttle::succeeded(base::MonotonicMs now) {
  failures_ = 0;
  if (phase_ == Phase::kClosed) {
    outcomes_.push_back(false);
    if (outcomes_.size() > kOutcomesWatched) outcomes_.erase(outcomes_.begin());
    return;
  }
  if (phase_ == Phase::kOpen) return;  // a call that began before it opened
  ++successes_;
  phase_ = successes_ >= kSuccessesToClose ? Phase::kClosed : Phase::kRamp;
  until_ = now + base::Millis{kCall >> (successes_ - 1)};
  pace_milli_ = std::min<std::int64_t>(pace_milli_, kCall);  // what was saved up while it was away does not leave at once
  if (phase_ != Phase::kClosed) return;
  successes_ = 0;
  probes_ = 0;
}

bool Throttle::failed(base::MonotonicMs now, std::uint64_t random) {
  const auto spread = static_cast<std::int64_t>(random % static_cast<std::uint64_t>(2 * kOpenJitter.count + 1));
  const base::MonotonicMs until = now + base::Millis{kOpenFor.count - kOpenJitter.count + spread};
  if (phase_ == Phase::kOpen) return false;
  if (phase_ != Phase::kClosed) {
    open(until);
    return false;
  }
  ++failures_;
  outcomes_.push_back(true);
  if (outcomes_.size() > kOutcomesWatched) outcomes_.erase(outcomes_.begin());
  const auto failed_ones = static_cast<std::size_t>(std::count(outcomes_.begin(), outcomes_.end(), true));
  const bool half = outcomes_.size() >= kOutcomesWatched && failed_ones * 2 >= kOutcomesWatched;
  if (failures_ < kFailuresInARowMax && !half) return false;
  open(until);
  return true;
}

bool Throttle::hold(base::MonotonicMs now, base::Millis rest) {
  const bool known = phase_ != Phase::kClosed;
  const base::MonotonicMs until = now + rest;
  open(known && phase_ == Phase::kOpen ? std::max(until_, until) : until);
  return !known;
}

base::Millis Throttle::rest(base::MonotonicMs now) const {
  if (until_ <= now) return {0};
  return until_ - now;
}

}  // namespace integrations
