#pragma once
// Wakes conversations whose timer is due, and takes leases back from workers that died.
#include "base/log.hpp"
#include "base/time.hpp"
#include "bot/turns/mailboxes.hpp"
#include "bot/workers/worker.hpp"
#include "storage/store.hpp"

namespace bot {

class Timekeeper final : public Worker {
 public:
  Timekeeper(storage::Store& store, Mailboxes& mailboxes, const base::Clock& clock, base::Log& log)
      : store_(store), mailboxes_(mailboxes), clock_(clock), log_(log) {}

  base::Millis pass() override;

 private:
  storage::Store& store_;
  Mailboxes& mailboxes_;
  const base::Clock& clock_;
  base::Log& log_;
  base::MonotonicMs leases_checked_{0};
};

}  // namespace bot
