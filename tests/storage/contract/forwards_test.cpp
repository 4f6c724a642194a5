// Forwards: who is claimed first, what is kept of every attempt, and what only a person may decide.
#include <catch2/catch.hpp>

#include "tests/storage/contract/engine.hpp"
#include "tests/storage/contract/words.hpp"

using namespace contract;
using base::ErrorCode;
using storage::ForwardDecision;
using storage::OutboxRow;
using storage::OutboxState;
using tickets::Status;

namespace {

/// A ticket of a driver of its own whose promise ends at kNow + `in` seconds.
std::string open_with_deadline(storage::Store& store, const std::string& driver, int in) {
  storage::TurnWrite turn = first_turn(driver, driver + "-1");
  turn.tickets.push_back(new_ticket(store, "12328"));
  turn.tickets.front().forward_deadline = {kNow + in * 1000};
  std::string number = turn.tickets.front().ticket.number;
  must_commit(store, std::move(turn));
  return number;
}

storage::ForwardClaim claim_of(std::size_t rows_max) {
  return {.hotline = "12328",
          .now = {kNow},
          .lease = base::seconds(60),
          .rows_max = rows_max,
          .retries_max = 100,
          .overdue_min = 0};
}

std::vector<OutboxRow> must_claim(storage::Store& store, const storage::ForwardClaim& claim) {
  auto rows = store.forwards().claim(claim);
  if (!rows) FAIL(rows.error().text);
  return std::move(*rows);
}

std::vector<std::string> tickets_of(const std::vector<OutboxRow>& rows) {
  std::vector<std::string> numbers;
  for (const OutboxRow& row : rows) numbers.push_back(row.ticket);
  return numbers;
}

/// A forward of this ticket that ended in `state`; its number.
std::int64_t end_in(storage::Store& store, OutboxState state) {
  const auto rows = must_claim(store, claim_of(1));
  REQUIRE(rows.size() == 1);
  REQUIRE(store.outbox().settle(settlement_of(rows.front(), state)).ok());
  return rows.front().id;
}

ForwardDecision decision_of(ForwardDecision::Kind kind, std::int64_t forward) {
  return {.kind = kind, .forward = forward, .by = "李四", .number = kind == ForwardDecision::Kind::kConfirm ? "X9" : "", .reason = "打过电话"};
}

using Numbers = std::vector<std::string>;

}  // namespace

TEST_CASE("A forward that a clock ten years ahead put off leaves when the clock is right") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  storage::TurnWrite turn = first_turn("a", "a-1");
  turn.tickets.push_back(new_ticket(*store, "12328"));
  turn.tickets.front().forward_due = {kNow + base::days(3653).count};
  turn.tickets.front().forward_deadline = {kNow + 1000};
  must_commit(*store, std::move(turn));
  CHECK(must_claim(*store, claim_of(1)).size() == 1);
}

TEST_CASE("Forwards leave by the earliest deadline, not by their age") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  const std::string late = open_with_deadline(*store, "a", 500);
  const std::string soon = open_with_deadline(*store, "b", 10);
  const std::string middle = open_with_deadline(*store, "c", 100);
  CHECK(tickets_of(must_claim(*store, claim_of(2))) == Numbers{soon, middle});
  const auto rest = must_claim(*store, claim_of(2));
  CHECK(tickets_of(rest) == Numbers{late});
  CHECK(rest.front().deadline == base::UnixMs{kNow + 500'000});
  CHECK(rest.front().retry_from == rest.front().created);
}

TEST_CASE("Forwards past their deadline come behind the others, but for the places kept for them") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  const std::string lost = open_with_deadline(*store, "a", -50);
  const std::string older = open_with_deadline(*store, "b", -90);
  const std::string first = open_with_deadline(*store, "c", 10);
  const std::string second = open_with_deadline(*store, "d", 20);
  storage::ForwardClaim claim = claim_of(2);
  claim.overdue_min = 1;
  CHECK(tickets_of(must_claim(*store, claim)) == Numbers{older, first});
  CHECK(tickets_of(must_claim(*store, claim_of(2))) == Numbers{second, lost});
}

TEST_CASE("No more forwards that were tried before are claimed than the budget allows; new ones do not wait for them") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  for (const char* driver : {"a", "b"}) open_with_deadline(*store, driver, 1);
  for (const OutboxRow& row : must_claim(*store, claim_of(2))) {
    REQUIRE(store->outbox().settle(settlement_of(row, OutboxState::kPending)).ok());
  }
  const std::string fresh = open_with_deadline(*store, "c", 900);
  storage::ForwardClaim claim = claim_of(10);
  claim.retries_max = 0;
  CHECK(tickets_of(must_claim(*store, claim)) == Numbers{fresh});
  claim.retries_max = 1;
  const auto again = must_claim(*store, claim);
  REQUIRE(again.size() == 1);
  CHECK(again.front().attempt == 2);
}

TEST_CASE("What a process had claimed and ended with is no retry: a restart in a busy hour waits for no budget") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  const std::string living = open_with_deadline(*store, "a", 500);
  const std::string late = open_with_deadline(*store, "b", -50);
  REQUIRE(must_claim(*store, claim_of(2)).size() == 2);
  const base::UnixMs later{kNow + 61'000};
  REQUIRE(store->outbox().expire_leases(later).ok());
  storage::ForwardClaim claim = claim_of(2);
  claim.now = later;
  claim.retries_max = 0;
  const auto rows = must_claim(*store, claim);
  CHECK(tickets_of(rows) == Numbers{living, late});
  for (const OutboxRow& row : rows) {
    CHECK(row.was_unknown);
    CHECK(row.attempt == 2);
    CHECK_FALSE(row.is_retry());
    REQUIRE(store->outbox().settle(settlement_of(row, OutboxState::kPending)).ok());
  }
  CHECK(must_claim(*store, claim).empty());
}

TEST_CASE("Who looks for the end of an outage takes those that were tried, the one that waits longest first") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  const std::string first = open_with_deadline(*store, "a", -5);
  const std::string second = open_with_deadline(*store, "b", 50);
  std::int64_t wait = 0;
  for (const OutboxRow& row : must_claim(*store, claim_of(2))) {
    storage::Settlement later = settlement_of(row, OutboxState::kPending);
    later.due = {kNow - 10 - wait};
    wait += 5;
    REQUIRE(store->outbox().settle(later).ok());
  }
  const std::string fresh = open_with_deadline(*store, "c", 1);
  storage::ForwardClaim claim = claim_of(1);
  claim.again_first = true;
  CHECK(tickets_of(must_claim(*store, claim)) == Numbers{first});
  CHECK(tickets_of(must_claim(*store, claim)) == Numbers{second});
  CHECK(tickets_of(must_claim(*store, claim)) == Numbers{fresh});
}

TEST_CASE("An attempt in which nothing left the machine is not counted") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  const std::string number = open_with_deadline(*store, "a", 10);
  storage::Settlement back = settlement_of(must_claim(*store, claim_of(1)).front(), OutboxState::kPending);
  back.attempted = false;
  REQUIRE(store->outbox().settle(back).ok());
  CHECK(must_claim(*store, claim_of(1)).front().attempt == 1);
  CHECK(findings(*store) == "");
}

TEST_CASE("Many settlements are one transaction; one whose lease was lost does not keep the others") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  for (const char* driver : {"a", "b", "c"}) open_with_deadline(*store, driver, 10);
  const auto rows = must_claim(*store, claim_of(3));
  std::vector<storage::Settlement> all;
  for (const OutboxRow& row : rows) all.push_back(settlement_of(row, OutboxState::kDelivered));
  all[1].lease_token = std::string(32, '0');
  const auto each = store->forwards().settle(all);
  REQUIRE(each.ok());
  REQUIRE(each->size() == 3);
  CHECK((*each)[0].ok());
  CHECK((*each)[1].error().code == ErrorCode::kConflict);
  CHECK((*each)[2].ok());
  CHECK(count_of(*store, OutboxState::kDelivered) == 2);
}

TEST_CASE("A turn settles the attempt it tells of, or is not written when the lease was lost") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  open_with_deadline(*store, "a", 10);
  const OutboxRow row = must_claim(*store, claim_of(1)).front();
  const storage::Conversation now = must_load(*store, "a");
  storage::TurnWrite turn = next_turn({now.id, now.last_turn, now.version}, "a", "");
  turn.settlements.push_back(settlement_of(row, OutboxState::kDelivered));
  turn.settlements.front().lease_token = std::string(32, '0');
  const auto refused = commit(*store, turn);
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().code == ErrorCode::kConflict);
  CHECK(must_load(*store, "a").version == now.version);
  turn.settlements.front().lease_token = row.lease_token;
  must_commit(*store, turn);
  CHECK(count_of(*store, OutboxState::kDelivered) == 1);
  CHECK(store->forwards().find(row.id).value()->receipt == turn.settlements.front().receipt);
  CHECK(findings(*store) == "");
}

TEST_CASE("What was exchanged is kept in order, each with its digests and its place in the chain") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  const std::string number = open_with_deadline(*store, "a", 10);
  storage::Settlement lost = settlement_of(must_claim(*store, claim_of(1)).front(), OutboxState::kPending);
  lost.exchange = exchange_with("");
  lost.exchange->outcome = "timeout";
  REQUIRE(store->outbox().settle(lost).ok());
  REQUIRE(store->outbox().settle(settlement_of(must_claim(*store, claim_of(1)).front(), OutboxState::kDelivered)).ok());
  const auto kept = store->forwards().exchanges(number).value();
  REQUIRE(kept.size() == 2);
  CHECK(kept[0].sequence == 1);
  CHECK(kept[0].exchange.outcome == "timeout");
  CHECK(kept[1].sequence == 2);
  CHECK(kept[1].exchange.sent == "what was sent for " + kept[1].exchange.number);
  CHECK(kept[1].sent_digest.size() == 64);
  CHECK(kept[0].chain != kept[1].chain);
  CHECK(findings(*store) == "");
}

TEST_CASE("A person confirms a parked forward: delivered, dispatched, with name and number in the log and in the chain") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  const std::string number = open_with_deadline(*store, "a", 10);
  storage::Settlement parked = settlement_of(must_claim(*store, claim_of(1)).front(), OutboxState::kParked);
  parked.tasks.push_back({.kind = "parked_forward", .reason = "核实", .ticket = number});
  REQUIRE(store->outbox().settle(parked).ok());
  REQUIRE(store->desk().open_tasks(0, 10).value().size() == 1);
  REQUIRE(store->forwards().decide(decision_of(ForwardDecision::Kind::kConfirm, parked.id)).ok());
  const auto ticket = store->tickets().find(number).value();
  CHECK(ticket->status == Status::kDispatched);
  CHECK(ticket->external_number == "X9");
  CHECK(store->tickets().log(number).value().back().actor == "operator:李四");
  const auto kept = store->forwards().exchanges(number).value();
  REQUIRE(kept.size() == 1);
  CHECK(kept[0].exchange.act == "confirm");
  CHECK(kept[0].exchange.by == "operator:李四");
  CHECK(store->desk().open_tasks(0, 10).value().empty());
  CHECK(store->forwards().find(parked.id).value()->state == OutboxState::kDelivered);
  CHECK(findings(*store) == "");
}

TEST_CASE("A second person who decides on the same forward is told that it waits for nobody any more") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  open_with_deadline(*store, "a", 10);
  const std::int64_t id = end_in(*store, OutboxState::kParked);
  REQUIRE(store->forwards().decide(decision_of(ForwardDecision::Kind::kConfirm, id)).ok());
  for (const auto kind : {ForwardDecision::Kind::kConfirm, ForwardDecision::Kind::kResend, ForwardDecision::Kind::kClose}) {
    CHECK(store->forwards().decide(decision_of(kind, id)).error().code == ErrorCode::kConflict);
  }
  CHECK(store->forwards().decide(decision_of(ForwardDecision::Kind::kResend, id + 100)).error().code == ErrorCode::kNotFound);
}

TEST_CASE("A forward that a person sends again is due at once and has its whole time before it") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  const std::string number = open_with_deadline(*store, "a", 10);
  const std::int64_t id = end_in(*store, OutboxState::kDead);
  CHECK(store->forwards().list(OutboxState::kDead, 0, 10).value().size() == 1);
  engine->clock.advance(base::days(4));
  REQUIRE(store->forwards().decide(decision_of(ForwardDecision::Kind::kResend, id)).ok());
  storage::ForwardClaim claim = claim_of(1);
  claim.now = engine->clock.now();
  const auto rows = must_claim(*store, claim);
  REQUIRE(rows.size() == 1);
  CHECK(rows.front().retry_from > rows.front().created);
  CHECK(store->tickets().log(number).value().back().action == "forward_resent");
  CHECK(findings(*store) == "");
}

TEST_CASE("A forward is closed for good with its reason, and nobody is told that it was delivered") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  const std::string number = open_with_deadline(*store, "a", 10);
  const std::int64_t id = end_in(*store, OutboxState::kParked);
  REQUIRE(store->forwards().decide(decision_of(ForwardDecision::Kind::kClose, id)).ok());
  CHECK(store->forwards().find(id).value()->state == OutboxState::kDead);
  CHECK(store->tickets().find(number).value()->status == Status::kAccepted);
  CHECK(store->tickets().log(number).value().back().note == "打过电话");
  CHECK(findings(*store) == "");
}

TEST_CASE("A number that another ticket has is no receipt") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  open_with_deadline(*store, "a", 10);
  REQUIRE(store->forwards().decide(decision_of(ForwardDecision::Kind::kConfirm, end_in(*store, OutboxState::kParked))).ok());
  const std::string other = open_with_deadline(*store, "b", 10);
  const std::int64_t id = end_in(*store, OutboxState::kParked);
  CHECK(store->forwards().decide(decision_of(ForwardDecision::Kind::kConfirm, id)).error().code == ErrorCode::kConflict);
  CHECK(store->tickets().find(other).value()->status == Status::kAccepted);
  CHECK(store->tickets().log(other).value().size() == 1);
  CHECK(store->forwards().find(id).value()->state == OutboxState::kParked);
}

TEST_CASE("A decision inside a turn is written with it or not at all") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  open_with_deadline(*store, "a", 10);
  const std::int64_t id = end_in(*store, OutboxState::kParked);
  const storage::Conversation now = must_load(*store, "a");
  storage::TurnWrite turn = next_turn({now.id, now.last_turn, now.version}, "a", "");
  turn.decisions.push_back(decision_of(ForwardDecision::Kind::kConfirm, id));
  const storage::Committed told = must_commit(*store, turn);
  CHECK(store->forwards().find(id).value()->state == OutboxState::kDelivered);
  storage::TurnWrite again = next_turn(told, "a", "");
  again.decisions.push_back(decision_of(ForwardDecision::Kind::kConfirm, id));
  CHECK(commit(*store, again).error().code == ErrorCode::kConflict);
  CHECK(must_load(*store, "a").version == told.version);
  CHECK(findings(*store) == "");
}

TEST_CASE("A ticket goes to another hotline once its forward has ended, and never on two ways at once") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  const std::string number = open_with_deadline(*store, "a", 10);
  storage::TicketChange move;
  move.number = number;
  move.actor = "operator:李四";
  move.action = "transferred";
  move.note = "12328 说不归它管";
  move.forward = storage::NewForward{.hotline = "12345", .key = std::string(32, 'b'), .payload = "p2", .due = {kNow}, .deadline = {kNow}};
  const auto move_in_turn = [&] {
    const storage::Conversation now = must_load(*store, "a");
    storage::TurnWrite turn = next_turn({now.id, now.last_turn, now.version}, "a", "");
    turn.ticket_changes.push_back(move);
    return commit(*store, turn);
  };
  CHECK(move_in_turn().error().code == ErrorCode::kConflict);
  const std::int64_t first = end_in(*store, OutboxState::kDead);
  REQUIRE(move_in_turn().ok());
  CHECK(store->tickets().find(number).value()->hotline == "12345");
  const auto forwards = store->forwards().of_ticket(number).value();
  REQUIRE(forwards.size() == 2);
  CHECK(forwards[0].state == OutboxState::kDead);
  CHECK(forwards[1].hotline == "12345");
  CHECK(store->forwards().exchanges(number).value().back().exchange.act == "transfer");
  CHECK(findings(*store) == "");
  CHECK(store->forwards().decide(decision_of(ForwardDecision::Kind::kResend, first)).error().code == ErrorCode::kConflict);
  move.forward->key = std::string(32, 'c');
  CHECK(move_in_turn().error().code == ErrorCode::kConflict);
}

namespace {

/// The driver says that it is not solved; the ticket goes again.
storage::TicketChange reopening(const std::string& number, char key) {
  storage::TicketChange again;
  again.number = number;
  again.to = Status::kAccepted;
  again.actor = "driver";
  again.action = "reopen_ticket";
  again.act = "reopened";
  again.form = std::vector<std::pair<std::string, std::string>>{{"round", "2"}};
  again.forward = storage::NewForward{
      .hotline = "12328", .key = std::string(32, key), .payload = "round 2", .due = {kNow}, .deadline = {kNow}, .round = 2};
  return again;
}

base::Result<storage::Committed> change_in_turn(storage::Store& store, const std::string& driver, storage::TicketChange change) {
  const storage::Conversation now = must_load(store, driver);
  storage::TurnWrite turn = next_turn({now.id, now.last_turn, now.version}, driver, "");
  turn.ticket_changes.push_back(std::move(change));
  return commit(store, std::move(turn));
}

void close_ticket(storage::Store& store, const std::string& driver, const std::string& number) {
  storage::TicketChange closed;
  closed.number = number;
  closed.to = Status::kClosed;
  closed.actor = "operator:wang";
  closed.action = "status";
  closed.act = "told";
  REQUIRE(change_in_turn(store, driver, std::move(closed)).ok());
}

}  // namespace

TEST_CASE("A re-opened ticket goes to its hotline again as a round of its own, and the first receipt is kept") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  const std::string number = open_with_deadline(*store, "a", 10);
  REQUIRE(store->forwards().decide(decision_of(ForwardDecision::Kind::kConfirm, end_in(*store, OutboxState::kParked))).ok());
  close_ticket(*store, "a", number);
  REQUIRE(change_in_turn(*store, "a", reopening(number, 'b')).ok());
  const tickets::Ticket ticket = *store->tickets().find(number).value();
  CHECK(ticket.status == Status::kAccepted);
  CHECK(ticket.external_number.empty());
  CHECK(ticket.field("round") == "2");
  CHECK(store->tickets().find_external("12328", "X9").value()->number == number);  // it stays this ticket's
  const auto forwards = store->forwards().of_ticket(number).value();
  REQUIRE(forwards.size() == 2);
  CHECK(forwards[0].receipt == "X9");
  CHECK(forwards[1].state == OutboxState::kPending);
  const auto kept = store->forwards().exchanges(number).value();
  CHECK(kept.back().exchange.act == "reopen");
  CHECK(kept.back().exchange.outcome == "round:2");
  const auto rows = must_claim(*store, claim_of(5));
  REQUIRE(rows.size() == 1);
  CHECK(rows.front().key == std::string(32, 'b'));
  CHECK(rows.front().payload == "round 2");
  CHECK(findings(*store) == "");
}

TEST_CASE("A number of an earlier round is nobody else's receipt") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  const std::string number = open_with_deadline(*store, "a", 10);
  REQUIRE(store->forwards().decide(decision_of(ForwardDecision::Kind::kConfirm, end_in(*store, OutboxState::kParked))).ok());
  close_ticket(*store, "a", number);
  REQUIRE(change_in_turn(*store, "a", reopening(number, 'b')).ok());
  (void)end_in(*store, OutboxState::kDead);
  open_with_deadline(*store, "b", 10);
  const std::int64_t other = end_in(*store, OutboxState::kParked);
  CHECK(store->forwards().decide(decision_of(ForwardDecision::Kind::kConfirm, other)).error().code == ErrorCode::kConflict);
  CHECK(store->forwards().find(other).value()->state == OutboxState::kParked);
}

TEST_CASE("Where an earlier forward is still live it answers for the new round too, and its form stays") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  const std::string number = open_with_deadline(*store, "a", 10);
  const std::int64_t parked = end_in(*store, OutboxState::kParked);
  close_ticket(*store, "a", number);
  REQUIRE(change_in_turn(*store, "a", reopening(number, 'b')).ok());
  CHECK(store->tickets().find(number).value()->status == Status::kAccepted);
  CHECK(store->tickets().find(number).value()->field("round").empty());
  REQUIRE(store->forwards().of_ticket(number).value().size() == 1);
  CHECK(store->forwards().find(parked).value()->state == OutboxState::kParked);
  CHECK(findings(*store) == "");
}
