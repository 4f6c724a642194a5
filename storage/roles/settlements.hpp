#pragma once
// The end of an attempt: a part of a transaction that the caller owns and undoes when a Status says no.
#include <string>

#include "base/result.hpp"
#include "base/time.hpp"
#include "storage/names.hpp"
#include "storage/roles/effects.hpp"
#include "storage/roles/exchanges.hpp"
#include "storage/sql.hpp"
#include "storage/store.hpp"

namespace storage {

/// kConflict: the lease was lost, or the receipt is another ticket's, and nothing was written. A settlement without ticket changes fails in no other way.
template <class Database>
base::Status settle_row(Database& database, const Settlement& settlement, base::UnixMs now) {
  if (settlement.to == OutboxState::kSending || settlement.lease_token.empty()) {
    return base::Error{base::ErrorCode::kInvalid, "storage: a settlement ends a lease, it does not begin one"};
  }
  Origin origin{0, 0, now};
  std::string ticket;
  {
    auto row = database.query(Database::Dialect::kLeased, settlement.id, settlement.lease_token);
    if (!row.next()) return base::Error{base::ErrorCode::kConflict, "storage: the lease was lost"};
    origin.conversation = row.integer(0);
    ticket = row.text(1);
  }
  const bool has_number = settlement.to == OutboxState::kDelivered && settlement.exchange.has_value();
  if (has_number && !is_free(database, settlement.exchange->hotline, settlement.receipt, ticket)) {
    return base::Error{base::ErrorCode::kConflict, "storage: this number of the hotline belongs to another ticket"};
  }
  database.run(sql::kSettle, to_name(settlement.to), settlement.due, settlement.receipt, settlement.error_code,
               settlement.attempted ? 0 : 1, settlement.id);
  if (settlement.exchange) append_exchange(database, settlement.id, ticket, *settlement.exchange);
  for (const TicketChange& change : settlement.ticket_changes) {
    if (auto changed = change_ticket(database, change, now); !changed) return changed;
  }
  for (const NewTask& task : settlement.tasks) insert_task(database, task, ticket, origin);
  return {};
}

}  // namespace storage
