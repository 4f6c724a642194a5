#pragma once
// Calls whoever is on duty, one person of the ladder after the other, until somebody acknowledges (domain reference
// §5.1 (4)). The alert's outbox row is the clock: a call settles it as pending for the moment the next person is due, so
// that escalation survives restarts and happens once on several nodes.
#include <memory>

#include "base/log.hpp"
#include "base/time.hpp"
#include "bot/duty/book.hpp"
#include "bot/workers/worker.hpp"
#include "integrations/http_client.hpp"
#include "storage/store.hpp"

namespace bot {

class Alerter final : public Worker {
 public:
  /// Requires that the book's roster is never empty.
  Alerter(const DutyBook& duty, storage::Outbox& outbox, integrations::HttpOut& http,
          const base::Clock& clock, base::Log& log, base::Millis lease)
      : duty_(duty), outbox_(outbox), http_(http), clock_(clock), log_(log), lease_(lease) {}

  base::Millis pass() override;

 private:
  storage::Settlement call(const storage::OutboxRow& row, base::UnixMs now);

  const DutyBook& duty_;
  storage::Outbox& outbox_;
  integrations::HttpOut& http_;
  const base::Clock& clock_;
  base::Log& log_;
  base::Millis lease_;  // longer than a call may take
};

}  // namespace bot
