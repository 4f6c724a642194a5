#include "storage/sqlite/verify.hpp"

#include <array>
#include <string>

#include "storage/roles/checks.hpp"
#include "storage/sqlite/readers.hpp"

namespace storage::sqlite {

namespace {

// A conversation's row may lag behind the turn log by the turns above meta.flushed_turn.
#define FLUSHED "(SELECT COALESCE((SELECT CAST(value AS INTEGER) FROM meta WHERE name = 'flushed_turn'), 0))"

// A store that came back from where retention drops months begins later.
#define KEPT_FROM "(SELECT COALESCE((SELECT CAST(value AS INTEGER) FROM meta WHERE name = 'turns_kept_from'), 0))"

constexpr std::array kChecks{
    Check{"I4", "turns are not numbered 1, 2, 3 … in conversation ",
          "SELECT conversation FROM turns GROUP BY conversation HAVING (MIN(sequence) <> 1 AND " KEPT_FROM " = 0)"
          " OR MAX(sequence) - MIN(sequence) + 1 <> COUNT(*) OR COUNT(DISTINCT sequence) <> COUNT(*)"},
    Check{"I4", "the chain of turns is broken at turn ",
          "SELECT t.id FROM turns t LEFT JOIN turns p ON p.id = t.prev WHERE (t.sequence = 1 AND t.prev <> 0) OR"
          " (t.prev = 0 AND t.sequence > 1 AND " KEPT_FROM " = 0) OR (t.prev <> 0 AND"
          " (p.id IS NULL OR p.conversation <> t.conversation OR p.sequence <> t.sequence - 1))"},
    Check{"I4", "the row does not end where the turns end in conversation ",
          "SELECT e.conversation FROM (SELECT conversation, MAX(sequence) AS version, MAX(id) AS last_turn FROM turns"
          " GROUP BY conversation) e LEFT JOIN heads h ON h.conversation = e.conversation"
          " WHERE (e.last_turn <= " FLUSHED
          " AND (h.version IS NULL OR h.version <> e.version OR h.last_turn <> e.last_turn))"
          " OR h.version > e.version"},
    Check{
        "I4", "a row without turns: conversation ",
        "SELECT h.conversation FROM heads h LEFT JOIN turns t ON t.id = h.last_turn AND t.conversation = h.conversation"
        " AND t.sequence = h.version WHERE t.id IS NULL"},
    Check{
        "I5", "two conversations with one driver; the second is ",
        "SELECT MAX(conversation) FROM turns WHERE prev = 0 GROUP BY channel, account, driver HAVING COUNT(*) > 1"},
    Check{"I5", "the row names another driver than the first turn: conversation ",
          "SELECT t.conversation FROM turns t LEFT JOIN conversations c ON c.id = t.conversation WHERE t.prev = 0"
          " AND ((c.id IS NULL AND t.id <= " FLUSHED ") OR c.channel <> t.channel OR c.account <> t.account"
          " OR c.driver <> t.driver)"},
    Check{"I7", "a ticket without the turn that made it: ",
          "SELECT k.number FROM tickets k LEFT JOIN turns t ON t.id = k.turn AND t.conversation = k.conversation"
          " WHERE t.id IS NULL AND k.turn >= " KEPT_FROM},
};
#undef FLUSHED
#undef KEPT_FROM

constexpr char kIntegrity[] = "PRAGMA integrity_check(20)";
constexpr char kForeignKeys[] = "PRAGMA foreign_key_check";
void check_engine(Database& database, std::vector<Finding>& all) {
  Query row = database.query(kIntegrity);
  while (row.next()) {
    if (row.bytes(0) != "ok") all.push_back({"file", row.text(0)});
  }
  Query orphan = database.query(kForeignKeys);
  Findings findings(all);
  while (!findings.full() && orphan.next()) findings.add("file", "a reference to nothing in table " + orphan.text(0));
}

}  // namespace

std::vector<Finding> verify(Database& database) {
  std::vector<Finding> all;
  const Snapshot moment(database);
  check_engine(database, all);
  if (!all.empty()) return all;  // nothing else can be believed
  run_checks(database, kChecks, all);
  run_shared_checks(database, all);
  return all;
}

}  // namespace storage::sqlite
