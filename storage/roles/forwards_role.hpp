#pragma once
// Forwards over either engine. `Writer` has run(), one durable transaction; `Readers` has read().
#include <algorithm>
#include <optional>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "storage/names.hpp"
#include "storage/roles/forward_decisions.hpp"
#include "storage/roles/lease_tokens.hpp"
#include "storage/roles/outbox_role.hpp"
#include "storage/sql.hpp"
#include "storage/store.hpp"

namespace storage {

namespace detail {

/// Due forwards of one kind of row, earliest deadline first.
template <class Database>
std::vector<OutboxRow> due_forwards(Database& database, const ForwardClaim& claim, const char* statement,
                                    std::size_t rows_max) {
  std::vector<OutboxRow> rows;
  if (rows_max == 0) return rows;
  auto found = database.query(statement, claim.hotline, claim.now, rows_max);
  while (found.next()) rows.push_back(outbox_row_of(found, OutboxKind::kForward, claim.hotline));
  return rows;
}

inline bool leaves_before(const OutboxRow& one, const OutboxRow& other) {
  return std::pair(one.deadline.count, one.id) < std::pair(other.deadline.count, other.id);
}

inline std::vector<OutboxRow> merged(std::vector<OutboxRow> one, std::vector<OutboxRow> other) {
  std::vector<OutboxRow> all;
  std::merge(std::make_move_iterator(one.begin()), std::make_move_iterator(one.end()),
             std::make_move_iterator(other.begin()), std::make_move_iterator(other.end()), std::back_inserter(all),
             leaves_before);
  return all;
}

/// What the claim gets: the overdue ones' places, then the others, then what is left of the overdue ones.
inline std::vector<OutboxRow> shared_out(const ForwardClaim& claim, std::vector<OutboxRow> living,
                                         std::vector<OutboxRow> overdue) {
  std::vector<OutboxRow> chosen;
  std::size_t retries = 0;
  const auto take = [&](std::vector<OutboxRow>& from, std::size_t& next, std::size_t most) {
    for (; next < from.size() && chosen.size() < most; ++next) {
      if (from[next].is_retry() && retries >= claim.retries_max) continue;
      retries += from[next].is_retry() ? 1 : 0;
      chosen.push_back(std::move(from[next]));
    }
  };
  std::size_t next_living = 0;
  std::size_t next_overdue = 0;
  take(overdue, next_overdue, std::min(claim.overdue_min, claim.rows_max));
  take(living, next_living, claim.rows_max);
  take(overdue, next_overdue, claim.rows_max);
  return chosen;
}

inline constexpr std::size_t kTriedBeforeLookedAt = 64;

/// Of those tried before, the ones that wait longest; each of them comes up, so that one bad forward cannot speak for all.
template <class Database>
std::vector<OutboxRow> tried_before(Database& database, const ForwardClaim& claim) {
  using Dialect = typename Database::Dialect;
  std::vector<OutboxRow> rows;
  for (const char* statement : {Dialect::kForwardsAgain, Dialect::kForwardsAgainOverdue, Dialect::kForwardsInterrupted,
                                Dialect::kForwardsInterruptedOverdue}) {
    rows = merged(std::move(rows), due_forwards(database, claim, statement, kTriedBeforeLookedAt));
  }
  std::stable_sort(rows.begin(), rows.end(), [](const OutboxRow& one, const OutboxRow& other) { return one.due < other.due; });
  if (rows.size() > claim.rows_max) rows.resize(claim.rows_max);
  return rows;
}

/// As the deadlines say.
template <class Database>
std::vector<OutboxRow> by_deadline(Database& database, const ForwardClaim& claim) {
  using Dialect = typename Database::Dialect;
  const std::size_t again = std::min(claim.rows_max, claim.retries_max);
  const auto due = [&](const char* first, const char* interrupted, const char* retry) {
    auto rows = merged(due_forwards(database, claim, first, claim.rows_max),
                       due_forwards(database, claim, interrupted, claim.rows_max));
    return merged(std::move(rows), due_forwards(database, claim, retry, again));
  };
  auto living = due(Dialect::kFirstForwards, Dialect::kForwardsInterrupted, Dialect::kForwardsAgain);
  auto overdue = due(Dialect::kFirstForwardsOverdue, Dialect::kForwardsInterruptedOverdue, Dialect::kForwardsAgainOverdue);
  return shared_out(claim, std::move(living), std::move(overdue));
}

template <class Database>
std::vector<OutboxRow> claim_forwards(Database& database, const ForwardClaim& claim, LeaseTokens& tokens) {
  std::vector<OutboxRow> rows;
  if (claim.again_first) rows = tried_before(database, claim);
  if (rows.empty()) rows = by_deadline(database, claim);
  for (OutboxRow& row : rows) {
    row.lease_token = tokens.next();
    database.run(sql::kLease, row.lease_token, claim.now + claim.lease, row.id);
  }
  return rows;
}

template <class Query>
base::Result<std::vector<Forward>> forwards_of(Query row) {
  std::vector<Forward> forwards;
  while (row.next()) {
    const auto state = outbox_state_from_name(row.bytes(4));
    if (!state) return base::Error{base::ErrorCode::kStorage, "storage: a forward cannot be read back"};
    forwards.push_back({.id = row.integer(0),
                        .ticket = row.text(1),
                        .hotline = row.text(2),
                        .conversation = row.integer(3),
                        .state = *state,
                        .attempt = static_cast<int>(row.integer(5)),
                        .created = row.instant(6),
                        .due = row.instant(7),
                        .deadline = row.instant(8),
                        .receipt = row.text(9),
                        .last_error = row.text(10)});
  }
  return forwards;
}

}  // namespace detail

template <class Writer, class Readers>
class ForwardsRole final : public Forwards {
 public:
  ForwardsRole(Writer& writer, Readers& readers, const base::Clock& clock, LeaseTokens& tokens)
      : writer_(writer), readers_(readers), clock_(clock), tokens_(tokens) {}

  base::Result<std::vector<OutboxRow>> claim(const ForwardClaim& claim) override {
    std::vector<OutboxRow> rows;
    const auto found = detail::what_waits(readers_, OutboxKind::kForward, claim.hotline, claim.now);
    if (!found) return found.error();
    if (found->is_nothing()) return rows;
    const base::Status status = writer_.run([&](auto& database) -> base::Status {
      detail::bring_near(database, *found, OutboxKind::kForward, claim.hotline, claim.now);
      rows = detail::claim_forwards(database, claim, tokens_);
      return {};
    });
    if (!status) return status.error();
    return rows;
  }

  base::Result<std::vector<base::Status>> settle(const std::vector<Settlement>& settlements) override {
    const base::UnixMs now = clock_.now();
    std::vector<base::Status> each;
    const base::Status status = writer_.run([&](auto& database) -> base::Status {
      each.clear();  // the engine may run this again
      for (const Settlement& settlement : settlements) {
        each.push_back(settlement.ticket_changes.empty()
                           ? settle_row(database, settlement, now)
                           : base::Status(base::Error{base::ErrorCode::kInvalid,
                                                      "storage: a ticket's change is settled alone"}));
      }
      return {};
    });
    if (!status) return status.error();
    return each;
  }

  base::Status decide(const ForwardDecision& decision) override {
    const base::UnixMs now = clock_.now();
    return writer_.run([&](auto& database) { return decide_forward(database, decision, now); });
  }

  base::Status move(const TicketChange& change) override {
    const base::UnixMs now = clock_.now();
    return writer_.run([&](auto& database) { return change_ticket(database, change, now); });
  }

  base::Result<std::optional<Forward>> find(std::int64_t id) override {
    using Found = std::optional<Forward>;
    return readers_.template read<Found>([&](auto& database) -> base::Result<Found> {
      auto forwards = detail::forwards_of(database.query(sql::kForward, id));
      if (!forwards) return forwards.error();
      return forwards->empty() ? Found() : Found(std::move(forwards->front()));
    });
  }

  base::Result<std::vector<Forward>> of_ticket(std::string_view ticket) override {
    return readers_.template read<std::vector<Forward>>(
        [&](auto& database) { return detail::forwards_of(database.query(sql::kForwardsOfTicket, ticket)); });
  }

  base::Result<std::vector<Forward>> list(OutboxState state, std::int64_t after, std::size_t forwards_max) override {
    return readers_.template read<std::vector<Forward>>([&](auto& database) {
      return detail::forwards_of(database.query(sql::kForwardsInState, to_name(state), after, forwards_max));
    });
  }

  base::Result<std::vector<KeptExchange>> exchanges(std::string_view ticket) override {
    using Kept = std::vector<KeptExchange>;
    return readers_.template read<Kept>([&](auto& database) -> base::Result<Kept> {
      Kept kept;
      auto row = database.query(sql::kExchanges, ticket);
      while (row.next()) kept.push_back(exchange_of(row));
      return kept;
    });
  }

 private:
  Writer& writer_;
  Readers& readers_;
  const base::Clock& clock_;
  LeaseTokens& tokens_;
};

}  // namespace storage
