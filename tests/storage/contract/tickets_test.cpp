#include <catch2/catch.hpp>
#include <set>

#include "tests/storage/contract/engine.hpp"
#include "tests/storage/contract/words.hpp"

using namespace contract;
using base::ErrorCode;
using storage::Committed;
using tickets::Status;

namespace {

storage::TicketChange change_of(const std::string& number, Status to, std::int64_t expected_revision = 0) {
  storage::TicketChange change;
  change.number = number;
  change.expected_revision = expected_revision;
  change.to = to;
  change.actor = "hotline:12345";
  change.action = "status";
  return change;
}

base::Result<Committed> change(storage::Store& store, const std::string& driver, storage::TicketChange ticket_change) {
  const storage::Conversation now = must_load(store, driver);
  storage::TurnWrite turn = next_turn({now.id, now.last_turn, now.version}, driver, "");
  turn.kind = storage::TurnKind::kHotline;
  turn.ticket_changes.push_back(std::move(ticket_change));
  return commit(store, std::move(turn));
}

tickets::Ticket must_find(storage::Store& store, const std::string& number) {
  auto found = store.tickets().find(number);
  REQUIRE(found.ok());
  REQUIRE(found->has_value());
  return **found;
}

}  // namespace

TEST_CASE("A ticket comes back whole, with the conversation that opened it") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  storage::TurnWrite turn = first_turn("a", "m1");
  turn.tickets.push_back(new_ticket(*store, "12328"));
  const tickets::Ticket given = turn.tickets.front().ticket;
  const Committed first = must_commit(*store, turn);
  const tickets::Ticket found = must_find(*store, given.number);
  CHECK(found.number == given.number);
  CHECK(found.conversation == first.conversation);
  CHECK(found.hotline == "12328");
  CHECK(found.status == Status::kAccepted);
  CHECK(found.revision == 1);
  CHECK(found.promise == given.promise);
  CHECK(found.title == given.title);
  CHECK(found.urgency == given.urgency);
  CHECK(found.content_hash == given.content_hash);
  CHECK(found.external_number.empty());
  CHECK(found.first_message_at == given.first_message_at);
  CHECK(found.accepted_at == given.accepted_at);
  CHECK(found.changed_at == given.changed_at);
  CHECK(found.form == given.form);
}

TEST_CASE("A ticket, its log and its forward are there with their turn or not at all") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  const std::string number = open_ticket(*store, "a");
  CHECK(store->tickets().log(number)->size() == 1);
  CHECK(count_of(*store, storage::OutboxState::kPending) == 1);

  storage::TurnWrite bad = first_turn("b", "m1");
  bad.tickets.push_back(new_ticket(*store));
  const std::string never = bad.tickets.front().ticket.number;
  bad.ticket_changes.push_back(change_of("JN0000000000000", Status::kClosed));
  const auto refused = commit(*store, bad);
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().code == ErrorCode::kConflict);
  CHECK_FALSE(store->tickets().find(never)->has_value());
  CHECK(store->tickets().log(never)->empty());
  CHECK(count_of(*store, storage::OutboxState::kPending) == 1);
  CHECK_FALSE(store->turns().load(key_of("b"))->has_value());
  CHECK(findings(*store) == "");
}

TEST_CASE("A ticket number or a forward key that is taken refuses the whole turn") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  storage::TurnWrite one = first_turn("a", "m1");
  one.tickets.push_back(new_ticket(*store));
  must_commit(*store, one);
  storage::TurnWrite same_number = first_turn("b", "m1");
  same_number.tickets.push_back(new_ticket(*store));
  same_number.tickets.front().ticket.number = one.tickets.front().ticket.number;
  CHECK(commit(*store, same_number).error().code == ErrorCode::kConflict);
  storage::TurnWrite same_key = first_turn("b", "m1");
  same_key.tickets.push_back(new_ticket(*store));
  same_key.tickets.front().forward_key = one.tickets.front().forward_key;
  CHECK(commit(*store, same_key).error().code == ErrorCode::kConflict);
  CHECK(store->tickets().list("", 10)->size() == 1);
  CHECK(findings(*store) == "");
}

TEST_CASE("A ticket's first log entry says who opened it") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  const auto log = store->tickets().log(open_ticket(*store, "a"));
  REQUIRE(log->size() == 1);
  CHECK(log->front().sequence == 1);
  CHECK(log->front().actor == "bot");
  CHECK(log->front().action == "created");
  CHECK(log->front().from.empty());
  CHECK(log->front().to == "accepted");
}

TEST_CASE("A change moves the status, counts the revision and is logged") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  const std::string number = open_ticket(*store, "a");
  storage::TicketChange receipt = change_of(number, Status::kDispatched, 1);
  receipt.external_number = "S-100";
  receipt.note = "receipt";
  REQUIRE(change(*store, "a", receipt).ok());
  const tickets::Ticket ticket = must_find(*store, number);
  CHECK(ticket.status == Status::kDispatched);
  CHECK(ticket.revision == 2);
  CHECK(ticket.external_number == "S-100");
  CHECK(ticket.changed_at == base::UnixMs{kNow + 1000});
  const auto log = store->tickets().log(number);
  REQUIRE(log->size() == 2);
  CHECK(log->back().sequence == 2);
  CHECK(log->back().actor == "hotline:12345");
  CHECK(log->back().from == "accepted");
  CHECK(log->back().to == "dispatched");
  CHECK(log->back().note == "receipt");
}

TEST_CASE("A change that expects another revision is a conflict, one that expects none is not") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  const std::string number = open_ticket(*store, "a");
  const auto refused = change(*store, "a", change_of(number, Status::kDispatched, 2));
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().code == ErrorCode::kConflict);
  CHECK(must_find(*store, number).revision == 1);
  CHECK(change(*store, "a", change_of(number, Status::kDispatched, 0)).ok());
}

TEST_CASE("An empty external number leaves the one that is there") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  const std::string number = open_ticket(*store, "a");
  storage::TicketChange receipt = change_of(number, Status::kDispatched);
  receipt.external_number = "S-100";
  REQUIRE(change(*store, "a", receipt).ok());
  REQUIRE(change(*store, "a", change_of(number, Status::kInHand)).ok());
  CHECK(must_find(*store, number).external_number == "S-100");
}

TEST_CASE("A report that is older than what is known is logged and moves nothing back") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  const std::string number = open_ticket(*store, "a");
  REQUIRE(change(*store, "a", change_of(number, Status::kInHand)).ok());
  storage::TicketChange late = change_of(number, Status::kDispatched);
  late.external_number = "S-7";
  REQUIRE(change(*store, "a", late).ok());
  const tickets::Ticket ticket = must_find(*store, number);
  CHECK(ticket.status == Status::kInHand);
  CHECK(ticket.external_number == "S-7");
  CHECK(ticket.revision == 3);
  CHECK(findings(*store) == "");
}

TEST_CASE("A closed ticket stays closed whatever a hotline reports late") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  const std::string number = open_ticket(*store, "a");
  for (const Status to : {Status::kDispatched, Status::kClosed, Status::kInHand, Status::kDispatched, Status::kRefused}) {
    REQUIRE(change(*store, "a", change_of(number, to)).ok());
  }
  CHECK(must_find(*store, number).status == Status::kClosed);
  CHECK(findings(*store) == "");
}

TEST_CASE("A turn can open a ticket and change it, in this order") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  storage::TurnWrite turn = first_turn("a", "m1");
  turn.tickets.push_back(new_ticket(*store));
  const std::string number = turn.tickets.front().ticket.number;
  turn.ticket_changes.push_back(change_of(number, Status::kDispatched, 1));
  must_commit(*store, turn);
  CHECK(must_find(*store, number).status == Status::kDispatched);
}

TEST_CASE("Several tickets of one turn go to their own hotlines") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  storage::TurnWrite turn = first_turn("a", "m1");
  for (const char* hotline : {"12345", "12328", "12348"}) turn.tickets.push_back(new_ticket(*store, hotline));
  const Committed first = must_commit(*store, turn);
  CHECK(store->tickets().of_conversation(first.conversation, 10)->size() == 3);
  for (const char* hotline : {"12345", "12328", "12348"}) CHECK(claim_forwards(*store, hotline, kNow).size() == 1);
  CHECK(findings(*store) == "");
}

TEST_CASE("Tickets are listed newest first, page by page, without overlap or gap") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  std::vector<std::string> opened;
  for (int i = 0; i < 7; ++i) opened.push_back(open_ticket(*store, "d" + std::to_string(i)));
  std::vector<std::string> listed;
  std::string before;
  for (;;) {
    const auto page = store->tickets().list(before, 3);
    REQUIRE(page.ok());
    if (page->empty()) break;
    for (const auto& ticket : *page) listed.push_back(ticket.number);
    before = listed.back();
  }
  CHECK(listed == std::vector<std::string>(opened.rbegin(), opened.rend()));
}

TEST_CASE("A conversation's tickets are its own, newest first, and no more than asked for") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  Committed last = must_commit(*store, first_turn("a", "m1"));
  std::vector<std::string> numbers;
  for (int i = 0; i < 3; ++i) {
    storage::TurnWrite turn = next_turn(last, "a", "n" + std::to_string(i));
    turn.tickets.push_back(new_ticket(*store));
    numbers.push_back(turn.tickets.front().ticket.number);
    last = must_commit(*store, turn);
  }
  open_ticket(*store, "b");
  const auto mine = store->tickets().of_conversation(last.conversation, 2);
  REQUIRE(mine->size() == 2);
  CHECK((*mine)[0].number == numbers[2]);
  CHECK((*mine)[1].number == numbers[1]);
}

TEST_CASE("A ticket is found by its hotline's own number, and only under that hotline") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  const std::string number = open_ticket(*store, "a", "12328");
  storage::TicketChange receipt = change_of(number, Status::kDispatched);
  receipt.external_number = "77";
  REQUIRE(change(*store, "a", receipt).ok());
  REQUIRE(store->tickets().find_external("12328", "77")->has_value());
  CHECK(store->tickets().find_external("12328", "77").value()->number == number);
  CHECK_FALSE(store->tickets().find_external("12345", "77")->has_value());
  CHECK_FALSE(store->tickets().find_external("12328", "78")->has_value());
  CHECK_FALSE(store->tickets().find_external("12328", "")->has_value());
}

TEST_CASE("An unknown ticket is not found and has no log") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  CHECK_FALSE(store->tickets().find("JN2601150000427")->has_value());
  CHECK(store->tickets().log("JN2601150000427")->empty());
  CHECK(store->tickets().list("JN2601150000427", 10)->empty());
}

TEST_CASE("Serials of a day differ and those of another day are counted apart") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  std::set<std::uint32_t> given;
  for (int i = 0; i < 250; ++i) CHECK(given.insert(*store->tickets().next_serial("260115")).second);
  CHECK(*store->tickets().next_serial("260116") == 1);
}

TEST_CASE("A serial is never given again, neither after a clean close nor after a kill") {
  const auto engine = ENGINE_UNDER_TEST();
  std::set<std::uint32_t> given;
  auto store = engine->open();
  for (int round = 0; round < 6; ++round) {
    for (int i = 0; i < 37; ++i) CHECK(given.insert(*store->tickets().next_serial("260115")).second);
    if (round % 2 == 0) engine->remember_as_killed();
    store.reset();
    store = engine->open();
  }
}

TEST_CASE("Serials do not repeat when many days are in use at a time") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  std::set<std::pair<int, std::uint32_t>> given;
  for (int round = 0; round < 3; ++round) {
    for (int day = 10; day < 25; ++day) {
      CHECK(given.insert({day, *store->tickets().next_serial("2601" + std::to_string(day))}).second);
    }
  }
}

TEST_CASE("A page of tickets behind a number nobody has is empty, and so is a page of none") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  const std::string number = open_ticket(*store, "a");
  CHECK(store->tickets().list("JN000000-000000", 10)->empty());
  CHECK(store->tickets().list("", 0)->empty());
  CHECK(store->tickets().list(number, 10)->empty());
  CHECK(store->tickets().list("", 10)->size() == 1);
}
