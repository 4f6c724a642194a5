#include <catch2/catch.hpp>

#include "tests/storage/contract/engine.hpp"
#include "tests/storage/contract/words.hpp"

using namespace contract;
using storage::Committed;

namespace {

storage::TurnWrite with_timer(storage::TurnWrite turn, std::int64_t due) {
  turn.timer_due = base::UnixMs{due};
  return turn;
}

std::vector<std::string> due_drivers(storage::Store& store, std::int64_t now, std::size_t timers_max = 100) {
  const auto timers = store.turns().due_timers({now}, timers_max);
  REQUIRE(timers.ok());
  std::vector<std::string> drivers;
  for (const auto& timer : *timers) drivers.push_back(timer.key.driver);
  return drivers;
}

using Drivers = std::vector<std::string>;

}  // namespace

TEST_CASE("A timer is due from its moment on, not before") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  const Committed first = must_commit(*store, with_timer(first_turn("a", "m1"), 5000));
  CHECK(due_drivers(*store, 4999).empty());
  const auto due = store->turns().due_timers({5000}, 10);
  REQUIRE(due.ok());
  REQUIRE(due->size() == 1);
  CHECK(due->front().conversation == first.conversation);
  CHECK(due->front().key == key_of("a"));
  CHECK(due->front().due == base::UnixMs{5000});
}

TEST_CASE("Due timers come earliest first and no more than asked for") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  must_commit(*store, with_timer(first_turn("late", "m1"), 9000));
  must_commit(*store, with_timer(first_turn("early", "m1"), 1000));
  must_commit(*store, with_timer(first_turn("middle", "m1"), 5000));
  must_commit(*store, first_turn("none", "m1"));
  CHECK(due_drivers(*store, 10'000) == Drivers{"early", "middle", "late"});
  CHECK(due_drivers(*store, 10'000, 2) == Drivers{"early", "middle"});
  CHECK(due_drivers(*store, 10'000, 0).empty());
}

TEST_CASE("A later turn moves or takes away its conversation's timer") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  const Committed a = must_commit(*store, with_timer(first_turn("a", "m1"), 1000));
  const Committed b = must_commit(*store, with_timer(first_turn("b", "m1"), 1000));
  must_commit(*store, with_timer(next_turn(a, "a", "m2"), 7000));
  must_commit(*store, next_turn(b, "b", "m2"));
  CHECK(due_drivers(*store, 6999).empty());
  CHECK(due_drivers(*store, 7000) == Drivers{"a"});
}

TEST_CASE("Timers survive a clean close, and what superseded them does too") {
  const auto engine = ENGINE_UNDER_TEST();
  auto store = engine->open();
  const Committed a = must_commit(*store, with_timer(first_turn("a", "m1"), 1000));
  must_commit(*store, with_timer(first_turn("b", "m1"), 2000));
  must_commit(*store, next_turn(a, "a", "m2"));
  store.reset();
  store = engine->open();
  CHECK(due_drivers(*store, 5000) == Drivers{"b"});
}

TEST_CASE("Timers in rows and timers that are only in memory are one list") {
  const auto engine = ENGINE_UNDER_TEST();
  auto store = engine->open();
  must_commit(*store, with_timer(first_turn("stored-1", "m1"), 1000));
  must_commit(*store, with_timer(first_turn("stored-3", "m1"), 3000));
  const Committed moved = must_commit(*store, with_timer(first_turn("moved", "m1"), 500));
  store.reset();
  store = engine->open();
  must_commit(*store, with_timer(first_turn("new-2", "m1"), 2000));
  must_commit(*store, with_timer(next_turn(moved, "moved", "m2"), 4000));
  CHECK(due_drivers(*store, 9000) == Drivers{"stored-1", "new-2", "stored-3", "moved"});
  CHECK(due_drivers(*store, 9000, 3) == Drivers{"stored-1", "new-2", "stored-3"});
}
