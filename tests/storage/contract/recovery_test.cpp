#include <catch2/catch.hpp>

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
