#include "storage/postgres/verify.hpp"

#include <array>

#include "storage/roles/checks.hpp"

namespace storage::postgres {

namespace {

// Months of turns before this one may have been dropped (storage/postgres/partitions.hpp).
#define KEPT_FROM "COALESCE((SELECT value::bigint FROM meta WHERE name = 'turns_kept_from'), 0)"

constexpr std::array kChecks{
    Check{"I4", "turns are not numbered 1, 2, 3 … in conversation ",
          "SELECT conversation::text FROM turns GROUP BY conversation HAVING (MIN(sequence) <> 1 AND " KEPT_FROM " = 0)"
          " OR MAX(sequence) - MIN(sequence) + 1 <> COUNT(*) OR COUNT(DISTINCT sequence) <> COUNT(*)"},
    Check{"I4", "a later turn has a smaller id: turn ",
          "SELECT id::text FROM (SELECT id, sequence, LAG(sequence) OVER (PARTITION BY conversation ORDER BY id) AS "
          "earlier"
          " FROM turns) AS t WHERE sequence <= earlier"},
    Check{"I4", "the row does not end where the turns end in conversation ",
          "SELECT e.conversation::text FROM (SELECT conversation, MAX(sequence) AS version, MAX(id) AS last_turn FROM "
          "turns"
          " GROUP BY conversation) e LEFT JOIN heads h ON h.conversation = e.conversation"
          " WHERE h.version IS NULL OR h.version <> e.version OR h.last_turn <> e.last_turn"},
    Check{"I4", "a row without turns: conversation ",
          "SELECT h.conversation::text FROM heads h LEFT JOIN turns t ON t.conversation = h.conversation AND t.id = "
          "h.last_turn"
          " AND t.sequence = h.version WHERE t.id IS NULL AND h.last_turn >= " KEPT_FROM},
    Check{"I4", "nobody knows where it stands: conversation ",
          "SELECT c.id::text FROM conversations c LEFT JOIN heads h ON h.conversation = c.id WHERE h.conversation IS "
          "NULL"},
    Check{"I5", "two conversations with one driver; the second is ",
          "SELECT MAX(id)::text FROM conversations GROUP BY channel, account, driver HAVING COUNT(*) > 1"},
    Check{"I7", "a ticket without the turn that made it: ",
          "SELECT k.number FROM tickets k LEFT JOIN turns t ON t.conversation = k.conversation AND t.id = k.turn"
          " WHERE t.id IS NULL AND k.turn >= " KEPT_FROM},
    Check{"file", "a turn outside of its month: ", "SELECT id::text FROM turns_other"},
};
#undef KEPT_FROM

constexpr char kOneMoment[] = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY";
constexpr char kNoTimeout[] = "SET LOCAL statement_timeout = 0";

}  // namespace

std::vector<Finding> verify(Connection& connection) {
  std::vector<Finding> all;
  Transaction transaction(connection);
  connection.send(kOneMoment);
  connection.send(kNoTimeout);
  (void)connection.receive();
  run_checks(connection, kChecks, all);
  run_shared_checks(connection, all);
  transaction.commit();
  return all;
}

}  // namespace storage::postgres
