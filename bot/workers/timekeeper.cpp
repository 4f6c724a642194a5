#include "bot/workers/timekeeper.hpp"

#include "bot/workers/post_and_wait.hpp"

namespace bot {
namespace {

constexpr base::Millis kEvery = base::seconds(1);
constexpr base::Millis kLeasesEvery = base::seconds(5);
constexpr std::size_t kTimersAtOnce = 200;

}  // namespace

base::Millis Timekeeper::pass() {
  const base::UnixMs now = clock_.now();
  auto due = store_.turns().due_timers(now, kTimersAtOnce);
  if (due) {
    // One after the other: reminders are not urgent, and drivers who write come first.
    for (const storage::DueTimer& timer : *due) post_and_wait(mailboxes_, {.key = timer.key, .what = TimerDue{}, .done = {}});
  } else {
    log_.error("timers_not_read");
  }
  if (clock_.monotonic() - leases_checked_ >= kLeasesEvery) {
    leases_checked_ = clock_.monotonic();
    const auto expired = store_.outbox().expire_leases(now);
    if (expired && *expired > 0) log_.warn("leases_expired", {{"rows", *expired}});
  }
  return kEvery;
}

}  // namespace bot
