#pragma once
// What verify() asks of either engine: the invariants of reliability reference §2 that the database alone can answer,
// where both can be asked with the same words.
#include <array>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "storage/lines.hpp"
#include "storage/accounts.hpp"
#include "storage/names.hpp"
#include "storage/roles/accounts_role.hpp"
#include "storage/roles/exchanges.hpp"
#include "storage/sql.hpp"
#include "storage/store.hpp"
#include "tickets/number.hpp"
#include "tickets/promises/record.hpp"

namespace storage {

inline constexpr std::size_t kFindingsOfOneKind = 20;

struct Check {
  const char* invariant;
  const char* says;  // followed by the first column of the row
  const char* sql;   // one row per violation
};

namespace detail {

inline constexpr std::array kSharedChecks{
    Check{"I1", "a message was taken twice; second turn ",
          "SELECT CAST(id AS TEXT) FROM (SELECT id, sequence, LAG(sequence) OVER (PARTITION BY conversation, "
          "inbound_key ORDER BY "
          "sequence)"
          " AS earlier FROM turns WHERE inbound_key <> '') AS k WHERE sequence - earlier < 64"},
    Check{"I7", "a ticket whose newest forward does not go to its hotline: ",
          "SELECT k.number FROM tickets k WHERE COALESCE((SELECT o.target FROM outbox o WHERE o.ticket = k.number AND "
          "o.ticket <> '' AND o.kind = 'forward' ORDER BY o.id DESC LIMIT 1), '') <> k.hotline"},
    Check{"I7", "a ticket with more than one live forward: ",
          "SELECT ticket FROM outbox WHERE kind = 'forward' AND state IN ('pending', 'sending', 'unknown', 'parked')"
          " GROUP BY ticket HAVING COUNT(*) > 1"},
    Check{"I8", "a forward is delivered without a kept exchange that says so: outbox row ",
          "SELECT CAST(o.id AS TEXT) FROM outbox o WHERE o.kind = 'forward' AND o.state = 'delivered' AND o.evidence <> "
          "'before' AND NOT EXISTS (SELECT 1 FROM exchanges x WHERE x.ticket = o.ticket AND x.forward = o.id AND "
          "x.number = o.receipt AND x.number <> '')"},
    Check{"I8", "the newest exchange of a forward is gone: outbox row ",
          "SELECT CAST(o.id AS TEXT) FROM outbox o WHERE o.kind = 'forward' AND o.evidence NOT IN ('', 'before') AND NOT "
          "EXISTS (SELECT 1 FROM exchanges x WHERE x.ticket = o.ticket AND x.forward = o.id AND x.chain = o.evidence)"},
    Check{"I7", "a forward of no ticket: outbox row ",
          "SELECT CAST(o.id AS TEXT) FROM outbox o LEFT JOIN tickets k ON k.number = o.ticket WHERE o.kind = 'forward' "
          "AND k.id IS "
          "NULL"},
    Check{"I9", "an outbox row whose kind is not one of ours: ",
          "SELECT CAST(id AS TEXT) FROM outbox WHERE kind NOT IN ('forward', 'message', 'alert', 'template', 'media')"},
    Check{"I9", "an outbox row was settled without an attempt: ",
          "SELECT CAST(id AS TEXT) FROM outbox WHERE state IN ('sending', 'unknown', 'delivered') AND attempt < 1"},
    Check{"I10", "an outbox row is being sent without a lease, or has one without being sent: ",
          "SELECT CAST(id AS TEXT) FROM outbox WHERE (state = 'sending') <> (lease_token <> '')"},
    Check{"I14", "the log has gaps: ticket ",
          "SELECT k.number FROM tickets k LEFT JOIN ticket_events e ON e.ticket = k.id GROUP BY k.id, k.number, "
          "k.revision"
          " HAVING COUNT(e.sequence) <> k.revision OR MIN(e.sequence) <> 1 OR MAX(e.sequence) <> k.revision"},
    Check{"I14", "the log does not end in the ticket's status: ticket ",
          "SELECT k.number FROM tickets k LEFT JOIN ticket_events e ON e.ticket = k.id AND e.sequence = k.revision"
          " WHERE e.to_status IS NULL OR e.to_status <> k.status"},
};

inline constexpr char kTurnColumns[] = "SELECT id, kind, lines FROM turns";
inline constexpr char kTicketMoves[] =
    "SELECT k.number, e.from_status, e.to_status, COALESCE(p.to_status, '') FROM ticket_events e"
    " JOIN tickets k ON k.id = e.ticket LEFT JOIN ticket_events p ON p.ticket = e.ticket AND p.sequence = e.sequence - "
    "1";
inline constexpr char kTicketNumbers[] = "SELECT number FROM tickets";
inline constexpr char kSerials[] = "SELECT reserved FROM serials WHERE day = $1";
}  // namespace detail

class Findings {
 public:
  explicit Findings(std::vector<Finding>& all) : all_(all) {}
  bool full() const { return count_ >= kFindingsOfOneKind; }
  void add(const char* invariant, std::string text) {
    all_.push_back({invariant, std::move(text)});
    ++count_;
  }

 private:
  std::vector<Finding>& all_;
  std::size_t count_ = 0;
};

template <class Database, std::size_t N>
void run_checks(Database& database, const std::array<Check, N>& checks, std::vector<Finding>& all) {
  for (const Check& check : checks) {
    Findings findings(all);
    auto row = database.query(check.sql);
    while (!findings.full() && row.next()) findings.add(check.invariant, check.says + row.text(0));
  }
}

namespace detail {

template <class Database>
void check_turn_columns(Database& database, std::vector<Finding>& all) {
  Findings findings(all);
  auto row = database.query(kTurnColumns);
  while (!findings.full() && row.next()) {
    if (!turn_kind_from_name(row.bytes(1)) || !decode_lines(row.bytes(2))) {
      findings.add("file", "a turn cannot be read back: " + std::to_string(row.integer(0)));
    }
  }
}

template <class Database>
void check_ticket_moves(Database& database, std::vector<Finding>& all) {
  Findings findings(all);
  auto row = database.query(kTicketMoves);
  while (!findings.full() && row.next()) {
    const std::string number = row.text(0);
    const auto from = tickets::status_from_name(row.bytes(1));
    const auto to = tickets::status_from_name(row.bytes(2));
    if (row.bytes(1) != row.bytes(3)) findings.add("I14", "the log jumps: ticket " + number);
    const bool allowed = to && (row.bytes(1).empty() || (from && (*from == *to || tickets::may_move(*from, *to))));
    if (!allowed) findings.add("I14", "a ticket moved as it may not: " + number);
  }
}

/// "" : the status is what the log folds to. A log of before the promises may lack what a status change meant; it never says more.
inline std::string_view folded_otherwise(const tickets::Ticket& ticket, const std::vector<tickets::TicketEvent>& events) {
  using tickets::Phase;
  using tickets::Status;
  const Phase phase = tickets::standing_of(tickets::read_log(ticket, events)).phase;
  const bool is_closed = ticket.status == Status::kClosed;
  switch (phase) {
    case Phase::kClosed: return is_closed ? "" : "the log ends closed, the ticket is not: ";
    case Phase::kWithdrawn: return ticket.status == Status::kWithdrawn ? "" : "the log ends withdrawn, the ticket is not: ";
    case Phase::kMerged: return ticket.status == Status::kMerged ? "" : "the log ends merged, the ticket is not: ";
    case Phase::kHeard:
    case Phase::kOpen:
    case Phase::kPaused:
    case Phase::kRevisited: break;
  }
  return "";
}

/// Each ticket's log, folded as the clocks fold it, leads to the status its row shows.
template <class Database>
void check_folded_logs(Database& database, std::vector<Finding>& all) {
  Findings findings(all);
  auto row = database.query(sql::kAllTicketLogs);
  tickets::Ticket ticket;
  std::vector<tickets::TicketEvent> events;
  const auto judge = [&] {
    if (ticket.number.empty()) return;
    const std::string_view fault = folded_otherwise(ticket, events);
    if (!fault.empty()) findings.add("I14", std::string(fault) + ticket.number);
  };
  while (!findings.full() && row.next()) {
    if (row.bytes(0) != ticket.number) {
      judge();
      ticket = {};
      ticket.number = row.text(0);
      ticket.status = tickets::status_from_name(row.bytes(1)).value_or(tickets::Status::kAccepted);
      ticket.first_message_at = row.instant(2);
      ticket.accepted_at = row.instant(3);
      events.clear();
    }
    events.push_back({row.integer(4), row.instant(5), row.text(6), row.text(7), row.text(8), row.text(9), row.text(10), row.text(11),
                      row.text(12), row.optional_instant(13)});
  }
  judge();
}

/// The audit log is the chain that its head names: whoever changes or removes an entry breaks it. Cutting off the newest entries
/// and writing the head anew is seen by the heads in the server's log only.
template <class Database>
void check_audit(Database& database, std::vector<Finding>& all) {
  constexpr std::int64_t kPage = 500;
  std::int64_t number = 0;
  std::string hash;
  for (std::vector<AuditEntry> page = audit_of(database.query(sql::kAuditBehind, number, kPage)); !page.empty();
       page = audit_of(database.query(sql::kAuditBehind, number, kPage))) {
    for (const AuditEntry& entry : page) {
      if (entry.number != number + 1 || entry.previous != hash ||
          entry.hash != audit_hash(entry.number, entry.said, entry.previous)) {
        all.push_back({"audit", "the audit log was changed at entry " + std::to_string(entry.number)});
        return;
      }
      number = entry.number;
      hash = entry.hash;
    }
  }
  auto head = database.query(sql::kAuditHead);
  if (!head.next() || head.integer(0) != number || head.bytes(1) != hash) {
    all.push_back({"audit", "the audit log ends at entry " + std::to_string(number) + ", which is not its head"});
  }
}

template <class Database>
void check_ticket_numbers(Database& database, std::vector<Finding>& all) {
  Findings findings(all);
  auto row = database.query(kTicketNumbers);
  while (!findings.full() && row.next()) {
    const std::string number = row.text(0);
    const auto parts = tickets::parse_number(number);
    if (!parts) {
      findings.add("I7", "a ticket's number is not one: " + number);
      continue;
    }
    auto serials = database.query(kSerials, parts->day);
    if (!serials.next() || serials.integer(0) < static_cast<std::int64_t>(parts->serial)) {
      findings.add("I7", "a ticket's serial was never reserved and may be given again: " + number);
    }
  }
}

template <class Database>
void check_exchanges(Database& database, std::vector<Finding>& all) {
  Findings findings(all);
  auto row = database.query(sql::kAllExchanges);
  std::string ticket, chain;
  std::int64_t sequence = 0;
  while (!findings.full() && row.next()) {
    const KeptExchange kept = exchange_of(row);
    if (kept.ticket != ticket) {
      ticket = kept.ticket;
      chain.clear();
      sequence = 0;
    }
    if (const std::string fault = fault_of(kept, sequence, chain); !fault.empty()) {
      findings.add("I8", fault + ": ticket " + kept.ticket + ", exchange " + std::to_string(kept.sequence));
    }
    sequence = kept.sequence;
    chain = kept.chain;
  }
}

}  // namespace detail

/// The checks whose words are the same for both engines.
template <class Database>
void run_shared_checks(Database& database, std::vector<Finding>& all) {
  run_checks(database, detail::kSharedChecks, all);
  detail::check_turn_columns(database, all);
  detail::check_ticket_moves(database, all);
  detail::check_folded_logs(database, all);
  detail::check_ticket_numbers(database, all);
  detail::check_audit(database, all);
  detail::check_exchanges(database, all);
}

}  // namespace storage
