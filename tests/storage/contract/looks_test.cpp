// A ticket's clocks are looked at when a look is due: whose look it is, and what ends a claim. And what the log keeps of promises.
#include <catch2/catch.hpp>

#include "tests/storage/contract/engine.hpp"
#include "tests/storage/contract/words.hpp"

using namespace contract;

namespace {

constexpr base::Millis kLease = base::seconds(60);
constexpr base::UnixMs kLater{kNow + 3'600'000};

std::string open_with_look(storage::Store& store, const std::string& driver, base::UnixMs due) {
  storage::NewTicket ticket = new_ticket(store);
  ticket.look_due = due;
  const std::string number = ticket.ticket.number;
  storage::TurnWrite turn = first_turn(driver, driver + "-1");
  turn.tickets.push_back(std::move(ticket));
  must_commit(store, std::move(turn));
  return number;
}

void must_change(storage::Store& store, storage::TicketChange change) {
  const storage::Conversation now = must_load(store, "a");
  storage::TurnWrite turn = next_turn({now.id, now.last_turn, now.version}, "a", "");
  turn.ticket_changes.push_back(std::move(change));
  must_commit(store, std::move(turn));
}

storage::TicketChange change_of(const std::string& number) {
  storage::TicketChange change;
  change.number = number;
  change.actor = "operator:wang";
  change.action = "paused";
  change.look = storage::NextLook{kLater};
  return change;
}

std::vector<storage::LookClaim> claim(storage::Store& store, base::UnixMs now, std::size_t looks_max = 10) {
  return store.tickets().claim_looks(now, kLease, looks_max).value();
}

}  // namespace

TEST_CASE("A look is claimed when it is due, the earliest first, and by nobody else while the claim lasts") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  const base::UnixMs now{kNow};
  const std::string second = open_with_look(*store, "a", now - base::seconds(1));
  const std::string first = open_with_look(*store, "b", now - base::seconds(2));
  open_with_look(*store, "c", now + base::Millis{1});
  const auto one = claim(*store, now, 1);
  REQUIRE(one.size() == 1);
  CHECK(one[0].number == first);
  CHECK(one[0].conversation == must_load(*store, "b").id);
  CHECK(one[0].token.size() == 32);
  const auto rest = claim(*store, now);
  REQUIRE(rest.size() == 1);
  CHECK(rest[0].number == second);
  CHECK(claim(*store, now).empty());
}

TEST_CASE("A claim that was not finished can be taken by another when its lease is over, and the first then finishes nothing") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  const base::UnixMs now{kNow};
  const std::string number = open_with_look(*store, "a", now);
  const auto lost = claim(*store, now);
  REQUIRE(lost.size() == 1);
  CHECK(claim(*store, now + kLease - base::Millis{1}).empty());
  const auto mine = claim(*store, now + kLease);
  REQUIRE(mine.size() == 1);
  CHECK(mine[0].token != lost[0].token);
  REQUIRE(store->tickets().finish_looks({{number, lost[0].token, {std::nullopt}}}).ok());
  CHECK(claim(*store, now + kLease + kLease).size() == 1);
}

TEST_CASE("A finished look comes again when it was said to, or never") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  const base::UnixMs now{kNow};
  const std::string number = open_with_look(*store, "a", now);
  auto claims = claim(*store, now);
  REQUIRE(store->tickets().finish_looks({{number, claims.at(0).token, {kLater}}}).ok());
  CHECK(claim(*store, kLater - base::Millis{1}).empty());
  claims = claim(*store, kLater);
  REQUIRE(claims.size() == 1);
  REQUIRE(store->tickets().finish_looks({{number, claims[0].token, {std::nullopt}}}).ok());
  CHECK(claim(*store, kLater + base::days(400)).empty());
}

TEST_CASE("A change ends the claim and says when to look next; one that does not know the promises is looked at once") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  const base::UnixMs now{kNow};
  const std::string number = open_with_look(*store, "a", now);
  const auto claims = claim(*store, now);
  must_change(*store, change_of(number));
  REQUIRE(store->tickets().finish_looks({{number, claims.at(0).token, {now}}}).ok());
  CHECK(claim(*store, kLater - base::Millis{1}).empty());
  storage::TicketChange plain = change_of(number);
  plain.look.reset();
  must_change(*store, plain);
  CHECK(claim(*store, kLater - base::Millis{1}).size() == 1);
  storage::TicketChange last = change_of(number);
  last.look = storage::NextLook{};
  must_change(*store, last);
  CHECK(claim(*store, kLater + base::days(400)).empty());
}

TEST_CASE("A change by a clock that is years ahead, which names no look, does not put off the look that stands") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  const std::string number = open_with_look(*store, "a", kLater);
  storage::TicketChange plain = change_of(number);
  plain.look.reset();
  const storage::Conversation held = must_load(*store, "a");
  storage::TurnWrite turn = next_turn({held.id, held.last_turn, held.version}, "a", "");
  turn.at = base::UnixMs{kNow} + base::days(3653);
  turn.ticket_changes.push_back(std::move(plain));
  must_commit(*store, std::move(turn));
  CHECK(claim(*store, kLater).size() == 1);
}

TEST_CASE("The log keeps what an entry means for the promises, with the instant it speaks of") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  storage::NewTicket ticket = new_ticket(*store);
  ticket.answered_at = base::UnixMs{kNow - 5};
  const std::string number = ticket.ticket.number;
  storage::TurnWrite turn = first_turn("a", "a-1");
  turn.tickets.push_back(std::move(ticket));
  must_commit(*store, std::move(turn));
  storage::TicketChange change = change_of(number);
  change.act = "paused";
  change.detail = "waiting_body";
  change.moment = kLater;
  must_change(*store, change);
  storage::TicketChange note = change_of(number);
  note.action = "note";
  must_change(*store, note);
  const auto log = store->tickets().log(number).value();
  REQUIRE(log.size() == 3);
  CHECK(log[0].act == "accepted");
  CHECK(log[0].moment == base::UnixMs{kNow - 5});
  CHECK(log[1].act == "paused");
  CHECK(log[1].detail == "waiting_body");
  CHECK(log[1].moment == kLater);
  CHECK(log[2].act.empty());
  CHECK_FALSE(log[2].moment.has_value());
}

TEST_CASE("A ticket merged before its forward was tried is never sent, and nothing moves it any more") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  const std::string number = open_ticket(*store, "a");
  storage::TicketChange change = change_of(number);
  change.to = tickets::Status::kMerged;
  must_change(*store, change);
  CHECK(claim_forwards(*store, "12345", kNow).empty());
  for (const tickets::Status to : {tickets::Status::kAccepted, tickets::Status::kDispatched, tickets::Status::kClosed}) {
    change.to = to;
    must_change(*store, change);
    CHECK(store->tickets().find(number).value()->status == tickets::Status::kMerged);
  }
  CHECK(findings(*store) == "");
}
