// The statements that workers repeat must stay cheap however much is stored: SQLite is asked how it would run them.
#include <catch2/catch.hpp>
#include <string>

#include "storage/roles/lists_sql.hpp"
#include "storage/sql.hpp"
#include "storage/sqlite/database.hpp"
#include "tests/storage/sqlite/sqlite_folder.hpp"

using Catch::Contains;
using test::SqliteFolder;

namespace {

std::string plan_of(const std::string& statement) {
  SqliteFolder folder;
  { const auto store = folder.must_open(); }
  return folder.rows("EXPLAIN QUERY PLAN " + statement);
}

}  // namespace

TEST_CASE("Claims use the partial indexes of what is due and what is unfinished") {
  const std::string plan = plan_of(storage::sql::kClaimable);
  CHECK_THAT(plan, Contains("outbox_due (kind=? AND target=? AND due<?)"));
  CHECK_THAT(plan, Contains("outbox_unfinished (kind=? AND order_group=? AND rowid<?)") ||
                       Contains("outbox_unfinished (kind=? AND order_group=? AND id<?)"));
  CHECK_THAT(plan, !Contains("TEMP B-TREE"));
  CHECK_THAT(plan, !Contains("SCAN"));
}

TEST_CASE("Whether something is due or a lease has expired is read from the index of just that") {
  CHECK_THAT(plan_of(storage::sql::kSomeDue), Contains("outbox_due (kind=? AND target=? AND due<?)"));
  CHECK_THAT(plan_of(storage::sql::kSomeDue), Contains("outbox_due (kind=? AND target=? AND due>?)"));
  CHECK_THAT(plan_of(storage::sql::kBringNear), Contains("outbox_due (kind=? AND target=? AND due>?)"));
  CHECK_THAT(plan_of(storage::sql::kSomeLeaseExpired), Contains("outbox_leased (lease_until<?)"));
}

TEST_CASE("A statement that meets a partial index is not compiled anew for what is bound to it") {
  SqliteFolder folder;
  { const auto store = folder.must_open(); }
  storage::sqlite::Database database(folder.options.path, "", storage::sqlite::Database::Access::kReadWrite);
  database.harden();
  for (const char* kind : {"forward", "message", "forward", "alert"}) {
    CHECK_FALSE(database.query(storage::sql::kClaimable, std::string_view(kind), std::string_view("12328"), base::UnixMs{1}, 10).next());
    CHECK_FALSE(database.query(storage::sql::kSomeDue, std::string_view(kind), std::string_view("12328"), base::UnixMs{1}, base::UnixMs{2}).next());
    CHECK_FALSE(database.query(storage::sql::kHolderOfReceipt, std::string_view("12328"), std::string_view(kind)).next());
  }
  CHECK(database.prepared_again() == 0);
}

TEST_CASE("Whose a receipt is is read from the index of receipts, however much was delivered") {
  for (const char* statement : {storage::sql::kHolderOfReceipt, storage::sql::kTemplateSent}) {
    INFO(statement);
    CHECK_THAT(plan_of(statement), Contains("outbox_receipts (target=? AND receipt=? AND kind=? AND state=?)"));
  }
  CHECK_THAT(plan_of(storage::sql::kHolderOfNumber), Contains("tickets_external (hotline=? AND external_number=?)"));
}

TEST_CASE("Due timers, expired leases, open tasks and a ticket's look-ups never scan a table") {
  for (const char* statement :
       {storage::sql::kDueHeads, storage::sql::kExpireLeases, storage::sql::kOpenTasks, storage::sql::kTicketOfExternal, storage::sql::kHolderOfReceipt, storage::sql::kSomeLookDue, storage::sql::kDueLooks,
        storage::sql::kSomeDue, storage::sql::kSomeLeaseExpired,
        storage::sql::kTicketsOfConversation, storage::sql::kTicketsBefore, storage::sql::kTicketLog, storage::sql::kTurn,
        storage::sql::kTurnsBehind, storage::sql::kConversationOfKey, storage::sql::kHead}) {
    INFO(statement);
    const std::string plan = plan_of(statement);
    CHECK_THAT(plan, Contains("SEARCH"));
    CHECK_THAT(plan, !Contains("TEMP B-TREE"));
  }
}

TEST_CASE("The list of conversations reads its page from an index, whatever it is asked for and however many there are") {
  const std::string plan = plan_of(storage::sql::kFittingHeads);
  CHECK_THAT(plan, Contains("COVERING INDEX heads_latest (last_turn>? AND last_turn<?)"));
  CHECK_THAT(plan, Contains("COVERING INDEX tickets_matter (conversation=?"));
  CHECK_THAT(plan, !Contains("TEMP B-TREE"));
  CHECK_THAT(plan_of(storage::sql::kHeadFarBehind), Contains("COVERING INDEX heads_latest (last_turn<?)"));
}

TEST_CASE("Tickets that do not fit are passed over in an index; those that are due or open are found in one of their own") {
  const std::string all = plan_of(storage::sql::kFittingTickets);
  CHECK_THAT(all, Contains("COVERING INDEX tickets_rows"));
  CHECK_THAT(plan_of(storage::sql::kFittingOpenTickets), Contains("tickets_open"));
  CHECK_THAT(plan_of(storage::sql::kFittingDueTickets), Contains("COVERING INDEX tickets_open") || Contains("tickets_clock (clock_due"));
  CHECK_THAT(plan_of(storage::sql::kCountOpenTickets), Contains("COVERING INDEX tickets_open"));
  CHECK_THAT(plan_of(storage::sql::kCountTakenTickets), Contains("SEARCH t") && Contains("(conversation=?"));
}
