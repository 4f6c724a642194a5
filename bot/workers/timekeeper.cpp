#include "bot/workers/timekeeper.hpp"

#include <utility>

#include "bot/workers/post_and_wait.hpp"

namespace bot {
namespace {

constexpr base::Millis kEvery = base::seconds(1);
constexpr base::Millis kLeasesEvery = base::seconds(5);
constexpr std::size_t kTimersAtOnce = 200;

}  // namespace

void Timekeeper::wake_due() {
  const base::UnixMs now = clock_.now();
  const auto claims = store_.turns().claim_timers(now, lease_, kTimersAtOnce);
  if (!claims) {
    // Once for the whole of an absence: /readyz says meanwhile what is wrong.
    if (std::exchange(reads_, false)) log_.error("timers_not_read");
    return;
  }
  if (!std::exchange(reads_, true)) log_.info("timers_read_again");
  // One after the other: reminders are not urgent, and drivers who write come first.
  for (const storage::TimerClaim& claim : *claims) {
    if (clock_.now() >= now + lease_) return;  // what is left is another's by now
    post_and_wait(mailboxes_, {.key = claim.key, .what = TimerDue{.lease = claim.lease}, .done = {}});
  }
}

base::Millis Timekeeper::pass() {
  wake_due();
  if (clock_.monotonic() - leases_checked_ >= kLeasesEvery) {
    leases_checked_ = clock_.monotonic();
    const auto expired = store_.outbox().expire_leases(clock_.now());
    if (expired && *expired > 0) log_.warn("leases_expired", {{"rows", *expired}});
  }
  return kEvery;
}

}  // namespace bot
