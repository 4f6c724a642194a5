#include <catch2/catch.hpp>
#include <set>

#include "tests/storage/contract/engine.hpp"
#include "tests/storage/contract/words.hpp"

using namespace contract;
using base::ErrorCode;
using storage::Committed;
using storage::OutboxKind;
using storage::OutboxRow;
using storage::OutboxState;

namespace {

Committed send_message(storage::Store& store, const std::string& driver, const std::string& key) {
  const auto known = store.turns().load(key_of(driver));
  REQUIRE(known.ok());
  storage::TurnWrite turn = *known ? next_turn({(*known)->id, (*known)->last_turn, (*known)->version}, driver, "")
                                   : first_turn(driver, "");
  turn.messages.push_back(new_message(key, "text of " + key));
  return must_commit(store, std::move(turn));
}

std::vector<OutboxRow> claim_messages(storage::Store& store, std::int64_t now, std::size_t rows_max = 10) {
  auto rows = store.outbox().claim(OutboxKind::kMessage, "wechat/demo", {now}, base::seconds(60), rows_max);
  REQUIRE(rows.ok());
  return std::move(*rows);
}

}  // namespace

TEST_CASE("A forward is claimed with all that sending it needs") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  storage::TurnWrite turn = first_turn("a", "m1");
  turn.tickets.push_back(new_ticket(*store, "12328"));
  const storage::NewTicket given = turn.tickets.front();
  const Committed first = must_commit(*store, turn);
  const auto rows = claim_forwards(*store, "12328", kNow);
  REQUIRE(rows.size() == 1);
  const OutboxRow& row = rows.front();
  CHECK(row.kind == OutboxKind::kForward);
  CHECK(row.target == "12328");
  CHECK(row.group == given.ticket.number);
  CHECK(row.key == given.forward_key);
  CHECK(row.payload == given.forward_payload);
  CHECK(row.conversation == first.conversation);
  CHECK(row.ticket == given.ticket.number);
  CHECK(row.attempt == 1);
  CHECK(row.created == base::UnixMs{kNow});
  CHECK(row.due == base::UnixMs{kNow});
  CHECK(row.lease_token.size() == 32);
  CHECK_FALSE(row.was_unknown);
  CHECK(row.last_error.empty());
}

TEST_CASE("A message is claimed with its receiver and its text") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  const Committed sent = send_message(*store, "a", "k1");
  const auto rows = claim_messages(*store, kNow);
  REQUIRE(rows.size() == 1);
  CHECK(rows.front().kind == OutboxKind::kMessage);
  CHECK(rows.front().driver == "driver");
  CHECK(rows.front().payload == "text of k1");
  CHECK(rows.front().conversation == sent.conversation);
  CHECK(rows.front().ticket.empty());
}

TEST_CASE("A row is not claimed before it is due, nor under another kind or target") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  open_ticket(*store, "a", "12345");
  CHECK(claim_forwards(*store, "12345", kNow - 1).empty());
  CHECK(claim_forwards(*store, "12328", kNow).empty());
  CHECK(store->outbox().claim(OutboxKind::kMessage, "12345", {kNow}, base::seconds(60), 10)->empty());
  CHECK(claim_forwards(*store, "12345", kNow).size() == 1);
}

TEST_CASE("What was dated by a clock ten years ahead leaves when the clock is right, and what waits behind it too") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  const std::int64_t years_ahead = kNow + base::days(3653).count;
  storage::TurnWrite turn = first_turn("a", "");
  turn.messages.push_back(new_message("m1", "said with the clock ahead"));
  turn.messages.back().due = {years_ahead};
  must_commit(*store, std::move(turn));
  send_message(*store, "a", "m2");
  const auto rows = claim_messages(*store, kNow);
  REQUIRE(keys_of(rows) == Keys{"m1"});
  CHECK(rows.front().due.count == kNow);
  REQUIRE(store->outbox().settle(settlement_of(rows.front(), OutboxState::kDelivered)).ok());
  CHECK(keys_of(claim_messages(*store, kNow)) == Keys{"m2"});
}

TEST_CASE("What is put off by a day is not taken for a clock's mistake") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  storage::TurnWrite turn = first_turn("a", "");
  turn.messages.push_back(new_message("m1", "tomorrow"));
  turn.messages.back().due = {kNow + base::days(1).count};
  must_commit(*store, std::move(turn));
  CHECK(claim_messages(*store, kNow).empty());
  CHECK(claim_messages(*store, kNow + base::days(1).count).size() == 1);
}

TEST_CASE("A leased row is not claimed again") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  open_ticket(*store, "a");
  CHECK(claim_forwards(*store, "12345", kNow).size() == 1);
  CHECK(claim_forwards(*store, "12345", kNow + 1'000'000).empty());
}

TEST_CASE("No more rows are claimed than asked for, those due first come first") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  Keys expected;
  for (int i = 5; i > 0; --i) {
    storage::TurnWrite turn = first_turn("d" + std::to_string(i), "m1");
    turn.messages.push_back(new_message("k" + std::to_string(i), "t"));
    turn.messages.front().due = {kNow - i};
    must_commit(*store, turn);
    expected.push_back("k" + std::to_string(i));
  }
  Keys claimed = keys_of(claim_messages(*store, kNow, 2));
  CHECK(claimed == Keys{"k5", "k4"});
  claimed = keys_of(claim_messages(*store, kNow, 10));
  CHECK(claimed == Keys{"k3", "k2", "k1"});
}

TEST_CASE("Within a conversation only the oldest unfinished message can be leased") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  for (const char* key : {"k1", "k2", "k3"}) send_message(*store, "a", key);
  send_message(*store, "b", "other");
  auto rows = claim_messages(*store, kNow);
  CHECK(keys_of(rows) == Keys{"k1", "other"});
  CHECK(claim_messages(*store, kNow).empty());
  REQUIRE(store->outbox().settle(settlement_of(rows[0], OutboxState::kDelivered)).ok());
  rows = claim_messages(*store, kNow);
  CHECK(keys_of(rows) == Keys{"k2"});
}

TEST_CASE("Two messages of one turn leave in their order") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  storage::TurnWrite turn = first_turn("a", "m1");
  turn.messages = {new_message("k1", "1"), new_message("k2", "2")};
  turn.messages[0].due = {kNow + 500};
  must_commit(*store, turn);
  CHECK(claim_messages(*store, kNow).empty());
  auto rows = claim_messages(*store, kNow + 500);
  CHECK(keys_of(rows) == Keys{"k1"});
}

TEST_CASE("A row that is tried again or is not known keeps its group waiting; a parked one too") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  for (const char* key : {"k1", "k2"}) send_message(*store, "a", key);
  for (const OutboxState state : {OutboxState::kPending, OutboxState::kUnknown}) {
    auto rows = claim_messages(*store, kNow);
    CHECK(keys_of(rows) == Keys{"k1"});
    storage::Settlement later = settlement_of(rows.front(), state);
    later.due = {kNow + 10};
    REQUIRE(store->outbox().settle(later).ok());
    CHECK(claim_messages(*store, kNow + 9).empty());
    const auto again = claim_messages(*store, kNow + 10);
    CHECK(keys_of(again) == Keys{"k1"});
    later = settlement_of(again.front(), OutboxState::kPending);
    REQUIRE(store->outbox().settle(later).ok());
  }
  const auto rows = claim_messages(*store, kNow);
  REQUIRE(rows.size() == 1);
  REQUIRE(store->outbox().settle(settlement_of(rows.front(), OutboxState::kParked)).ok());
  CHECK(claim_messages(*store, kNow + 1'000'000).empty());
}

TEST_CASE("A dead row does not keep its group waiting") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  for (const char* key : {"k1", "k2"}) send_message(*store, "a", key);
  const auto rows = claim_messages(*store, kNow);
  REQUIRE(store->outbox().settle(settlement_of(rows.front(), OutboxState::kDead)).ok());
  CHECK(keys_of(claim_messages(*store, kNow)) == Keys{"k2"});
}

TEST_CASE("Every attempt is counted and told the last one's error") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  open_ticket(*store, "a");
  for (int attempt = 1; attempt <= 4; ++attempt) {
    const auto rows = claim_forwards(*store, "12345", kNow);
    REQUIRE(rows.size() == 1);
    CHECK(rows.front().attempt == attempt);
    CHECK(rows.front().last_error == (attempt == 1 ? "" : "refused_503"));
    storage::Settlement settlement = settlement_of(rows.front(), OutboxState::kPending);
    settlement.error_code = "refused_503";
    REQUIRE(store->outbox().settle(settlement).ok());
  }
}

TEST_CASE("A row whose outcome is not known says so with the next claim, until it is proved absent") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  open_ticket(*store, "a");
  auto rows = claim_forwards(*store, "12345", kNow);
  REQUIRE(store->outbox().settle(settlement_of(rows.front(), OutboxState::kUnknown)).ok());
  rows = claim_forwards(*store, "12345", kNow);
  REQUIRE(rows.size() == 1);
  CHECK(rows.front().was_unknown);
  REQUIRE(store->outbox().settle(settlement_of(rows.front(), OutboxState::kPending)).ok());
  rows = claim_forwards(*store, "12345", kNow);
  CHECK_FALSE(rows.front().was_unknown);
}

TEST_CASE("Lease tokens are never used twice") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  open_ticket(*store, "a");
  std::set<std::string> tokens;
  for (int i = 0; i < 50; ++i) {
    const auto rows = claim_forwards(*store, "12345", kNow);
    REQUIRE(rows.size() == 1);
    CHECK(tokens.insert(rows.front().lease_token).second);
    REQUIRE(store->outbox().settle(settlement_of(rows.front(), OutboxState::kPending)).ok());
  }
}

TEST_CASE("A settlement with a wrong, an old or no token is refused and writes nothing") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  const std::string number = open_ticket(*store, "a");
  const auto rows = claim_forwards(*store, "12345", kNow);
  storage::Settlement wrong = settlement_of(rows.front(), OutboxState::kDelivered);
  wrong.lease_token = std::string(32, '0');
  wrong.ticket_changes.push_back({number, 0, tickets::Status::kDispatched, "S1", "hotline:12345", "dispatched", ""});
  wrong.tasks.push_back({"dead_forward", "why", ""});
  auto refused = store->outbox().settle(wrong);
  CHECK(refused.error().code == ErrorCode::kConflict);
  wrong.lease_token.clear();
  CHECK_FALSE(store->outbox().settle(wrong).ok());
  CHECK(store->tickets().find(number).value()->revision == 1);
  CHECK(store->desk().open_tasks(0, 10)->empty());
  const storage::Settlement right = settlement_of(rows.front(), OutboxState::kDelivered);
  REQUIRE(store->outbox().settle(right).ok());
  CHECK(store->outbox().settle(right).error().code == ErrorCode::kConflict);
}

TEST_CASE("A settlement cannot leave a row being sent") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  open_ticket(*store, "a");
  const auto rows = claim_forwards(*store, "12345", kNow);
  CHECK(store->outbox().settle(settlement_of(rows.front(), OutboxState::kSending)).error().code == ErrorCode::kInvalid);
}

TEST_CASE("A delivery, the ticket's change and a task are one settlement") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  const std::string number = open_ticket(*store, "a");
  const auto rows = claim_forwards(*store, "12345", kNow);
  storage::Settlement settlement = settlement_of(rows.front(), OutboxState::kDelivered);
  settlement.receipt = "S-9";
  settlement.exchange = exchange_with("S-9");
  settlement.ticket_changes.push_back(
      {number, 0, tickets::Status::kDispatched, "S-9", "hotline:12345", "dispatched", "receipt"});
  settlement.tasks.push_back({"urgent", "call the driver", ""});
  REQUIRE(store->outbox().settle(settlement).ok());
  const auto ticket = store->tickets().find(number);
  CHECK((*ticket)->status == tickets::Status::kDispatched);
  CHECK((*ticket)->external_number == "S-9");
  const auto tasks = store->desk().open_tasks(0, 10);
  REQUIRE(tasks->size() == 1);
  CHECK(tasks->front().ticket == number);
  CHECK(tasks->front().conversation == (*ticket)->conversation);
  CHECK(count_of(*store, OutboxState::kDelivered) == 1);
  CHECK(findings(*store) == "");
}

TEST_CASE("A settlement whose ticket change is refused keeps its lease") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  const std::string number = open_ticket(*store, "a");
  const auto rows = claim_forwards(*store, "12345", kNow);
  storage::Settlement settlement = settlement_of(rows.front(), OutboxState::kDelivered);
  settlement.ticket_changes.push_back({number, 99, tickets::Status::kDispatched, "S", "hotline:12345", "dispatched", ""});
  CHECK_FALSE(store->outbox().settle(settlement).ok());
  CHECK(count_of(*store, OutboxState::kSending) == 1);
  settlement.ticket_changes.clear();
  CHECK(store->outbox().settle(settlement).ok());
}

TEST_CASE("A lease that ran out makes the row unknown and due at once, and its holder a zombie") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  open_ticket(*store, "a");
  const auto zombie = claim_forwards(*store, "12345", kNow);
  CHECK(*store->outbox().expire_leases({kNow + 59'999}) == 0);
  CHECK(*store->outbox().expire_leases({kNow + 60'000}) == 1);
  CHECK(*store->outbox().expire_leases({kNow + 60'000}) == 0);
  CHECK(count_of(*store, OutboxState::kUnknown) == 1);
  CHECK(store->outbox().settle(settlement_of(zombie.front(), OutboxState::kDelivered)).error().code == ErrorCode::kConflict);
  const auto rows = claim_forwards(*store, "12345", kNow + 60'000);
  REQUIRE(rows.size() == 1);
  CHECK(rows.front().was_unknown);
  CHECK(rows.front().attempt == 2);
  CHECK(store->outbox().settle(settlement_of(zombie.front(), OutboxState::kDead)).error().code == ErrorCode::kConflict);
  CHECK(store->outbox().settle(settlement_of(rows.front(), OutboxState::kDelivered)).ok());
}

TEST_CASE("A lease that ran out unnoticed can still be settled by its holder") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  open_ticket(*store, "a");
  const auto rows = claim_forwards(*store, "12345", kNow);
  engine->clock.advance(base::hours(1));
  CHECK(store->outbox().settle(settlement_of(rows.front(), OutboxState::kDelivered)).ok());
}

TEST_CASE("Delivered is the end: such a row is never claimed or expired") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  open_ticket(*store, "a");
  const auto rows = claim_forwards(*store, "12345", kNow);
  REQUIRE(store->outbox().settle(settlement_of(rows.front(), OutboxState::kDelivered)).ok());
  CHECK(claim_forwards(*store, "12345", kNow + 1'000'000'000).empty());
  CHECK(*store->outbox().expire_leases({kNow + 1'000'000'000}) == 0);
  CHECK(count_of(*store, OutboxState::kDelivered) == 1);
}

TEST_CASE("A message key that is taken refuses the whole turn") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  send_message(*store, "a", "k1");
  storage::TurnWrite turn = first_turn("b", "m1");
  turn.messages = {new_message("k2", "t"), new_message("k1", "t")};
  CHECK(commit(*store, turn).error().code == ErrorCode::kConflict);
  CHECK(keys_of(claim_messages(*store, kNow)) == Keys{"k1"});
}

TEST_CASE("Claims, leases and settlements survive a kill") {
  const auto engine = ENGINE_UNDER_TEST();
  auto store = engine->open();
  for (const char* driver : {"a", "b", "c"}) open_ticket(*store, driver);
  const auto rows = claim_forwards(*store, "12345", kNow, 2);
  REQUIRE(rows.size() == 2);
  REQUIRE(store->outbox().settle(settlement_of(rows[0], OutboxState::kDelivered)).ok());
  engine->remember_as_killed();
  store.reset();
  store = engine->open();
  CHECK(count_of(*store, OutboxState::kDelivered) == 1);
  CHECK(count_of(*store, OutboxState::kSending) == 1);
  CHECK(count_of(*store, OutboxState::kPending) == 1);
  CHECK(*store->outbox().expire_leases({kNow + 60'000}) == 1);
  CHECK(claim_forwards(*store, "12345", kNow + 60'000).size() == 2);
}

TEST_CASE("Rows are counted by kind, target and state") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  open_ticket(*store, "a", "12345");
  open_ticket(*store, "b", "12345");
  open_ticket(*store, "c", "12348");
  send_message(*store, "d", "k1");
  claim_forwards(*store, "12345", kNow, 1);
  const auto counts = store->outbox().counts();
  REQUIRE(counts.ok());
  std::vector<std::string> lines;
  for (const auto& count : *counts) {
    lines.push_back(std::string(count.kind == OutboxKind::kForward ? "forward " : "message ") + count.target + " " +
                    std::to_string(static_cast<int>(count.state)) + " " + std::to_string(count.rows));
  }
  CHECK(lines == std::vector<std::string>{"forward 12345 0 1", "forward 12345 1 1", "forward 12348 0 1",
                                          "message wechat/demo 0 1"});
}

TEST_CASE("A cursor is empty at first, keeps what it was set to and survives a close") {
  const auto engine = ENGINE_UNDER_TEST();
  auto store = engine->open();
  CHECK(*store->outbox().cursor("12345") == "");
  REQUIRE(store->outbox().set_cursor("12345", "2026-01-15T10:00:00Z").ok());
  REQUIRE(store->outbox().set_cursor("12328", "x").ok());
  REQUIRE(store->outbox().set_cursor("12345", "2026-01-15T11:00:00Z").ok());
  store.reset();
  store = engine->open();
  CHECK(*store->outbox().cursor("12345") == "2026-01-15T11:00:00Z");
  CHECK(*store->outbox().cursor("12328") == "x");
}

TEST_CASE("A cursor moves only from where its reader found it") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  CHECK(store->outbox().move_cursor("12345", "5", "6").error().code == ErrorCode::kConflict);
  REQUIRE(store->outbox().move_cursor("12345", "", "5").ok());
  CHECK(store->outbox().move_cursor("12345", "", "4").error().code == ErrorCode::kConflict);
  REQUIRE(store->outbox().move_cursor("12345", "5", "9").ok());
  CHECK(store->outbox().move_cursor("12345", "5", "7").error().code == ErrorCode::kConflict);
  CHECK(*store->outbox().cursor("12345") == "9");
  CHECK(*store->outbox().cursor("12328") == "");
}

TEST_CASE("An empty outbox counts nothing, gives nothing and takes nothing back") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  CHECK(store->outbox().counts()->empty());
  CHECK(claim_messages(*store, kNow).empty());
  CHECK(store->outbox().expire_leases({kNow}).value() == 0);
}

TEST_CASE("A claim of no rows leases nothing") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  send_message(*store, "a", "k1");
  CHECK(claim_messages(*store, kNow, 0).empty());
  CHECK(count_of(*store, OutboxState::kSending) == 0);
  CHECK(keys_of(claim_messages(*store, kNow)) == Keys{"k1"});
}

TEST_CASE("Leases are taken back one by one as they run out, and those that hold are left alone") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  for (int i = 0; i < 4; ++i) {
    send_message(*store, "d" + std::to_string(i), "k" + std::to_string(i));
    REQUIRE(claim_messages(*store, kNow + i).size() == 1);  // its lease ends a millisecond after the one before
  }
  const std::int64_t first_end = kNow + base::seconds(60).count;
  CHECK(store->outbox().expire_leases({first_end - 1}).value() == 0);
  for (int i = 0; i < 4; ++i) {
    CHECK(store->outbox().expire_leases({first_end + i}).value() == 1);
    CHECK(count_of(*store, OutboxState::kUnknown) == i + 1);
  }
}

TEST_CASE("A row whose lease was taken back goes to the next worker, its attempts counted on") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  open_ticket(*store, "a");
  std::int64_t now = kNow;
  for (int attempt = 1; attempt <= 3; ++attempt) {
    const auto rows = claim_forwards(*store, "12345", now);
    REQUIRE(rows.size() == 1);
    CHECK(rows.front().attempt == attempt);
    CHECK(rows.front().was_unknown == (attempt > 1));
    CHECK(rows.front().last_error == (attempt > 1 ? "lease_expired" : ""));
    now += base::seconds(60).count;
    REQUIRE(store->outbox().expire_leases({now}).value() == 1);
  }
}

TEST_CASE("A parked row holds back its own conversation and nobody else's") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  for (const char* driver : {"a", "b"}) {
    for (const char* number : {"1", "2"}) send_message(*store, driver, std::string(driver) + number);
  }
  auto rows = claim_messages(*store, kNow);
  REQUIRE(keys_of(rows) == Keys{"a1", "b1"});
  REQUIRE(store->outbox().settle(settlement_of(rows[0], OutboxState::kParked)).ok());
  REQUIRE(store->outbox().settle(settlement_of(rows[1], OutboxState::kDelivered)).ok());
  CHECK(keys_of(claim_messages(*store, kNow)) == Keys{"b2"});
}

TEST_CASE("Forwards of one conversation's tickets do not wait for each other") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  storage::TurnWrite turn = first_turn("a", "m1");
  for (int i = 0; i < 3; ++i) turn.tickets.push_back(new_ticket(*store));
  must_commit(*store, turn);
  CHECK(claim_forwards(*store, "12345", kNow, 1).size() == 1);
  CHECK(claim_forwards(*store, "12345", kNow).size() == 2);
}
