#include "storage/sqlite/outbox.hpp"

#include <string>

#include "storage/names.hpp"
#include "storage/sql.hpp"
#include "storage/sqlite/effects.hpp"

namespace storage::sqlite {

namespace {
constexpr std::size_t kTokenBytes = 16;
}

std::vector<OutboxRow> claim_rows(Database& database, const ClaimOrder& order, base::Random& random) {
  std::vector<OutboxRow> rows;
  {
    Query found = database.query(sql::kClaimable, to_name(order.kind), order.target, order.now, order.rows_max);
    while (found.next()) {
      OutboxRow row;
      row.id = found.integer(0);
      row.kind = order.kind;
      row.target = std::string(order.target);
      row.group = found.text(1);
      row.key = found.text(2);
      row.driver = found.text(3);
      row.payload = found.text(4);
      row.conversation = found.integer(5);
      row.ticket = found.text(6);
      row.attempt = static_cast<int>(found.integer(7)) + 1;
      row.created = found.instant(8);
      row.due = found.instant(9);
      row.was_unknown = found.bytes(10) == to_name(OutboxState::kUnknown);
      row.last_error = found.text(11);
      rows.push_back(std::move(row));
    }
  }
  for (OutboxRow& row : rows) {
    row.lease_token = random.hex(kTokenBytes);
    database.run(sql::kLease, row.lease_token, order.now + order.lease, row.id);
  }
  return rows;
}

base::Status settle_row(Database& database, const Settlement& settlement, base::UnixMs now) {
  if (settlement.to == OutboxState::kSending || settlement.lease_token.empty()) {
    return base::Error{base::ErrorCode::kInvalid, "storage: a settlement ends a lease, it does not begin one"};
  }
  Origin origin{0, 0, now};
  std::string ticket;
  {
    Query row = database.query(sql::kLeased, settlement.id, settlement.lease_token);
    if (!row.next()) return base::Error{base::ErrorCode::kConflict, "storage: the lease was lost"};
    origin.conversation = row.integer(0);
    ticket = row.text(1);
  }
  database.run(sql::kSettle, to_name(settlement.to), settlement.due, settlement.receipt, settlement.error_code, settlement.id);
  for (const TicketChange& change : settlement.ticket_changes) {
    if (auto changed = change_ticket(database, change, now); !changed) return changed;
  }
  for (const NewTask& task : settlement.tasks) insert_task(database, task, ticket, origin);
  return {};
}

std::size_t expire_row_leases(Database& database, base::UnixMs now) {
  return static_cast<std::size_t>(database.run(sql::kExpireLeases, now));
}

}  // namespace storage::sqlite
