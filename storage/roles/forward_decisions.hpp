#pragma once
// What a named person decides about a forward, and a ticket's way to another hotline (I8, I9 of the reliability reference).
// Parts of a transaction that the caller owns and undoes when a Status says no.
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/time.hpp"
#include "storage/names.hpp"
#include "storage/roles/effects.hpp"
#include "storage/roles/exchanges.hpp"
#include "storage/sql.hpp"
#include "storage/store.hpp"
#include "tickets/promises/log.hpp"

namespace storage {

namespace detail {

inline base::Error refusal(const char* text) { return {base::ErrorCode::kConflict, text}; }

struct WaitingForward {
  std::int64_t conversation = 0;
  std::string ticket, hotline;
};

template <class Database>
base::Result<WaitingForward> waiting_forward(Database& database, std::int64_t id) {
  WaitingForward waiting;
  {
    auto row = database.query(Database::Dialect::kForwardForDecision, id);
    if (!row.next()) return base::Error{base::ErrorCode::kNotFound, "storage: no forward has this number"};
    const auto state = outbox_state_from_name(row.bytes(3));
    if (state != OutboxState::kParked && state != OutboxState::kDead) {
      return refusal("storage: this forward waits for nobody's decision");
    }
    if (row.bytes(4) == "withdrawn") return refusal("storage: the driver took this ticket back");
    waiting = {row.integer(0), row.text(1), row.text(2)};
  }
  auto newer = database.query(sql::kNewerForward, waiting.ticket, id);
  if (newer.next()) return refusal("storage: a later forward of this ticket stands in for this one");
  return waiting;
}

template <class Database>
bool may_be_dispatched(Database& database, std::string_view ticket) {
  auto row = database.query(Database::Dialect::kTicketStanding, ticket);
  if (!row.next()) return false;
  const auto status = tickets::status_from_name(row.bytes(0));
  return status && tickets::may_move(*status, tickets::Status::kDispatched);
}

}  // namespace detail

template <class Database>
base::Status decide_forward(Database& database, const ForwardDecision& decision, base::UnixMs now) {
  const auto waiting = detail::waiting_forward(database, decision.forward);
  if (!waiting) return waiting.error();
  const std::string actor = "operator:" + decision.by;
  TicketChange change{.number = waiting->ticket,
                      .expected_revision = 0,
                      .to = std::nullopt,
                      .external_number = {},
                      .actor = actor,
                      .action = {},
                      .note = decision.reason};
  Exchange exchange{.act = {},
                    .hotline = waiting->hotline,
                    .began = now,
                    .ended = now,
                    .status = 0,
                    .outcome = "decided",
                    .number = decision.number,
                    .by = actor,
                    .note = decision.reason,
                    .sent = {},
                    .answer = {}};
  switch (decision.kind) {
    case ForwardDecision::Kind::kConfirm:
      if (!is_free(database, waiting->hotline, decision.number, waiting->ticket)) {
        return detail::refusal("storage: this number of the hotline belongs to another ticket");
      }
      exchange.act = "confirm";
      change.action = "forward_confirmed";
      change.to = tickets::Status::kDispatched;
      if (detail::may_be_dispatched(database, waiting->ticket)) change.act = tickets::to_name(tickets::Act::kReceived);
      change.external_number = decision.number;
      database.run(sql::kConfirmForward, decision.number, decision.forward);
      break;
    case ForwardDecision::Kind::kResend:
      exchange.act = "resend";
      change.action = "forward_resent";
      database.run(sql::kResendForward, now, decision.forward);
      break;
    case ForwardDecision::Kind::kClose:
      exchange.act = "close";
      change.action = "forward_closed";
      database.run(sql::kCloseForward, decision.forward);
      break;
  }
  append_exchange(database, decision.forward, waiting->ticket, exchange);
  database.run(sql::kCloseForwardTasks, now, actor, waiting->ticket);
  return change_ticket(database, change, now);
}

}  // namespace storage
