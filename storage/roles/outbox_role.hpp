#pragma once
// The outbox over either engine. `Writer` has run(), one durable transaction; `Readers` has read().
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "storage/names.hpp"
#include "storage/roles/lease_tokens.hpp"
#include "storage/roles/settlements.hpp"
#include "storage/sql.hpp"
#include "storage/store.hpp"

namespace storage {

namespace detail {

struct ClaimOrder {
  OutboxKind kind = OutboxKind::kForward;
  std::string_view target;
  base::UnixMs now{0};
  base::Millis lease{0};
  std::size_t rows_max = 0;
};

/// Of the columns of a claim.
template <class Query>
OutboxRow outbox_row_of(const Query& found, OutboxKind kind, std::string_view target) {
  OutboxRow row;
  row.id = found.integer(0);
  row.kind = kind;
  row.target = std::string(target);
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
  row.deadline = found.instant(12);
  row.retry_from = found.instant(13);
  return row;
}

/// Nothing is put off for so long: what is due later was dated by a clock that ran ahead, and would not leave for as long as that.
inline constexpr base::Millis kPutOffMax = base::days(1);

struct Waiting {
  bool some_due = false;   // perhaps held back by its group: the claim itself decides
  bool some_far = false;   // behind kPutOffMax
  bool is_nothing() const { return !some_due && !some_far; }
};

/// Workers ask far more often than something is due: whoever would find nothing does not take the writer's time.
template <class Readers>
base::Result<Waiting> what_waits(Readers& readers, OutboxKind kind, std::string_view target, base::UnixMs now) {
  return readers.template read<Waiting>([&](auto& database) -> base::Result<Waiting> {
    Waiting found;
    auto row = database.query(sql::kSomeDue, to_name(kind), target, now, now + kPutOffMax);
    while (row.next()) (row.instant(0) <= now ? found.some_due : found.some_far) = true;
    return found;
  });
}

template <class Database>
void bring_near(Database& database, const Waiting& found, OutboxKind kind, std::string_view target, base::UnixMs now) {
  if (found.some_far) database.run(sql::kBringNear, now, to_name(kind), target, now + kPutOffMax);
}

template <class Database>
std::vector<OutboxRow> claim_rows(Database& database, const ClaimOrder& order, LeaseTokens& tokens) {
  std::vector<OutboxRow> rows;
  {
    auto found =
        database.query(Database::Dialect::kClaimable, to_name(order.kind), order.target, order.now, order.rows_max);
    while (found.next()) rows.push_back(outbox_row_of(found, order.kind, order.target));
  }
  for (OutboxRow& row : rows) {
    row.lease_token = tokens.next();
    database.run(sql::kLease, row.lease_token, order.now + order.lease, row.id);
  }
  return rows;
}

template <class Query>
base::Result<std::vector<Alert>> alerts_of(Query row) {
  std::vector<Alert> alerts;
  while (row.next()) {
    const auto state = outbox_state_from_name(row.bytes(3));
    if (!state) return base::Error{base::ErrorCode::kStorage, "storage: an alert cannot be read back"};
    alerts.push_back({.key = row.text(0),
                      .conversation = row.integer(1),
                      .ticket = row.text(2),
                      .state = *state,
                      .attempt = static_cast<int>(row.integer(4)),
                      .created = row.instant(5),
                      .due = row.instant(6),
                      .receipt = row.text(7),
                      .payload = row.text(8)});
  }
  return alerts;
}

}  // namespace detail

template <class Writer, class Readers>
class OutboxRole final : public Outbox {
 public:
  OutboxRole(Writer& writer, Readers& readers, const base::Clock& clock, LeaseTokens& tokens)
      : writer_(writer), readers_(readers), clock_(clock), tokens_(tokens) {}
  base::Result<std::optional<Alert>> find_alert(std::string_view key) override;
  base::Result<std::vector<Alert>> open_alerts(std::size_t alerts_max) override;
  base::Status acknowledge(std::string_view key, std::string_view by) override;
  base::Result<std::vector<OutboxRow>> claim(OutboxKind kind, std::string_view target, base::UnixMs now,
                                             base::Millis lease, std::size_t rows_max) override;
  base::Status settle(const Settlement& settlement) override;
  base::Result<std::size_t> expire_leases(base::UnixMs now) override;
  base::Result<std::vector<Count>> counts() override;
  base::Result<std::string> cursor(std::string_view name) override;
  base::Status set_cursor(std::string_view name, std::string_view value) override;
  base::Status move_cursor(std::string_view name, std::string_view from, std::string_view to) override;

 private:
  Writer& writer_;
  Readers& readers_;
  const base::Clock& clock_;
  LeaseTokens& tokens_;
};

template <class Writer, class Readers>
base::Result<std::vector<OutboxRow>> OutboxRole<Writer, Readers>::claim(OutboxKind kind, std::string_view target,
                                                                        base::UnixMs now, base::Millis lease,
                                                                        std::size_t rows_max) {
  std::vector<OutboxRow> rows;
  const auto found = detail::what_waits(readers_, kind, target, now);
  if (!found) return found.error();
  if (found->is_nothing()) return rows;
  const detail::ClaimOrder order{kind, target, now, lease, rows_max};
  const base::Status status = writer_.run([&](auto& database) -> base::Status {
    detail::bring_near(database, *found, kind, target, now);
    rows = detail::claim_rows(database, order, tokens_);
    return {};
  });
  if (!status) return status.error();
  return rows;
}

template <class Writer, class Readers>
base::Result<std::optional<Alert>> OutboxRole<Writer, Readers>::find_alert(std::string_view key) {
  using Found = std::optional<Alert>;
  return readers_.template read<Found>([&](auto& database) -> base::Result<Found> {
    auto alerts = detail::alerts_of(database.query(sql::kAlert, key));
    if (!alerts) return alerts.error();
    return alerts->empty() ? Found() : Found(std::move(alerts->front()));
  });
}

template <class Writer, class Readers>
base::Result<std::vector<Alert>> OutboxRole<Writer, Readers>::open_alerts(std::size_t alerts_max) {
  return readers_.template read<std::vector<Alert>>(
      [&](auto& database) { return detail::alerts_of(database.query(sql::kOpenAlerts, alerts_max)); });
}

template <class Writer, class Readers>
base::Status OutboxRole<Writer, Readers>::acknowledge(std::string_view key, std::string_view by) {
  return writer_.run([&](auto& database) -> base::Status {
    if (database.run(sql::kAcknowledge, by, key) > 0) return {};
    if (database.query(sql::kAlert, key).next()) {
      return base::Error{base::ErrorCode::kConflict, "storage: somebody has acknowledged this alert already"};
    }
    return base::Error{base::ErrorCode::kNotFound, "storage: no alert has this key"};
  });
}

template <class Writer, class Readers>
base::Status OutboxRole<Writer, Readers>::settle(const Settlement& settlement) {
  const base::UnixMs now = clock_.now();
  return writer_.run([&](auto& database) { return settle_row(database, settlement, now); });
}

template <class Writer, class Readers>
base::Result<std::size_t> OutboxRole<Writer, Readers>::expire_leases(base::UnixMs now) {
  std::size_t expired = 0;
  const auto some = readers_.template read<bool>(
      [&](auto& database) -> base::Result<bool> { return database.query(sql::kSomeLeaseExpired, now).next(); });
  if (!some) return some.error();
  if (!*some) return expired;
  const base::Status status = writer_.run([&](auto& database) -> base::Status {
    expired = static_cast<std::size_t>(database.run(sql::kExpireLeases, now));
    return {};
  });
  if (!status) return status.error();
  return expired;
}

template <class Writer, class Readers>
base::Result<std::vector<Outbox::Count>> OutboxRole<Writer, Readers>::counts() {
  using Counts = std::vector<Count>;
  return readers_.template read<Counts>([](auto& database) -> base::Result<Counts> {
    Counts counts;
    auto row = database.query(sql::kOutboxCounts);
    while (row.next()) {
      const auto kind = outbox_kind_from_name(row.bytes(0));
      const auto state = outbox_state_from_name(row.bytes(2));
      if (!kind || !state) return base::Error{base::ErrorCode::kStorage, "storage: an outbox row cannot be read back"};
      counts.push_back({*kind, row.text(1), *state, row.integer(3)});
    }
    return counts;
  });
}

template <class Writer, class Readers>
base::Result<std::string> OutboxRole<Writer, Readers>::cursor(std::string_view name) {
  return readers_.template read<std::string>([&](auto& database) -> base::Result<std::string> {
    auto row = database.query(sql::kGetCursor, name);
    return row.next() ? row.text(0) : std::string();
  });
}

template <class Writer, class Readers>
base::Status OutboxRole<Writer, Readers>::set_cursor(std::string_view name, std::string_view value) {
  return writer_.run([&](auto& database) -> base::Status {
    database.run(sql::kPutCursor, name, value);
    return {};
  });
}

template <class Writer, class Readers>
base::Status OutboxRole<Writer, Readers>::move_cursor(std::string_view name, std::string_view from, std::string_view to) {
  return writer_.run([&](auto& database) -> base::Status {
    auto moved = from.empty() ? database.query(sql::kBeginCursor, name, to) : database.query(sql::kMoveCursor, to, name, from);
    if (moved.next()) return {};
    return base::Error{base::ErrorCode::kConflict, "storage: the cursor was moved by somebody else"};
  });
}

}  // namespace storage
