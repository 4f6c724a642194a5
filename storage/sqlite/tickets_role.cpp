#include "storage/lines.hpp"
#include "storage/sql.hpp"
#include "storage/sqlite/roles.hpp"
#include "tickets/number.hpp"

namespace storage::sqlite {

namespace {

using MaybeTicket = std::optional<tickets::Ticket>;
using TicketList = std::vector<tickets::Ticket>;

constexpr std::int64_t kBlockSerials = 100;  // reserved with one commit; what is left of them at the end of the program is skipped
constexpr std::size_t kDaysKept = 8;

base::Result<tickets::Ticket> ticket_of(const Query& row) {
  tickets::Ticket ticket;
  ticket.number = row.text(0);
  ticket.conversation = row.integer(1);
  ticket.hotline = row.text(2);
  const auto status = tickets::status_from_name(row.bytes(3));
  ticket.revision = row.integer(4);
  ticket.promise = row.text(5);
  ticket.title = row.text(6);
  ticket.urgency = row.text(7);
  ticket.content_hash = row.text(8);
  ticket.external_number = row.text(9);
  ticket.first_message_at = row.instant(10);
  ticket.accepted_at = row.instant(11);
  ticket.changed_at = row.instant(12);
  auto form = decode_form(row.bytes(13));
  if (!status || !form) return base::Error{base::ErrorCode::kStorage, "storage: a ticket cannot be read back"};
  ticket.status = *status;
  ticket.form = std::move(*form);
  return ticket;
}

base::Result<TicketList> list_of(Query query) {
  TicketList list;
  while (query.next()) {
    auto ticket = ticket_of(query);
    if (!ticket) return ticket.error();
    list.push_back(std::move(*ticket));
  }
  return list;
}

base::Result<MaybeTicket> maybe_of(Query query) {
  if (!query.next()) return MaybeTicket();
  auto ticket = ticket_of(query);
  if (!ticket) return ticket.error();
  return MaybeTicket(std::move(*ticket));
}

}  // namespace

base::Result<std::uint32_t> TicketsRole::next_serial(const std::string& day) {
  const std::scoped_lock lock(mutex_);
  Block& block = blocks_[day];
  if (block.next > block.last) {
    Block reserved;
    const base::Status status = writer_.run([&](Database& database) -> base::Status {
      std::int64_t last = 0;
      {
        Query row = database.query(sql::kReservedSerial, day);
        if (row.next()) last = row.integer(0);
      }
      reserved = {last + 1, std::min<std::int64_t>(last + kBlockSerials, tickets::kSerialsPerDay - 1)};
      if (reserved.next > reserved.last) {
        return base::Error{base::ErrorCode::kBusy, "storage: all ticket numbers of the day are given"};
      }
      database.run(sql::kReserveSerials, day, reserved.last);
      return {};
    });
    if (!status) return status.error();
    block = reserved;
  }
  const auto serial = static_cast<std::uint32_t>(block.next++);
  while (blocks_.size() > kDaysKept) blocks_.erase(blocks_.begin()->first == day ? std::prev(blocks_.end()) : blocks_.begin());
  return serial;
}

base::Result<MaybeTicket> TicketsRole::find(std::string_view number) {
  return readers_.read<MaybeTicket>([&](Database& database) { return maybe_of(database.query(sql::kTicket, number)); });
}

base::Result<TicketList> TicketsRole::of_conversation(std::int64_t conversation, std::size_t tickets_max) {
  return readers_.read<TicketList>(
      [&](Database& database) { return list_of(database.query(sql::kTicketsOfConversation, conversation, tickets_max)); });
}

base::Result<TicketList> TicketsRole::list(std::string_view before, std::size_t tickets_max) {
  return readers_.read<TicketList>([&](Database& database) {
    if (before.empty()) return list_of(database.query(sql::kTicketsFirst, tickets_max));
    return list_of(database.query(sql::kTicketsBefore, before, tickets_max));
  });
}

base::Result<MaybeTicket> TicketsRole::find_external(std::string_view hotline, std::string_view external) {
  return readers_.read<MaybeTicket>(
      [&](Database& database) { return maybe_of(database.query(sql::kTicketOfExternal, hotline, external)); });
}

base::Result<std::vector<tickets::TicketEvent>> TicketsRole::log(std::string_view number) {
  using Log = std::vector<tickets::TicketEvent>;
  return readers_.read<Log>([&](Database& database) -> base::Result<Log> {
    Log events;
    Query row = database.query(sql::kTicketLog, number);
    while (row.next()) {
      events.push_back({row.integer(0), row.instant(1), row.text(2), row.text(3), row.text(4), row.text(5), row.text(6)});
    }
    return events;
  });
}

}  // namespace storage::sqlite
