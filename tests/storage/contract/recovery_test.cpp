#include <catch2/catch.hpp>
#include <set>

#include "tests/storage/contract/engine.hpp"
#include "tests/storage/contract/words.hpp"

using namespace contract;
using storage::Committed;

TEST_CASE("Everything is there after a clean close") {
  const auto engine = ENGINE_UNDER_TEST();
  auto store = engine->open();
  const Committed last = talk(*store, "a", 4);
  const std::string number = open_ticket(*store, "b");
  store.reset();
  store = engine->open();
  CHECK(must_load(*store, "a").version == 4);
  CHECK(must_load(*store, "a").state == "state after a-4");
  CHECK(store->turns().transcript(last.conversation, 0, 10)->size() == 4);
  CHECK(store->tickets().find(number)->has_value());
  CHECK(findings(*store) == "");
}

TEST_CASE("Everything acknowledged is there after a kill, though rows of conversations were behind") {
  const auto engine = ENGINE_UNDER_TEST();
  auto store = engine->open();
  const Committed last = talk(*store, "a", 4);
  const std::string number = open_ticket(*store, "b");
  engine->remember_as_killed();
  store.reset();
  store = engine->open();
  CHECK(must_load(*store, "a").version == 4);
  CHECK(must_load(*store, "a").last_turn == last.turn);
  CHECK(must_load(*store, "a").state == "state after a-4");
  CHECK(store->turns().transcript(last.conversation, 0, 10)->size() == 4);
  CHECK(store->tickets().find(number)->has_value());
  CHECK(findings(*store) == "");
}

TEST_CASE("What happens after the kill is not seen") {
  const auto engine = ENGINE_UNDER_TEST();
  auto store = engine->open();
  const Committed first = must_commit(*store, first_turn("a", "m1"));
  engine->remember_as_killed();
  must_commit(*store, next_turn(first, "a", "m2"));
  store.reset();
  store = engine->open();
  CHECK(must_load(*store, "a").version == 1);
}

TEST_CASE("Conversations go on after a kill: versions, repeats and new drivers") {
  const auto engine = ENGINE_UNDER_TEST();
  auto store = engine->open();
  Committed last = talk(*store, "a", 3);
  engine->remember_as_killed();
  store.reset();
  store = engine->open();
  CHECK(commit(*store, next_turn({last.conversation, last.turn, 2}, "a", "x")).error().code == base::ErrorCode::kConflict);
  CHECK(commit(*store, next_turn(last, "a", "a-2")).error().code == base::ErrorCode::kConflict);
  last = must_commit(*store, next_turn(last, "a", "a-4"));
  CHECK(last.version == 4);
  const Committed other = must_commit(*store, first_turn("b", "m1"));
  CHECK(other.conversation != last.conversation);
  CHECK(other.turn > last.turn);
  CHECK(findings(*store) == "");
}

TEST_CASE("Ten kills in a row lose nothing") {
  const auto engine = ENGINE_UNDER_TEST();
  auto store = engine->open();
  Committed last = must_commit(*store, first_turn("a", "start"));
  for (int round = 0; round < 10; ++round) {
    last = must_commit(*store, next_turn(last, "a", "again-" + std::to_string(round)));
    must_commit(*store, first_turn("new-" + std::to_string(round), "m1"));
    engine->remember_as_killed();
    store.reset();
    store = engine->open();
    CHECK(must_load(*store, "a").version == last.version);
  }
  for (int round = 0; round < 10; ++round) CHECK(must_load(*store, "new-" + std::to_string(round)).version == 1);
  CHECK(findings(*store) == "");
}

TEST_CASE("Closing the store answers everything that was queued") {
  const auto engine = ENGINE_UNDER_TEST();
  auto store = engine->open();
  int committed = 0;
  int refused = 0;
  for (int i = 0; i < 500; ++i) {
    const auto queued = store->turns().commit(first_turn("d" + std::to_string(i), "m1"), [&](base::Result<Committed> r) {
      ++(r.ok() ? committed : refused);
    });
    REQUIRE(queued.ok());
  }
  store.reset();
  CHECK(committed + refused == 500);
  store = engine->open();
  int stored = 0;
  for (int i = 0; i < 500; ++i) stored += store->turns().load(key_of("d" + std::to_string(i)))->has_value() ? 1 : 0;
  CHECK(stored == committed);
}

TEST_CASE("An empty store is sound and healthy") {
  const auto engine = ENGINE_UNDER_TEST();
  auto store = engine->open();
  CHECK(findings(*store) == "");
  const storage::Health health = store->health();
  CHECK(health.writes);
  CHECK(health.problem.empty());
  CHECK(health.queued == 0);
  CHECK(health.queue_max == 4096);
  CHECK_FALSE(health.engine.empty());
  store.reset();
  store = engine->open();
  CHECK(findings(*store) == "");
}

TEST_CASE("Transcripts read after a kill are what they were before it, page by page") {
  const auto engine = ENGINE_UNDER_TEST();
  auto store = engine->open();
  std::vector<Committed> ends;
  for (int i = 0; i < 5; ++i) ends.push_back(talk(*store, "d" + std::to_string(i), 3 + 4 * i));
  const auto read = [&] {
    std::string all;
    for (const Committed& end : ends) {
      for (std::uint64_t after = 0; after < end.version; after += 4) {
        for (const auto& turn : store->turns().transcript(end.conversation, after, 4).value()) {
          all += std::to_string(turn.id) + " " + std::to_string(turn.sequence) + " " + turn.inbound_key + " " + turn.answer;
          for (const auto& line : turn.lines) all += line.text;
        }
      }
    }
    return all;
  };
  const std::string before = read();
  CHECK(before.find("d4-19") != std::string::npos);
  engine->remember_as_killed();
  store.reset();
  store = engine->open();
  CHECK(read() == before);
}

TEST_CASE("Tasks, cursors and releases survive a kill") {
  const auto engine = ENGINE_UNDER_TEST();
  auto store = engine->open();
  storage::TurnWrite turn = first_turn("a", "m1");
  turn.tasks = {{"handoff", "open", ""}, {"handoff", "closed", ""}};
  must_commit(*store, turn);
  const std::int64_t second = store->desk().open_tasks(0, 10)->back().id;
  REQUIRE(store->desk().close_task(second, "operator:1").ok());
  REQUIRE(store->outbox().set_cursor("updates", "17").ok());
  REQUIRE(store->releases().publish(publication_of("r1", "sources", 0)).ok());
  engine->remember_as_killed();
  store.reset();
  store = engine->open();
  const auto tasks = store->desk().open_tasks(0, 10);
  REQUIRE(tasks->size() == 1);
  CHECK(tasks->front().reason == "open");
  CHECK(store->desk().close_task(second, "operator:2").error().code == base::ErrorCode::kConflict);
  CHECK(store->outbox().cursor("updates").value() == "17");
  CHECK(store->releases().current().value()->id == "r1");
}

TEST_CASE("Ids of conversations and turns are never given again, neither after a close nor after a kill") {
  const auto engine = ENGINE_UNDER_TEST();
  auto store = engine->open();
  std::set<std::int64_t> conversations;
  std::set<std::int64_t> turns;
  for (int round = 0; round < 6; ++round) {
    const Committed first = must_commit(*store, first_turn("d" + std::to_string(round), "m1"));
    const Committed second = must_commit(*store, next_turn(first, "d" + std::to_string(round), "m2"));
    CHECK(second.turn > first.turn);
    conversations.insert(first.conversation);
    turns.insert({first.turn, second.turn});
    if (round % 2 == 0) engine->remember_as_killed();
    store.reset();
    store = engine->open();
  }
  CHECK(conversations.size() == 6);
  CHECK(turns.size() == 12);
}

TEST_CASE("A ticket's changes survive a kill in their order, and it goes on from its revision") {
  const auto engine = ENGINE_UNDER_TEST();
  auto store = engine->open();
  const std::string number = open_ticket(*store, "a");
  for (int i = 1; i <= 5; ++i) {
    storage::TurnWrite turn = first_turn("d" + std::to_string(i), "m1");
    turn.ticket_changes = {{number, i, tickets::Status::kAccepted, "", "operator:1", "noted", "note " + std::to_string(i)}};
    must_commit(*store, turn);
  }
  engine->remember_as_killed();
  store.reset();
  store = engine->open();
  const auto log = store->tickets().log(number);
  REQUIRE(log->size() == 6);
  for (std::size_t i = 1; i <= 5; ++i) CHECK((*log)[i].note == "note " + std::to_string(i));
  storage::TurnWrite turn = first_turn("last", "m1");
  turn.ticket_changes = {{number, 6, tickets::Status::kAccepted, "", "operator:1", "noted", "after"}};
  must_commit(*store, turn);
  CHECK((*store->tickets().find(number))->revision == 7);
}
