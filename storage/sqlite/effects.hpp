#pragma once
// What a turn or a settlement causes besides itself: tickets, their changes, messages, tasks. Each function is one part of a
// transaction that the caller owns and undoes when a Status says no; a failed statement is a SqlFailure.
#include <cstdint>
#include <string_view>

#include "base/result.hpp"
#include "base/time.hpp"
#include "storage/sqlite/database.hpp"
#include "storage/store.hpp"

namespace storage::sqlite {

/// Whom an effect belongs to.
struct Origin {
  std::int64_t conversation = 0;
  std::int64_t turn = 0;
  base::UnixMs at{0};
};

/// The ticket, the first entry of its log and its forward.
void insert_ticket(Database& database, const NewTicket& ticket, const Origin& origin);
/// kConflict: no such ticket, or another revision than expected. A status the ticket may not move to (an older report) leaves
/// the status; the rest of the change and its log entry are kept.
base::Status change_ticket(Database& database, const TicketChange& change, base::UnixMs at);
void insert_message(Database& database, const NewMessage& message, const Origin& origin);
/// `ticket` stands in for a task that names none.
void insert_task(Database& database, const NewTask& task, std::string_view ticket, const Origin& origin);

}  // namespace storage::sqlite
