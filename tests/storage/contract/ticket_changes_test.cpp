// What a change may take along: the form, the forward that is still here, and the ticket itself.
#include <catch2/catch.hpp>

#include "tests/storage/contract/engine.hpp"
#include "tests/storage/contract/words.hpp"

using namespace contract;
using storage::OutboxState;
using tickets::Status;

namespace {

storage::TicketChange by_driver(const std::string& number, const std::string& action) {
  storage::TicketChange change;
  change.number = number;
  change.actor = "driver";
  change.action = action;
  return change;
}

void must_change(storage::Store& store, storage::TicketChange change) {
  const storage::Conversation now = must_load(store, "a");
  storage::TurnWrite turn = next_turn({now.id, now.last_turn, now.version}, "a", "");
  turn.ticket_changes.push_back(std::move(change));
  must_commit(store, std::move(turn));
}

}  // namespace

TEST_CASE("A change without a status leaves it, also on a ticket that was closed in between") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  const std::string number = open_ticket(*store, "a");
  storage::TicketChange closed = by_driver(number, "status");
  closed.to = Status::kClosed;
  must_change(*store, closed);
  must_change(*store, by_driver(number, "save_rating"));
  CHECK(store->tickets().find(number).value()->status == Status::kClosed);
  CHECK(store->tickets().log(number)->back().to == "closed");
  CHECK(findings(*store) == "");
}

TEST_CASE("A change may replace the whole form, and an empty form is a form") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  const std::string number = open_ticket(*store, "a");
  storage::TicketChange change = by_driver(number, "append_evidence");
  change.form = {{"content", "货主拖欠运费\n补充：有回单"}, {"evidence", "m1,m2"}};
  must_change(*store, change);
  CHECK(store->tickets().find(number).value()->form == *change.form);
  change.form.emplace();
  must_change(*store, change);
  CHECK(store->tickets().find(number).value()->form.empty());
  change.form.reset();
  must_change(*store, change);
  CHECK(store->tickets().find(number).value()->form.empty());
  CHECK(findings(*store) == "");
}

TEST_CASE("A forward that was never tried carries what the ticket says now") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  const std::string number = open_ticket(*store, "a");
  storage::TicketChange change = by_driver(number, "append_evidence");
  change.forward_payload = "{\"now\":true}";
  must_change(*store, change);
  const auto rows = claim_forwards(*store, "12345", kNow);
  REQUIRE(rows.size() == 1);
  CHECK(rows[0].payload == change.forward_payload);
}

TEST_CASE("A forward that was tried once keeps what it carried, for the second attempt must say the same") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  const std::string number = open_ticket(*store, "a");
  const auto tried = claim_forwards(*store, "12345", kNow);
  REQUIRE(tried.size() == 1);
  storage::Settlement later = settlement_of(tried[0], OutboxState::kPending);
  later.due = base::UnixMs{kNow};
  REQUIRE(store->outbox().settle(later).ok());
  storage::TicketChange change = by_driver(number, "append_evidence");
  change.forward_payload = "{\"now\":true}";
  must_change(*store, change);
  const auto rows = claim_forwards(*store, "12345", kNow);
  REQUIRE(rows.size() == 1);
  CHECK(rows[0].payload == tried[0].payload);
}

TEST_CASE("A forward of another ticket keeps its payload and its place") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  const std::string number = open_ticket(*store, "a");
  open_ticket(*store, "b");
  storage::TicketChange change = by_driver(number, "withdraw_ticket");
  change.to = Status::kWithdrawn;
  change.forward_payload = "{}";
  must_change(*store, change);
  const auto rows = claim_forwards(*store, "12345", kNow);
  REQUIRE(rows.size() == 1);
  CHECK(rows[0].ticket != number);
  CHECK(rows[0].payload != "{}");
}

TEST_CASE("A ticket withdrawn before its forward was tried is never sent") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  const std::string number = open_ticket(*store, "a");
  storage::TicketChange change = by_driver(number, "withdraw_ticket");
  change.to = Status::kWithdrawn;
  must_change(*store, change);
  CHECK(store->tickets().find(number).value()->status == Status::kWithdrawn);
  CHECK(claim_forwards(*store, "12345", kNow).empty());
  CHECK(count_of(*store, OutboxState::kDead) == 1);
  CHECK(count_of(*store, OutboxState::kPending) == 0);
  CHECK(findings(*store) == "");
}

TEST_CASE("A ticket withdrawn while its forward is on the way stays withdrawn when the receipt comes") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  const std::string number = open_ticket(*store, "a");
  const auto rows = claim_forwards(*store, "12345", kNow);
  REQUIRE(rows.size() == 1);
  storage::TicketChange change = by_driver(number, "withdraw_ticket");
  change.to = Status::kWithdrawn;
  must_change(*store, change);
  CHECK(count_of(*store, OutboxState::kSending) == 1);
  storage::Settlement delivered = settlement_of(rows[0], OutboxState::kDelivered);
  storage::TicketChange receipt = by_driver(number, "dispatched");
  receipt.to = Status::kDispatched;
  receipt.external_number = "X1";
  delivered.ticket_changes.push_back(receipt);
  REQUIRE(store->outbox().settle(delivered).ok());
  CHECK(store->tickets().find(number).value()->status == Status::kWithdrawn);
  CHECK(store->tickets().find(number).value()->external_number == "X1");
  CHECK(findings(*store) == "");
}

TEST_CASE("A closed ticket is accepted once more as the same ticket, and may be closed again") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  const std::string number = open_ticket(*store, "a");
  storage::TicketChange change = by_driver(number, "status");
  for (const Status to : {Status::kClosed, Status::kAccepted, Status::kInHand, Status::kClosed}) {
    change.to = to;
    must_change(*store, change);
    CHECK(store->tickets().find(number).value()->status == to);
  }
  CHECK(store->tickets().log(number)->size() == 5);
  CHECK(findings(*store) == "");
}

TEST_CASE("A withdrawn ticket is not withdrawn twice, and nothing moves it") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  const std::string number = open_ticket(*store, "a");
  storage::TicketChange change = by_driver(number, "status");
  for (const Status to : {Status::kWithdrawn, Status::kWithdrawn, Status::kAccepted, Status::kDispatched, Status::kClosed}) {
    change.to = to;
    must_change(*store, change);
    CHECK(store->tickets().find(number).value()->status == Status::kWithdrawn);
  }
}
