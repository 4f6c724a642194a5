#pragma once
// A ticket with its log and its promise, read for one turn, and the only way an entry joins the log: checked, counted, with the next
// look at its clocks. Used inside the turn of the ticket's conversation; a change meanwhile makes the turn a conflict, and it is made
// anew from what the log says then.
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "base/result.hpp"
#include "base/time.hpp"
#include "bot/promises/book.hpp"
#include "storage/store.hpp"
#include "tickets/promises/clocks.hpp"
#include "tickets/promises/log.hpp"
#include "tickets/ticket.hpp"

namespace bot {

/// When the clocks of such a log must be looked at next.
storage::NextLook next_look_at(const tickets::Profile* profile, const tickets::Calendar& calendar, const tickets::Log& log,
                               base::UnixMs now);

/// When a forward should have led to a result: the end of the CLOSE clock, five days where none runs. What is urgent leaves first
/// after an outage.
base::UnixMs forward_deadline(const tickets::Profile* profile, const tickets::Calendar& calendar, const tickets::Log& log,
                              base::UnixMs now);

class TicketLife {
 public:
  /// With what the turn under way has already done to it. kNotFound: no such ticket. Else the store's errors.
  static base::Result<TicketLife> read(storage::Tickets& tickets, std::shared_ptr<const Promises> promises,
                                       std::string_view number, const std::vector<storage::TicketChange>& pending, base::UnixMs now);

  const tickets::Ticket& ticket() const { return ticket_; }
  const std::vector<tickets::TicketEvent>& events() const { return events_; }
  const tickets::Log& log() const { return log_; }
  const Promises& promises() const { return *promises_; }
  const std::shared_ptr<const Promises>& shared_promises() const { return promises_; }
  /// nullptr: see Promises::of.
  const tickets::Profile* profile() const { return profile_; }
  std::vector<tickets::ClockReading> clocks(base::UnixMs now) const;

  /// The change that appends `entry`, with the store's own words for it. kInvalid: it may not be appended; the text says why, in
  /// Chinese. The log here has it from now on.
  base::Result<storage::TicketChange> append(tickets::LogEntry entry, std::string action, std::string note);
  /// A change that says nothing about promises.
  storage::TicketChange remark(std::string actor, std::string action, std::string note);

 private:
  void foresee(const storage::TicketChange& change, base::UnixMs now);
  storage::TicketChange change(std::string actor, std::string action, std::string note);

  std::shared_ptr<const Promises> promises_;
  tickets::Ticket ticket_;
  std::vector<tickets::TicketEvent> events_;
  tickets::Log log_;
  const tickets::Profile* profile_ = nullptr;
  std::int64_t appended_ = 0;  // changes of this turn: each expects the revision the one before left
};

}  // namespace bot
