// Turns that are committed together, and what they do to each other.
#include <atomic>
#include <catch2/catch.hpp>

#include "tests/storage/contract/engine.hpp"
#include "tests/storage/contract/words.hpp"

using namespace contract;
using base::ErrorCode;
using storage::Committed;
using storage::OutboxState;

namespace {

using Answers = std::vector<base::Result<Committed>>;

/// Hands all over before anything is hurried; the answers in their order.
Answers commit_together(storage::Store& store, const std::vector<storage::TurnWrite>& group) {
  std::vector<std::promise<base::Result<Committed>>> answers(group.size());
  for (std::size_t i = 0; i < group.size(); ++i) {
    REQUIRE(store.turns()
                .commit(group[i], [&answers, i](base::Result<Committed> r) { answers[i].set_value(std::move(r)); })
                .ok());
  }
  store.turns().hurry();
  Answers all;
  for (auto& answer : answers) all.push_back(answer.get_future().get());
  return all;
}

storage::TurnWrite with_message(storage::TurnWrite turn, const std::string& key) {
  turn.messages.push_back(new_message(key, "text of " + key));
  return turn;
}

storage::TicketChange note_on(const std::string& number, tickets::Status to, std::int64_t revision) {
  return {number, revision, to, "", "operator:1", "noted", "备注"};
}

}  // namespace

TEST_CASE("Of two beginnings of one driver in a group the first counts") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  const Answers answers =
      commit_together(*store, {first_turn("a", "m1"), first_turn("a", "m2"), first_turn("b", "m1")});
  CHECK(answers[0].ok());
  CHECK(answers[1].error().code == ErrorCode::kConflict);
  CHECK(answers[2].ok());
  CHECK(must_load(*store, "a").state == "state after m1");
  CHECK(findings(*store) == "");
}

TEST_CASE("A driver whose first turn was refused can begin in the same group and later") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  must_commit(*store, with_message(first_turn("x", "m1"), "taken"));
  const Answers answers =
      commit_together(*store, {with_message(first_turn("a", "m1"), "taken"),
                               with_message(first_turn("b", "m1"), "taken"), first_turn("a", "m2")});
  CHECK(answers[0].error().code == ErrorCode::kConflict);
  CHECK(answers[1].error().code == ErrorCode::kConflict);
  REQUIRE(answers[2].ok());
  CHECK(answers[2]->version == 1);
  CHECK_FALSE(store->turns().load(key_of("b"))->has_value());
  CHECK(must_commit(*store, first_turn("b", "m2")).version == 1);
  CHECK(findings(*store) == "");
}

TEST_CASE("A message repeated within a group is taken once") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  const Committed first = must_commit(*store, first_turn("a", "m1"));
  const Committed second{first.conversation, 0, 2};
  const Answers answers = commit_together(*store, {next_turn(first, "a", "m2"), next_turn(second, "a", "m2")});
  CHECK(answers[0].ok());
  CHECK(answers[1].error().code == ErrorCode::kConflict);
  CHECK(must_load(*store, "a").version == 2);
}

TEST_CASE("When a turn is refused, those of its conversation that built on it are refused too") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  const Committed first = must_commit(*store, with_message(first_turn("a", "m1"), "taken"));
  const Committed second{first.conversation, 0, 2};
  const Answers answers =
      commit_together(*store, {with_message(next_turn(first, "a", "m2"), "taken"), next_turn(second, "a", "m3")});
  CHECK(answers[0].error().code == ErrorCode::kConflict);
  CHECK(answers[1].error().code == ErrorCode::kConflict);
  CHECK(must_load(*store, "a").version == 1);
  CHECK(findings(*store) == "");
}

TEST_CASE("A message key that two turns of a group give is given once") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  const Answers answers =
      commit_together(*store, {with_message(first_turn("a", "m1"), "k"), with_message(first_turn("b", "m1"), "k")});
  CHECK(answers[0].ok());
  CHECK(answers[1].error().code == ErrorCode::kConflict);
  CHECK(count_of(*store, OutboxState::kPending) == 1);
}

TEST_CASE("A ticket number given twice by one turn refuses it and leaves nothing") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  storage::TurnWrite turn = first_turn("a", "m1");
  turn.tickets = {new_ticket(*store), new_ticket(*store)};
  turn.tickets[1].ticket.number = turn.tickets[0].ticket.number;
  CHECK(commit(*store, turn).error().code == ErrorCode::kConflict);
  CHECK(store->tickets().list("", 10)->empty());
  CHECK(store->outbox().counts()->empty());
  CHECK_FALSE(store->turns().load(key_of("a"))->has_value());
}

TEST_CASE("Changes of one ticket by turns of one group follow each other") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  const std::string number = open_ticket(*store, "t");
  std::vector<storage::TurnWrite> group;
  for (int i = 1; i <= 3; ++i) {
    group.push_back(first_turn("d" + std::to_string(i), "m1"));
    group.back().ticket_changes.push_back(note_on(number, tickets::Status::kAccepted, i));
  }
  group.push_back(first_turn("late", "m1"));
  group.back().ticket_changes.push_back(note_on(number, tickets::Status::kAccepted, 2));
  const Answers answers = commit_together(*store, group);
  CHECK(answers[0].ok());
  CHECK(answers[1].ok());
  CHECK(answers[2].ok());
  CHECK(answers[3].error().code == ErrorCode::kConflict);
  CHECK(store->tickets().find(number).value()->revision == 4);
  CHECK(store->tickets().log(number)->size() == 4);
  CHECK(findings(*store) == "");
}

TEST_CASE("A turn opens a ticket and changes it at once") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  storage::TurnWrite turn = first_turn("a", "m1");
  turn.tickets.push_back(new_ticket(*store));
  turn.ticket_changes.push_back(note_on(turn.tickets.front().ticket.number, tickets::Status::kAccepted, 1));
  must_commit(*store, turn);
  CHECK(store->tickets().find(turn.tickets.front().ticket.number).value()->revision == 2);
  CHECK(findings(*store) == "");
}

TEST_CASE("A turn of many tickets, messages and tasks is kept whole") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  storage::TurnWrite turn = first_turn("a", "m1");
  for (int i = 0; i < 8; ++i) turn.tickets.push_back(new_ticket(*store));
  for (int i = 0; i < 20; ++i)
    turn.messages.push_back(new_message("k" + std::to_string(i), "第" + std::to_string(i) + "条"));
  for (int i = 0; i < 5; ++i) turn.tasks.push_back({"handoff", "原因" + std::to_string(i), ""});
  const Committed first = must_commit(*store, turn);
  CHECK(store->tickets().of_conversation(first.conversation, 100)->size() == 8);
  CHECK(count_of(*store, OutboxState::kPending) == 28);
  CHECK(store->desk().open_tasks(0, 100)->size() == 5);
  CHECK(findings(*store) == "");
}

TEST_CASE("A group larger than one commit takes is committed all the same, in order") {
  const auto engine = ENGINE_UNDER_TEST();
  const Bounds small{.group_max = 3};
  const auto store = engine->open(small);
  const Committed first = must_commit(*store, first_turn("a", "m1"));
  std::vector<storage::TurnWrite> group;
  for (std::uint64_t i = 0; i < 40; ++i)
    group.push_back(next_turn({first.conversation, 0, 1 + i}, "a", "n" + std::to_string(i)));
  const Answers answers = commit_together(*store, group);
  for (std::size_t i = 0; i < answers.size(); ++i) CHECK((answers[i].ok() && answers[i]->version == i + 2));
  CHECK(findings(*store) == "");
}

TEST_CASE("The ids of a conversation's turns grow") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  const Committed last = talk(*store, "a", 20);
  engine->clock.jump(base::minutes(-10));
  must_commit(*store, next_turn(last, "a", "after the clock was set back"));
  const auto turns = store->turns().transcript(last.conversation, 0, 100);
  REQUIRE(turns->size() == 21);
  for (std::size_t i = 1; i < turns->size(); ++i) CHECK((*turns)[i].id > (*turns)[i - 1].id);
  CHECK(findings(*store) == "");
}

TEST_CASE("A page in the middle of a long transcript begins right behind what was read") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  const Committed last = talk(*store, "a", 70);
  talk(*store, "b", 3);
  const auto page = store->turns().transcript(last.conversation, 60, 5);
  REQUIRE(page->size() == 5);
  CHECK(page->front().sequence == 61);
  CHECK(page->back().sequence == 65);
  CHECK(store->turns().transcript(last.conversation, 69, 5)->size() == 1);
}

TEST_CASE("Of a message taken again long after, the newest turn is found") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  const Committed last = talk(*store, "a", static_cast<int>(storage::kRecentKeys) + 1);
  const Committed again = must_commit(*store, next_turn(last, "a", "a-1"));
  const auto found = store->turns().find_turn(last.conversation, "a-1", {0});
  REQUIRE(found->has_value());
  CHECK((*found)->id == again.turn);
}

TEST_CASE("Leases of several workers that ran out are taken back together") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  for (int i = 0; i < 6; ++i) open_ticket(*store, "d" + std::to_string(i));
  CHECK(claim_forwards(*store, "12345", kNow, 0).empty());
  CHECK(claim_forwards(*store, "12345", kNow, 4).size() == 4);
  CHECK(claim_forwards(*store, "12345", kNow + 1000, 4).size() == 2);
  CHECK(*store->outbox().expire_leases({kNow + 60'000}) == 4);
  CHECK(*store->outbox().expire_leases({kNow + 61'000}) == 2);
  CHECK(count_of(*store, OutboxState::kUnknown) == 6);
}

TEST_CASE("A settlement changes several tickets or none") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  const std::string one = open_ticket(*store, "a");
  const std::string two = open_ticket(*store, "b");
  const auto rows = claim_forwards(*store, "12345", kNow, 1);
  REQUIRE(rows.size() == 1);
  storage::Settlement settlement = settlement_of(rows.front(), OutboxState::kDelivered);
  settlement.ticket_changes = {note_on(one, tickets::Status::kAccepted, 1),
                               note_on(two, tickets::Status::kAccepted, 9)};
  CHECK(store->outbox().settle(settlement).error().code == ErrorCode::kConflict);
  CHECK(store->tickets().find(one).value()->revision == 1);
  settlement.ticket_changes[1].expected_revision = 1;
  REQUIRE(store->outbox().settle(settlement).ok());
  CHECK(store->tickets().find(one).value()->revision == 2);
  CHECK(store->tickets().find(two).value()->revision == 2);
}

TEST_CASE("A store does not hear what it committed itself") {
  const auto engine = ENGINE_UNDER_TEST();
  auto store = engine->open();
  std::atomic<int> heard = 0;
  store->listen([&](const std::optional<storage::Elsewhere>&) { ++heard; });
  talk(*store, "a", 5);
  store.reset();
  CHECK(heard == 0);
}

TEST_CASE("Deadlines count by the clock the store was opened with") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  CHECK(store->clock().now() == engine->clock.now());
  engine->clock.advance(base::hours(5));
  CHECK(store->clock().now() == engine->clock.now());
  CHECK(store->clock().monotonic() == engine->clock.monotonic());
}

TEST_CASE("A release of a megabyte comes back as it was") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  const std::string sources = R"([["a.yaml",")" + std::string(1 << 20, 'x') + R"("]])";
  REQUIRE(store->releases().publish(publication_of("r1", sources, 0)).ok());
  CHECK(store->releases().current().value()->sources == sources);
}

TEST_CASE("A group in which every turn is refused leaves nothing and answers each") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  const Committed first = must_commit(*store, with_message(first_turn("a", "m1"), "taken"));
  std::vector<storage::TurnWrite> group;
  for (int i = 0; i < 10; ++i) group.push_back(with_message(first_turn("new" + std::to_string(i), "m1"), "taken"));
  for (int i = 0; i < 10; ++i) {
    group.push_back(next_turn(first, "a", "m" + std::to_string(i + 2)));
    group.back().expected_version = 40;
  }
  for (const auto& answer : commit_together(*store, group)) {
    REQUIRE_FALSE(answer.ok());
    CHECK(answer.error().code == ErrorCode::kConflict);
  }
  CHECK(must_load(*store, "a").version == 1);
  for (int i = 0; i < 10; ++i) CHECK_FALSE(store->turns().load(key_of("new" + std::to_string(i)))->has_value());
  CHECK(count_of(*store, OutboxState::kPending) == 1);
  CHECK(findings(*store) == "");
}

TEST_CASE("Turns of one conversation that come in a wrong order are refused until it is their turn") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  const Committed first = must_commit(*store, first_turn("a", "m1"));
  const auto at_version = [&](std::uint64_t version) {
    storage::TurnWrite turn = next_turn(first, "a", "v" + std::to_string(version));
    turn.expected_version = version;
    return turn;
  };
  const Answers answers = commit_together(*store, {at_version(3), at_version(2), at_version(1), at_version(2), at_version(3)});
  CHECK_FALSE(answers[0].ok());
  CHECK_FALSE(answers[1].ok());
  CHECK(answers[2].ok());
  CHECK(answers[3].ok());
  CHECK(answers[4].ok());
  CHECK(must_load(*store, "a").state == "state after v3");
  CHECK(findings(*store) == "");
}
