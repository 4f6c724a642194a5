#pragma once
// What a turn or a settlement causes besides itself: tickets, their changes, messages, tasks. Each function is one part
// of a transaction that the caller owns and undoes when a Status says no; a failed statement is the engine's exception.
// `Database` is a connection of either engine: run(), query() and the statements of its Dialect.
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/time.hpp"
#include "storage/blob.hpp"
#include "storage/lines.hpp"
#include "storage/names.hpp"
#include "storage/roles/exchanges.hpp"
#include "storage/roles/lists_sql.hpp"
#include "storage/sql.hpp"
#include "storage/store.hpp"

namespace storage {

/// Whom an effect belongs to.
struct Origin {
  std::int64_t conversation = 0;
  std::int64_t turn = 0;
  base::UnixMs at{0};
};

/// The ticket, the first entry of its log and its forward.
template <class Database>
void insert_ticket(Database& database, const NewTicket& entry, const Origin& origin) {
  const tickets::Ticket& ticket = entry.ticket;
  const std::string form = encode_form(ticket.form);
  database.run(sql::kInsertTicket, ticket.number, origin.conversation, origin.turn, ticket.hotline,
               tickets::to_name(ticket.status), ticket.promise, ticket.title, ticket.urgency, ticket.content_hash,
               ticket.external_number, ticket.first_message_at, ticket.accepted_at, ticket.changed_at, Blob{form},
               entry.look_due.count != 0 ? entry.look_due : origin.at, entry.clock_due, ticket.field("group"),
               tickets::appeal_of(ticket.hotline, ticket.field("appeal_type")));
  const base::UnixMs answered = entry.answered_at.count != 0 ? entry.answered_at : ticket.accepted_at;
  database.run(sql::kInsertTicketEvent, 1, origin.at, entry.actor, "created", "", tickets::to_name(ticket.status), "",
               "accepted", "", answered, ticket.number);
  database.run(sql::kInsertOutbox, to_name(OutboxKind::kForward), ticket.hotline, ticket.number, entry.forward_key,
               origin.conversation, ticket.number, "", origin.at, entry.forward_due, Blob{entry.forward_payload},
               entry.forward_deadline);
}

template <class Database>
bool has_live_forward(Database& database, std::string_view ticket) {
  return database.query(sql::kLiveForward, ticket).next();
}

/// The ticket's next forward; the one before it must have ended, so that one at the most is live (I7).
template <class Database>
base::Status insert_forward(Database& database, const TicketChange& change, base::UnixMs at) {
  const NewForward& next = *change.forward;
  if (has_live_forward(database, change.number)) {
    return base::Error{base::ErrorCode::kConflict, "storage: this ticket is still on its way to a hotline"};
  }
  std::int64_t before = 0;
  std::int64_t conversation = 0;
  std::string hotline;
  {
    auto row = database.query(sql::kNewestForward, change.number);
    if (!row.next()) return base::Error{base::ErrorCode::kStorage, "storage: a ticket has no forward"};
    before = row.integer(0);
    conversation = row.integer(1);
    hotline = row.text(2);
  }
  append_exchange(database, before, change.number,
                  {.act = next.round > 0 ? "reopen" : "transfer",
                   .hotline = hotline,
                   .began = at,
                   .ended = at,
                   .status = 0,
                   .outcome = next.round > 0 ? "round:" + std::to_string(next.round) : "to:" + next.hotline,
                   .number = {},
                   .by = change.actor,
                   .note = change.note,
                   .sent = {},
                   .answer = {}});
  database.run(sql::kMoveTicket, next.hotline, change.number);
  database.run(sql::kInsertOutbox, to_name(OutboxKind::kForward), next.hotline, change.number, next.key, conversation,
               change.number, "", at, next.due, Blob{next.payload}, next.deadline);
  database.run(sql::kCloseForwardTasks, at, change.actor, change.number);
  return {};
}

/// kConflict: no such ticket, or another revision than expected. A status the ticket may not move to (an older report)
/// leaves the status; the rest of the change and its log entry are kept.
template <class Database>
base::Status change_ticket(Database& database, const TicketChange& change, base::UnixMs at) {
  std::int64_t revision = 0;
  std::string from, hotline;
  {
    auto row = database.query(Database::Dialect::kTicketStanding, change.number);
    if (!row.next()) return base::Error{base::ErrorCode::kConflict, "storage: no ticket has this number"};
    from = row.text(0);
    revision = row.integer(1);
    hotline = row.text(2);
  }
  if (change.expected_revision != 0 && change.expected_revision != revision) {
    return base::Error{base::ErrorCode::kConflict, "storage: the ticket was changed by somebody else"};
  }
  const auto status = tickets::status_from_name(from);
  if (!status) return base::Error{base::ErrorCode::kStorage, "storage: a ticket's status is not one of ours"};
  const bool moves = change.to && tickets::may_move(*status, *change.to);
  const std::string_view to = moves ? tickets::to_name(*change.to) : std::string_view(from);
  const NextLook look = change.look.value_or(NextLook{.due = at});
  database.run(sql::kChangeTicket, to, at, change.external_number, change.look ? 0 : 1, look.due, look.clock, change.number);
  database.run(sql::kInsertTicketEvent, revision + 1, at, change.actor, change.action, from, to, change.note,
               change.act, change.detail, change.moment, change.number);
  const bool waits = change.forward && change.forward->round > 0 && has_live_forward(database, change.number);
  if (change.form && !waits) {
    const std::string form = encode_form(*change.form);
    tickets::Ticket changed;
    changed.form = *change.form;
    database.run(sql::kChangeForm, Blob{form}, changed.field("group"),
                 tickets::appeal_of(hotline, changed.field("appeal_type")), change.number);
  }
  if (!change.forward_payload.empty()) database.run(sql::kChangeForward, Blob{change.forward_payload}, change.number);
  if (moves && (change.to == tickets::Status::kWithdrawn || change.to == tickets::Status::kMerged)) {
    database.run(sql::kWithdrawForward, change.number);
  }
  return change.forward && !waits ? insert_forward(database, change, at) : base::Status();
}

template <class Database>
void insert_message(Database& database, const NewMessage& message, const Origin& origin) {
  const std::string group = message.kind == OutboxKind::kMedia ? message.key : std::to_string(origin.conversation);
  database.run(sql::kInsertOutbox, to_name(message.kind), message.target, group, message.key, origin.conversation,
               message.ticket, message.driver, origin.at, message.due, Blob{message.text}, base::UnixMs{0});
}

/// Alerts wait for nobody: each is an order of its own.
template <class Database>
void insert_alert(Database& database, const NewAlert& alert, const Origin& origin) {
  database.run(sql::kInsertOutbox, to_name(OutboxKind::kAlert), kAlertTarget, alert.key, alert.key, origin.conversation,
               alert.ticket, "", origin.at, alert.due, Blob{alert.payload}, base::UnixMs{0});
}

template <class Database>
void put_attendance(Database& database, const Attendance& attendance, const Origin& origin) {
  if (!attendance.wanted) {
    database.run(sql::kEndAttendance, origin.conversation);
  } else {
    database.run(sql::kPutAttendance, origin.conversation, attendance.person, attendance.since);
  }
}

/// `ticket` stands in for a task that names none.
template <class Database>
void insert_task(Database& database, const NewTask& task, std::string_view ticket, const Origin& origin) {
  database.run(sql::kInsertTask, task.kind, task.reason, task.ticket.empty() ? ticket : std::string_view(task.ticket),
               origin.conversation, origin.at);
}

}  // namespace storage
