// verify() must find what is broken: each invariant is broken once by hand.
#include <catch2/catch.hpp>

#include "storage/accounts.hpp"
#include "storage/sqlite/database.hpp"
#include "tests/storage/contract/words.hpp"
#include "tests/storage/sqlite/sqlite_folder.hpp"

using Catch::Contains;
using test::SqliteFolder;

namespace {

/// Two conversations, one with a ticket that was dispatched.
void fill(SqliteFolder& folder) {
  const auto store = folder.must_open();
  contract::talk(*store, "a", 3);
  const std::string number = contract::open_ticket(*store, "b");
  const auto rows = contract::claim_forwards(*store, "12345", contract::kNow);
  storage::Settlement settlement = contract::settlement_of(rows.front(), storage::OutboxState::kDelivered);
  settlement.ticket_changes.push_back({number, 0, tickets::Status::kDispatched, "S1", "hotline:12345", "dispatched", ""});
  REQUIRE(store->outbox().settle(settlement).ok());
}

std::string findings_after(const std::string& damage) {
  SqliteFolder folder;
  fill(folder);
  folder.sql("PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON; " + damage);
  const auto store = folder.must_open();
  return contract::findings(*store);
}

}  // namespace

TEST_CASE("An undamaged file has no findings") { CHECK(findings_after("SELECT 1") == ""); }

TEST_CASE("A message taken twice is found") {
  CHECK_THAT(findings_after("UPDATE turns SET inbound_key = 'a-1' WHERE inbound_key = 'a-3'"), Contains("I1:"));
}

TEST_CASE("A gap in the turns is found") {
  CHECK_THAT(findings_after("DELETE FROM turns WHERE inbound_key = 'a-2'"), Contains("I4: turns are not numbered"));
}

TEST_CASE("A broken chain is found") {
  CHECK_THAT(findings_after("UPDATE turns SET prev = id WHERE inbound_key = 'a-3'"), Contains("I4: the chain"));
}

TEST_CASE("A row that is not where its turns end is found") {
  CHECK_THAT(findings_after("UPDATE heads SET version = 2, last_turn = 2 WHERE conversation = 1"),
             Contains("I4: the row does not end"));
  CHECK_THAT(findings_after("DELETE FROM heads WHERE conversation = 1"), Contains("I4: the row does not end"));
  CHECK_THAT(findings_after("UPDATE heads SET last_turn = 999 WHERE conversation = 1"), Contains("I4: a row without turns"));
}

TEST_CASE("Two conversations of one driver are found") {
  CHECK_THAT(findings_after("UPDATE turns SET driver = 'a' WHERE driver = 'b'"), Contains("I5: two conversations"));
  CHECK_THAT(findings_after("UPDATE conversations SET driver = 'c' WHERE driver = 'b'"), Contains("I5: the row names another"));
}

TEST_CASE("A ticket without its turn, without its forward or with a number that is none is found") {
  CHECK_THAT(findings_after("UPDATE tickets SET conversation = 1"), Contains("I7: a ticket without the turn"));
  CHECK_THAT(findings_after("DELETE FROM outbox"), Contains("I7: a ticket whose newest forward"));
  CHECK_THAT(findings_after("UPDATE outbox SET target = '12328'"), Contains("I7: a ticket whose newest forward"));
  CHECK_THAT(findings_after("UPDATE outbox SET ticket = 'x'"), Contains("I7: a forward of no ticket"));
  CHECK_THAT(findings_after("UPDATE tickets SET number = 'JN0'; UPDATE outbox SET ticket = 'JN0'"),
             Contains("I7: a ticket's number is not one"));
  CHECK_THAT(findings_after("DELETE FROM serials"), Contains("may be given again"));
}

TEST_CASE("An outbox row that cannot have come about is found") {
  CHECK_THAT(findings_after("UPDATE outbox SET attempt = 0"), Contains("I9: an outbox row was settled without"));
  CHECK_THAT(findings_after("UPDATE outbox SET kind = 'pigeon'"), Contains("I9: an outbox row whose kind"));
  CHECK_THAT(findings_after("UPDATE outbox SET lease_token = 'x'"), Contains("I10:") || Contains("file:"));
}

TEST_CASE("An exchange that was changed, taken out or made up is found; erased bytes are not a fault") {
  CHECK_THAT(findings_after("UPDATE exchanges SET number = 'another'"), Contains("I8: the chain is broken"));
  CHECK_THAT(findings_after("UPDATE exchanges SET began = began + 1"), Contains("I8: the chain is broken"));
  CHECK_THAT(findings_after("UPDATE exchanges SET sent = CAST('other' AS BLOB)"), Contains("I8: what was sent is not"));
  CHECK_THAT(findings_after("UPDATE exchanges SET sequence = 2"), Contains("I8: an exchange is missing"));
  CHECK_THAT(findings_after("DELETE FROM exchanges"), Contains("I8: a forward is delivered without"));
  CHECK_THAT(findings_after("UPDATE outbox SET receipt = 'another' WHERE state = 'delivered'"), Contains("I8: a forward is delivered without"));
  CHECK(findings_after("UPDATE exchanges SET sent = CAST('' AS BLOB), answer = CAST('' AS BLOB)").empty());
}

TEST_CASE("Two live forwards of one ticket are found") {
  CHECK_THAT(findings_after("UPDATE outbox SET state = 'parked' WHERE kind = 'forward';"
                            "INSERT INTO outbox (kind, target, order_group, key, conversation, ticket, driver, state, attempt,"
                            " created, due, lease_token, lease_until, receipt, last_error, payload)"
                            " SELECT kind, target, order_group, 'another', conversation, ticket, driver, state, attempt, created,"
                            " due, lease_token, lease_until, receipt, last_error, payload FROM outbox WHERE kind = 'forward'"),
             Contains("I7: a ticket with more than one live forward"));
}

TEST_CASE("A ticket's log that does not lead to its status is found") {
  CHECK_THAT(findings_after("UPDATE tickets SET status = 'closed'"), Contains("I14: the log does not end"));
  CHECK_THAT(findings_after("DELETE FROM ticket_events WHERE sequence = 1"), Contains("I14: the log has gaps"));
  CHECK_THAT(findings_after("UPDATE ticket_events SET from_status = 'closed' WHERE sequence = 2"),
             Contains("I14: the log jumps"));
  CHECK_THAT(findings_after("UPDATE ticket_events SET to_status = 'closed' WHERE sequence = 1;"
                            "UPDATE ticket_events SET from_status = 'closed' WHERE sequence = 2"),
             Contains("I14: a ticket moved as it may not"));
}

TEST_CASE("A ticket whose log folds to another end than its status is found") {
  CHECK_THAT(findings_after("UPDATE ticket_events SET act = 'told' WHERE sequence = 2"), Contains("I14: the log ends closed, the ticket is not"));
  CHECK_THAT(findings_after("UPDATE ticket_events SET act = 'withdrawn' WHERE sequence = 2"),
             Contains("I14: the log ends withdrawn, the ticket is not"));
  CHECK_THAT(findings_after("UPDATE ticket_events SET act = 'merged' WHERE sequence = 2"), Contains("I14: the log ends merged, the ticket is not"));
}

TEST_CASE("A turn whose columns cannot be read back is found") {
  CHECK_THAT(findings_after("UPDATE turns SET lines = x'99' WHERE inbound_key = 'a-2'"), Contains("cannot be read back"));
  CHECK_THAT(findings_after("UPDATE turns SET kind = 'song' WHERE inbound_key = 'a-2'"), Contains("cannot be read back"));
}

TEST_CASE("Nobody changes or deletes an entry of the audit log, and whoever forces it is found") {
  SqliteFolder folder;
  {
    const auto store = folder.must_open();
    for (const char* action : {"a", "b", "c"}) {
      REQUIRE(store->accounts().append({.actor = "x", .role = "operator", .action = action, .object = "", .note = "", .request = "", .at = {1}}).ok());
    }
    CHECK(store->verify()->empty());
  }
  storage::sqlite::Database writer(folder.options.path, "", storage::sqlite::Database::Access::kReadWrite);
  CHECK_THROWS_AS(writer.script("DELETE FROM audit WHERE number = 3"), storage::sqlite::SqlFailure);
  CHECK_THROWS_AS(writer.script("UPDATE audit SET actor = 'y'"), storage::sqlite::SqlFailure);
  writer.script("DROP TRIGGER audit_stands; UPDATE audit SET actor = 'y' WHERE number = 2");
  const auto store = folder.must_open();
  const auto found = store->verify().value();
  REQUIRE(found.size() == 1);
  CHECK(found.front().text == "the audit log was changed at entry 2");
}
