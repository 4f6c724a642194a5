#pragma once
// Tickets over either engine. `Writer` has run(), one durable transaction; `Readers` has read().
#include <algorithm>
#include <cstdint>
#include <iterator>
#include <limits>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "storage/lines.hpp"
#include "storage/roles/lease_tokens.hpp"
#include "storage/roles/lists_sql.hpp"
#include "storage/sql.hpp"
#include "storage/store.hpp"
#include "tickets/number.hpp"

namespace storage {

namespace detail {

using MaybeTicket = std::optional<tickets::Ticket>;
using TicketList = std::vector<tickets::Ticket>;

inline constexpr std::int64_t kBlockSerials =
    100;  // reserved with one commit; what is left of them at the end of the program is skipped
inline constexpr std::size_t kDaysKept = 8;

template <class Query>
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

template <class Query>
base::Result<TicketList> list_of(Query query) {
  TicketList list;
  while (query.next()) {
    auto ticket = ticket_of(query);
    if (!ticket) return ticket.error();
    list.push_back(std::move(*ticket));
  }
  return list;
}

template <class Query>
base::Result<MaybeTicket> maybe_of(Query query) {
  if (!query.next()) return MaybeTicket();
  auto ticket = ticket_of(query);
  if (!ticket) return ticket.error();
  return MaybeTicket(std::move(*ticket));
}

}  // namespace detail

template <class Writer, class Readers>
class TicketsRole final : public Tickets {
 public:
  TicketsRole(Writer& writer, Readers& readers, LeaseTokens& tokens) : writer_(writer), readers_(readers), tokens_(tokens) {}
  base::Result<std::uint32_t> next_serial(const std::string& day) override;
  base::Result<std::optional<tickets::Ticket>> find(std::string_view number) override;
  base::Result<std::vector<tickets::Ticket>> of_conversation(std::int64_t conversation,
                                                             std::size_t tickets_max) override;
  base::Result<std::vector<tickets::Ticket>> list(std::string_view before, std::size_t tickets_max) override;
  base::Result<std::vector<tickets::Ticket>> list(const TicketFilter& filter, std::string_view before,
                                                  std::size_t tickets_max) override;
  base::Result<std::optional<tickets::Ticket>> find_external(std::string_view hotline,
                                                             std::string_view external) override;
  base::Result<std::vector<tickets::TicketEvent>> log(std::string_view number) override;
  base::Result<std::optional<SentTemplate>> template_sent(std::string_view target, std::string_view message_id) override;
  base::Result<std::vector<LookClaim>> claim_looks(base::UnixMs now, base::Millis lease, std::size_t looks_max) override;
  base::Status finish_looks(const std::vector<LookDone>& looks) override;

 private:
  struct Block {
    std::int64_t next = 0;
    std::int64_t last = -1;  // durably reserved
  };
  Writer& writer_;
  Readers& readers_;
  LeaseTokens& tokens_;
  std::mutex mutex_;
  std::map<std::string, Block> blocks_;  // by day
};

template <class Writer, class Readers>
base::Result<std::uint32_t> TicketsRole<Writer, Readers>::next_serial(const std::string& day) {
  const std::scoped_lock lock(mutex_);
  Block& block = blocks_[day];
  if (block.next > block.last) {
    Block reserved;
    const base::Status status = writer_.run([&](auto& database) -> base::Status {
      auto row = database.query(sql::kReserveSerials, day, detail::kBlockSerials);
      const std::int64_t last = row.next() ? row.integer(0) : 0;
      reserved = {last - detail::kBlockSerials + 1, std::min<std::int64_t>(last, tickets::kSerialsPerDay - 1)};
      if (reserved.next > reserved.last) {
        return base::Error{base::ErrorCode::kBusy, "storage: all ticket numbers of the day are given"};
      }
      return {};
    });
    if (!status) return status.error();
    block = reserved;
  }
  const auto serial = static_cast<std::uint32_t>(block.next++);
  while (blocks_.size() > detail::kDaysKept)
    blocks_.erase(blocks_.begin()->first == day ? std::prev(blocks_.end()) : blocks_.begin());
  return serial;
}

template <class Writer, class Readers>
base::Result<detail::MaybeTicket> TicketsRole<Writer, Readers>::find(std::string_view number) {
  return readers_.template read<detail::MaybeTicket>(
      [&](auto& database) { return detail::maybe_of(database.query(sql::kTicket, number)); });
}

template <class Writer, class Readers>
base::Result<detail::TicketList> TicketsRole<Writer, Readers>::of_conversation(std::int64_t conversation,
                                                                               std::size_t tickets_max) {
  return readers_.template read<detail::TicketList>([&](auto& database) {
    return detail::list_of(database.query(sql::kTicketsOfConversation, conversation, tickets_max));
  });
}

template <class Writer, class Readers>
base::Result<detail::TicketList> TicketsRole<Writer, Readers>::list(std::string_view before, std::size_t tickets_max) {
  return readers_.template read<detail::TicketList>([&](auto& database) {
    if (before.empty()) return detail::list_of(database.query(sql::kTicketsFirst, tickets_max));
    return detail::list_of(database.query(sql::kTicketsBefore, before, tickets_max));
  });
}

template <class Writer, class Readers>
base::Result<detail::TicketList> TicketsRole<Writer, Readers>::list(const TicketFilter& filter, std::string_view before,
                                                                    std::size_t tickets_max) {
  const MatterFilter& m = filter.matter;
  return readers_.template read<detail::TicketList>([&](auto& database) -> base::Result<detail::TicketList> {
    using Dialect = typename std::remove_reference_t<decltype(database)>::Dialect;
    std::int64_t row = std::numeric_limits<std::int64_t>::max();
    if (!before.empty()) {
      auto found = database.query(sql::kTicketRow, before);
      if (!found.next()) return detail::TicketList();
      row = found.integer(0);
    }
    const auto ask = [&](const char* statement, const auto&... which) {
      return detail::list_of(database.query(statement, m.hotline, m.group, m.urgency, m.appeal, m.appeal_code, row, filter.status,
                                            which..., tickets_max));
    };
    switch (filter.which) {
      case TicketFilter::Which::kOpen: return ask(sql::kFittingOpenTickets);
      case TicketFilter::Which::kDue: return ask(sql::kFittingDueTickets, filter.until);
      case TicketFilter::Which::kNeeds: return ask(sql::kFittingNeedyTickets);
      case TicketFilter::Which::kOne: return ask(sql::kFittingTicketsOf, filter.person);
      case TicketFilter::Which::kAny: break;
    }
    return ask(Dialect::kFittingTickets);
  });
}

template <class Writer, class Readers>
base::Result<detail::MaybeTicket> TicketsRole<Writer, Readers>::find_external(std::string_view hotline,
                                                                              std::string_view external) {
  return readers_.template read<detail::MaybeTicket>([&](auto& database) -> base::Result<detail::MaybeTicket> {
    auto present = detail::maybe_of(database.query(sql::kTicketOfExternal, hotline, external));
    if (!present || *present) return present;
    std::string earlier;
    {
      auto holder = database.query(sql::kHolderOfReceipt, hotline, external);
      if (holder.next()) earlier = holder.text(0);
    }
    return earlier.empty() ? present : detail::maybe_of(database.query(sql::kTicket, earlier));
  });
}

template <class Writer, class Readers>
base::Result<std::optional<SentTemplate>> TicketsRole<Writer, Readers>::template_sent(std::string_view target,
                                                                                      std::string_view message_id) {
  using Found = std::optional<SentTemplate>;
  return readers_.template read<Found>([&](auto& database) -> base::Result<Found> {
    auto row = database.query(sql::kTemplateSent, target, message_id);
    if (!row.next()) return Found();
    return Found(SentTemplate{.ticket = row.text(0), .conversation = row.integer(1), .payload = row.text(2)});
  });
}

template <class Writer, class Readers>
base::Result<std::vector<tickets::TicketEvent>> TicketsRole<Writer, Readers>::log(std::string_view number) {
  using Log = std::vector<tickets::TicketEvent>;
  return readers_.template read<Log>([&](auto& database) -> base::Result<Log> {
    Log events;
    auto row = database.query(sql::kTicketLog, number);
    while (row.next()) {
      events.push_back(
          {row.integer(0), row.instant(1), row.text(2), row.text(3), row.text(4), row.text(5), row.text(6), row.text(7),
           row.text(8), row.optional_instant(9)});
    }
    return events;
  });
}

template <class Writer, class Readers>
base::Result<std::vector<LookClaim>> TicketsRole<Writer, Readers>::claim_looks(base::UnixMs now, base::Millis lease,
                                                                               std::size_t looks_max) {
  const auto some = readers_.template read<bool>(
      [&](auto& database) -> base::Result<bool> { return database.query(sql::kSomeLookDue, now).next(); });
  if (!some) return some.error();
  std::vector<LookClaim> claims;
  if (!*some) return claims;
  const base::Status status = writer_.run([&](auto& database) -> base::Status {
    claims.clear();
    {
      auto row = database.query(std::remove_reference_t<decltype(database)>::Dialect::kDueLooks, now, looks_max);
      while (row.next()) claims.push_back({row.text(0), row.integer(1), {}});
    }
    for (LookClaim& claim : claims) {
      claim.token = tokens_.next();
      database.run(sql::kTakeLook, now + lease, claim.token, claim.number);
    }
    return {};
  });
  if (!status) return status.error();
  return claims;
}

template <class Writer, class Readers>
base::Status TicketsRole<Writer, Readers>::finish_looks(const std::vector<LookDone>& looks) {
  if (looks.empty()) return {};
  return writer_.run([&](auto& database) -> base::Status {
    for (const LookDone& look : looks) {
      std::int64_t id = 0;
      {
        auto row = database.query(std::remove_reference_t<decltype(database)>::Dialect::kClaimedLook, look.number, look.token);
        if (row.next()) id = row.integer(0);
      }
      if (id != 0) database.run(sql::kFinishLook, look.next.due, look.next.clock, id);
    }
    return {};
  });
}

}  // namespace storage
