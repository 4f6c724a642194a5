#include "storage/names.hpp"
#include "storage/sql.hpp"
#include "storage/sqlite/outbox.hpp"
#include "storage/sqlite/roles.hpp"

namespace storage::sqlite {

base::Result<std::vector<OutboxRow>> OutboxRole::claim(OutboxKind kind, std::string_view target, base::UnixMs now,
                                                       base::Millis lease, std::size_t rows_max) {
  std::vector<OutboxRow> rows;
  const base::Status status = writer_.run([&](Database& database) -> base::Status {
    rows = claim_rows(database, {kind, target, now, lease, rows_max}, random_);
    return {};
  });
  if (!status) return status.error();
  return rows;
}

base::Status OutboxRole::settle(const Settlement& settlement) {
  const base::UnixMs now = clock_.now();
  return writer_.run([&](Database& database) { return settle_row(database, settlement, now); });
}

base::Result<std::size_t> OutboxRole::expire_leases(base::UnixMs now) {
  std::size_t expired = 0;
  const base::Status status = writer_.run([&](Database& database) -> base::Status {
    expired = expire_row_leases(database, now);
    return {};
  });
  if (!status) return status.error();
  return expired;
}

base::Result<std::vector<Outbox::Count>> OutboxRole::counts() {
  using Counts = std::vector<Count>;
  return readers_.read<Counts>([](Database& database) -> base::Result<Counts> {
    Counts counts;
    Query row = database.query(sql::kOutboxCounts);
    while (row.next()) {
      const auto kind = outbox_kind_from_name(row.bytes(0));
      const auto state = outbox_state_from_name(row.bytes(2));
      if (!kind || !state) return base::Error{base::ErrorCode::kStorage, "storage: an outbox row cannot be read back"};
      counts.push_back({*kind, row.text(1), *state, row.integer(3)});
    }
    return counts;
  });
}

base::Result<std::string> OutboxRole::cursor(std::string_view name) {
  return readers_.read<std::string>([&](Database& database) -> base::Result<std::string> {
    Query row = database.query(sql::kGetCursor, name);
    return row.next() ? row.text(0) : std::string();
  });
}

base::Status OutboxRole::set_cursor(std::string_view name, std::string_view value) {
  return writer_.run([&](Database& database) -> base::Status {
    database.run(sql::kPutCursor, name, value);
    return {};
  });
}

}  // namespace storage::sqlite
