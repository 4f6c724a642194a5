#pragma once
// Between the stored log of a ticket and the log its promises are computed from: the one place that knows both.
#include <vector>

#include "tickets/promises/log.hpp"
#include "tickets/ticket.hpp"

namespace tickets {

/// The log of this ticket's promises: the first row gives heard, answered and accepted, every other row with an act one entry. A row
/// that cannot be understood (of a later program) is passed over.
Log read_log(const Ticket& ticket, const std::vector<TicketEvent>& events);

/// An entry as a row stores it; at, actor and note are the row's own.
struct Record {
  std::string act;
  std::string detail;
  std::optional<base::UnixMs> moment;
};
Record record_of(const LogEntry& entry);

}  // namespace tickets
