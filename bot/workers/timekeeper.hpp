#pragma once
// Wakes conversations whose timer is due, and takes leases back from workers that died.
//
// A due timer is claimed first: of several nodes one lets it fire. A node that dies or sleeps past the lease loses its claims to
// whoever looks next, at most lease + 1 s later, and what it then still tries is refused. A timer whose turn could not be kept
// (queue full, store away) is claimed anew when its lease is over.
#include "base/log.hpp"
#include "base/time.hpp"
#include "bot/turns/mailboxes.hpp"
#include "bot/workers/worker.hpp"
#include "storage/store.hpp"

namespace bot {

class Timekeeper final : public Worker {
 public:
  Timekeeper(storage::Store& store, Mailboxes& mailboxes, const base::Clock& clock, base::Log& log, base::Millis lease)
      : store_(store), mailboxes_(mailboxes), clock_(clock), log_(log), lease_(lease) {}

  base::Millis pass() override;

 private:
  void wake_due();

  storage::Store& store_;
  Mailboxes& mailboxes_;
  const base::Clock& clock_;
  base::Log& log_;
  const base::Millis lease_;
  base::MonotonicMs leases_checked_{0};
  bool reads_ = true;  // the last look at the timers worked
};

}  // namespace bot
