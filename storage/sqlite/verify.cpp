#include "storage/sqlite/verify.hpp"

#include <array>
#include <cstddef>
#include <string>

#include "storage/lines.hpp"
#include "storage/names.hpp"
#include "storage/sqlite/readers.hpp"
#include "tickets/number.hpp"

namespace storage::sqlite {

namespace {

constexpr std::size_t kFindingsOfOneKind = 20;

struct Check {
  const char* invariant;
  const char* says;  // followed by the first column of the row
  const char* sql;   // one row per violation
};

// A conversation's row may lag behind the turn log by the turns above meta.flushed_turn.
#define FLUSHED "(SELECT COALESCE((SELECT CAST(value AS INTEGER) FROM meta WHERE name = 'flushed_turn'), 0))"

constexpr std::array kChecks{
    Check{"I1", "a message was taken twice; second turn ",
          "SELECT id FROM (SELECT id, sequence, LAG(sequence) OVER (PARTITION BY conversation, inbound_key ORDER BY sequence)"
          " AS earlier FROM turns WHERE inbound_key <> '') WHERE sequence - earlier < 64"},
    Check{"I4", "turns are not numbered 1, 2, 3 … in conversation ",
          "SELECT conversation FROM turns GROUP BY conversation HAVING MIN(sequence) <> 1 OR MAX(sequence) <> COUNT(*)"
          " OR COUNT(DISTINCT sequence) <> COUNT(*)"},
    Check{"I4", "the chain of turns is broken at turn ",
          "SELECT t.id FROM turns t LEFT JOIN turns p ON p.id = t.prev WHERE (t.sequence = 1 AND t.prev <> 0) OR"
          " (t.sequence > 1 AND (p.id IS NULL OR p.conversation <> t.conversation OR p.sequence <> t.sequence - 1))"},
    Check{"I4", "the row does not end where the turns end in conversation ",
          "SELECT e.conversation FROM (SELECT conversation, MAX(sequence) AS version, MAX(id) AS last_turn FROM turns"
          " GROUP BY conversation) e LEFT JOIN heads h ON h.conversation = e.conversation"
          " WHERE (e.last_turn <= " FLUSHED " AND (h.version IS NULL OR h.version <> e.version OR h.last_turn <> e.last_turn))"
          " OR h.version > e.version"},
    Check{"I4", "a row without turns: conversation ",
          "SELECT h.conversation FROM heads h LEFT JOIN turns t ON t.id = h.last_turn AND t.conversation = h.conversation"
          " AND t.sequence = h.version WHERE t.id IS NULL"},
    Check{"I5", "two conversations with one driver; the second is ",
          "SELECT MAX(conversation) FROM turns WHERE sequence = 1 GROUP BY channel, account, driver HAVING COUNT(*) > 1"},
    Check{"I5", "the row names another driver than the first turn: conversation ",
          "SELECT t.conversation FROM turns t LEFT JOIN conversations c ON c.id = t.conversation WHERE t.sequence = 1"
          " AND ((c.id IS NULL AND t.id <= " FLUSHED ") OR c.channel <> t.channel OR c.account <> t.account"
          " OR c.driver <> t.driver)"},
    Check{"I7", "a ticket without the turn that made it: ",
          "SELECT k.number FROM tickets k LEFT JOIN turns t ON t.id = k.turn AND t.conversation = k.conversation"
          " WHERE t.id IS NULL"},
    Check{"I7", "a ticket without exactly one forward to its hotline: ",
          "SELECT k.number FROM tickets k WHERE (SELECT COUNT(*) FROM outbox o WHERE o.ticket = k.number AND o.ticket <> ''"
          " AND o.kind = 'forward' AND o.target = k.hotline) <> 1"},
    Check{"I7", "a forward of no ticket: outbox row ",
          "SELECT o.id FROM outbox o LEFT JOIN tickets k ON k.number = o.ticket WHERE o.kind = 'forward' AND k.id IS NULL"},
    Check{"I9", "an outbox row whose kind is not one of ours: ", "SELECT id FROM outbox WHERE kind NOT IN ('forward', 'message')"},
    Check{"I9", "an outbox row was settled without an attempt: ",
          "SELECT id FROM outbox WHERE state IN ('sending', 'unknown', 'delivered') AND attempt < 1"},
    Check{"I10", "an outbox row is being sent without a lease, or has one without being sent: ",
          "SELECT id FROM outbox WHERE (state = 'sending') <> (lease_token <> '')"},
    Check{"I14", "the log has gaps: ticket ",
          "SELECT k.number FROM tickets k LEFT JOIN ticket_events e ON e.ticket = k.id GROUP BY k.id, k.number, k.revision"
          " HAVING COUNT(e.sequence) <> k.revision OR MIN(e.sequence) <> 1 OR MAX(e.sequence) <> k.revision"},
    Check{"I14", "the log does not end in the ticket's status: ticket ",
          "SELECT k.number FROM tickets k LEFT JOIN ticket_events e ON e.ticket = k.id AND e.sequence = k.revision"
          " WHERE e.to_status IS NULL OR e.to_status <> k.status"},
};
#undef FLUSHED

constexpr char kTicketMoves[] =
    "SELECT k.number, e.from_status, e.to_status, COALESCE(p.to_status, '') FROM ticket_events e"
    " JOIN tickets k ON k.id = e.ticket LEFT JOIN ticket_events p ON p.ticket = e.ticket AND p.sequence = e.sequence - 1";
constexpr char kTicketNumbers[] = "SELECT number FROM tickets";
constexpr char kSerials[] = "SELECT reserved FROM serials WHERE day = $1";
constexpr char kIntegrity[] = "PRAGMA integrity_check(20)";
constexpr char kForeignKeys[] = "PRAGMA foreign_key_check";
constexpr char kTurnColumns[] = "SELECT id, kind, lines FROM turns";

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

void check_engine(Database& database, std::vector<Finding>& all) {
  Query row = database.query(kIntegrity);
  while (row.next()) {
    if (row.bytes(0) != "ok") all.push_back({"file", row.text(0)});
  }
  Query orphan = database.query(kForeignKeys);
  Findings findings(all);
  while (!findings.full() && orphan.next()) findings.add("file", "a reference to nothing in table " + orphan.text(0));
}

void check_turn_columns(Database& database, std::vector<Finding>& all) {
  Findings findings(all);
  Query row = database.query(kTurnColumns);
  while (!findings.full() && row.next()) {
    if (!turn_kind_from_name(row.bytes(1)) || !decode_lines(row.bytes(2))) {
      findings.add("file", "a turn cannot be read back: " + std::to_string(row.integer(0)));
    }
  }
}

void check_ticket_moves(Database& database, std::vector<Finding>& all) {
  Findings findings(all);
  Query row = database.query(kTicketMoves);
  while (!findings.full() && row.next()) {
    const std::string number = row.text(0);
    const auto from = tickets::status_from_name(row.bytes(1));
    const auto to = tickets::status_from_name(row.bytes(2));
    if (row.bytes(1) != row.bytes(3)) findings.add("I14", "the log jumps: ticket " + number);
    const bool allowed = to && (row.bytes(1).empty() || (from && (*from == *to || tickets::may_move(*from, *to))));
    if (!allowed) findings.add("I14", "a ticket moved as it may not: " + number);
  }
}

void check_ticket_numbers(Database& database, std::vector<Finding>& all) {
  Findings findings(all);
  Query row = database.query(kTicketNumbers);
  while (!findings.full() && row.next()) {
    const std::string number = row.text(0);
    const auto parts = tickets::parse_number(number);
    if (!parts) {
      findings.add("I7", "a ticket's number is not one: " + number);
      continue;
    }
    Query serials = database.query(kSerials, parts->day);
    if (!serials.next() || serials.integer(0) < static_cast<std::int64_t>(parts->serial)) {
      findings.add("I7", "a ticket's serial was never reserved and may be given again: " + number);
    }
  }
}

}  // namespace

std::vector<Finding> verify(Database& database) {
  std::vector<Finding> all;
  const Snapshot moment(database);
  check_engine(database, all);
  if (!all.empty()) return all;  // nothing else can be believed
  for (const Check& check : kChecks) {
    Findings findings(all);
    Query row = database.query(check.sql);
    while (!findings.full() && row.next()) findings.add(check.invariant, check.says + row.text(0));
  }
  check_turn_columns(database, all);
  check_ticket_moves(database, all);
  check_ticket_numbers(database, all);
  return all;
}

}  // namespace storage::sqlite
