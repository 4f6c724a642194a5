#pragma once
// Looks at the clocks of tickets when a look is due: what they demand becomes a turn of the ticket's conversation (bot/turns/ticket_clocks).
//
// Rows are the timers, so they survive restarts; the claim makes one node look, and the entry in the log makes a rung fire once. While a
// clock that jumped is not confirmed nothing fires; afterwards everything does, with its lateness.
#include <variant>
#include <vector>

#include "base/log.hpp"
#include "base/time.hpp"
#include "bot/clock_watch.hpp"
#include "bot/promises/book.hpp"
#include "bot/turns/mailboxes.hpp"
#include "bot/turns/ticket_life.hpp"
#include "bot/workers/worker.hpp"
#include "storage/store.hpp"

namespace bot {

class PromiseKeeper final : public Worker {
 public:
  struct Parts {
    storage::Store& store;
    Mailboxes& mailboxes;
    const PromiseBook& promises;
    ClockWatch& clock_watch;
    const base::Clock& clock;
    base::Log& log;
    base::Millis lease;
  };
  explicit PromiseKeeper(const Parts& parts) : parts_(parts) {}
  base::Millis pass() override;

 private:
  void look(const storage::LookClaim& claim, std::vector<storage::LookDone>& done);
  bool answer_merged(const TicketLife& life);
  bool post(std::int64_t conversation, std::variant<ClockDue, MergedClosed> what);

  Parts parts_;
  bool held_ = false;   // the last pass was held by a clock that jumped
  bool reads_ = true;   // the last look at what is due worked
};

}  // namespace bot
