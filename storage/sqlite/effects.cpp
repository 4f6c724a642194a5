#include "storage/sqlite/effects.hpp"

#include <string>

#include "storage/lines.hpp"
#include "storage/names.hpp"
#include "storage/sql.hpp"

namespace storage::sqlite {

void insert_ticket(Database& database, const NewTicket& entry, const Origin& origin) {
  const tickets::Ticket& ticket = entry.ticket;
  const std::string form = encode_form(ticket.form);
  database.run(sql::kInsertTicket, ticket.number, origin.conversation, origin.turn, ticket.hotline,
               tickets::to_name(ticket.status), ticket.promise, ticket.title, ticket.urgency, ticket.content_hash,
               ticket.external_number, ticket.first_message_at, ticket.accepted_at, ticket.changed_at, Blob{form});
  std::int64_t id = 0;
  {
    Query row = database.query(sql::kTicketId, ticket.number);
    if (row.next()) id = row.integer(0);
  }
  database.run(sql::kInsertTicketEvent, id, 1, origin.at, entry.actor, "created", "", tickets::to_name(ticket.status), "");
  database.run(sql::kInsertOutbox, to_name(OutboxKind::kForward), ticket.hotline, ticket.number, entry.forward_key,
               origin.conversation, ticket.number, "", origin.at, entry.forward_due, Blob{entry.forward_payload});
}

base::Status change_ticket(Database& database, const TicketChange& change, base::UnixMs at) {
  std::int64_t id = 0;
  std::int64_t revision = 0;
  std::string from;
  {
    Query row = database.query(sql::kTicketStanding, change.number);
    if (!row.next()) return base::Error{base::ErrorCode::kConflict, "storage: no ticket has this number"};
    id = row.integer(0);
    from = row.text(1);
    revision = row.integer(2);
  }
  if (change.expected_revision != 0 && change.expected_revision != revision) {
    return base::Error{base::ErrorCode::kConflict, "storage: the ticket was changed by somebody else"};
  }
  const auto status = tickets::status_from_name(from);
  if (!status) return base::Error{base::ErrorCode::kStorage, "storage: a ticket's status is not one of ours"};
  const bool moves = change.to != *status && tickets::may_move(*status, change.to);
  const std::string_view to = moves ? tickets::to_name(change.to) : std::string_view(from);
  database.run(sql::kChangeTicket, to, at, change.external_number, id);
  database.run(sql::kInsertTicketEvent, id, revision + 1, at, change.actor, change.action, from, to, change.note);
  return {};
}

void insert_message(Database& database, const NewMessage& message, const Origin& origin) {
  database.run(sql::kInsertOutbox, to_name(OutboxKind::kMessage), message.target, std::to_string(origin.conversation),
               message.key, origin.conversation, "", message.driver, origin.at, message.due, Blob{message.text});
}

void insert_task(Database& database, const NewTask& task, std::string_view ticket, const Origin& origin) {
  database.run(sql::kInsertTask, task.kind, task.reason, task.ticket.empty() ? ticket : std::string_view(task.ticket),
               origin.conversation, origin.at);
}

}  // namespace storage::sqlite
