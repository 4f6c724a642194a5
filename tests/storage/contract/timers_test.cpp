#include <catch2/catch.hpp>
#include <map>
#include <set>
#include <thread>

#include "base/random.hpp"
#include "tests/storage/contract/engine.hpp"
#include "tests/storage/contract/words.hpp"

using namespace contract;
using base::ErrorCode;
using storage::Committed;

namespace {

storage::TurnWrite with_timer(storage::TurnWrite turn, std::int64_t due) {
  turn.timer_due = base::UnixMs{due};
  return turn;
}

/// Whose timers a claim gets; the claims end as soon as they are given.
std::vector<std::string> due_drivers(storage::Store& store, std::int64_t now, std::size_t timers_max = 100) {
  const auto timers = store.turns().claim_timers({now}, base::Millis{0}, timers_max);
  REQUIRE(timers.ok());
  std::vector<std::string> drivers;
  for (const auto& timer : *timers) drivers.push_back(timer.key.driver);
  return drivers;
}

constexpr base::Millis kLease = base::seconds(60);

std::vector<storage::TimerClaim> claim(storage::Store& store, std::int64_t now, std::size_t timers_max = 100) {
  auto claims = store.turns().claim_timers({now}, kLease, timers_max);
  REQUIRE(claims.ok());
  return std::move(*claims);
}

/// The turn with which a timer of this conversation fires.
storage::TurnWrite silence(const Committed& after, const std::string& driver, const std::string& lease) {
  storage::TurnWrite turn = next_turn(after, driver, "");
  turn.kind = storage::TurnKind::kTimer;
  turn.timer_lease = lease;
  return turn;
}

ErrorCode refusal(storage::Store& store, storage::TurnWrite turn) {
  const auto result = commit(store, std::move(turn));
  REQUIRE_FALSE(result.ok());
  return result.error().code;
}

using Drivers = std::vector<std::string>;

}  // namespace

TEST_CASE("A timer is due from its moment on, not before") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  const Committed first = must_commit(*store, with_timer(first_turn("a", "m1"), 5000));
  CHECK(due_drivers(*store, 4999).empty());
  const auto due = claim(*store, 5000);
  REQUIRE(due.size() == 1);
  CHECK(due.front().conversation == first.conversation);
  CHECK(due.front().key == key_of("a"));
  CHECK(due.front().due == base::UnixMs{5000});
  CHECK(due.front().lease.size() == 32);
  CHECK(due.front().lease.find_first_not_of("0123456789abcdef") == std::string::npos);
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

TEST_CASE("A claimed timer is given to nobody else while its lease holds, and then to the next who asks") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  must_commit(*store, with_timer(first_turn("a", "m1"), 1000));
  const auto first = claim(*store, 2000);
  REQUIRE(first.size() == 1);
  CHECK(claim(*store, 2000).empty());
  CHECK(claim(*store, 2000 + kLease.count - 1).empty());
  const auto second = claim(*store, 2000 + kLease.count);
  REQUIRE(second.size() == 1);
  CHECK(second.front().lease != first.front().lease);
}

TEST_CASE("Claims pass over timers that are held, and take the next ones that are due") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  for (int i = 1; i <= 5; ++i) must_commit(*store, with_timer(first_turn("d" + std::to_string(i), "m1"), i * 100));
  const auto drivers = [](const std::vector<storage::TimerClaim>& claims) {
    Drivers names;
    for (const auto& one : claims) names.push_back(one.key.driver);
    return names;
  };
  CHECK(drivers(claim(*store, 1000, 2)) == Drivers{"d1", "d2"});
  CHECK(drivers(claim(*store, 1000, 2)) == Drivers{"d3", "d4"});
  CHECK(drivers(claim(*store, 1000, 2)) == Drivers{"d5"});
  CHECK(claim(*store, 1000, 2).empty());
}

TEST_CASE("The turn of a claimed timer settles it once") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  const Committed first = must_commit(*store, with_timer(first_turn("a", "m1"), 1000));
  const auto held = claim(*store, 1000);
  REQUIRE(held.size() == 1);
  const Committed fired = must_commit(*store, with_timer(silence(first, "a", held.front().lease), 9000));
  CHECK(fired.version == 2);
  CHECK(refusal(*store, silence(fired, "a", held.front().lease)) == ErrorCode::kConflict);
  CHECK(claim(*store, 8999).empty());
  CHECK(claim(*store, 9000).size() == 1);
  CHECK(findings(*store) == "");
}

TEST_CASE("Who sleeps past the lease cannot settle a timer that another has claimed") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  const Committed first = must_commit(*store, with_timer(first_turn("a", "m1"), 1000));
  const auto sleeper = claim(*store, 1000);
  const auto other = claim(*store, 1000 + kLease.count);
  REQUIRE(sleeper.size() == 1);
  REQUIRE(other.size() == 1);
  CHECK(refusal(*store, silence(first, "a", sleeper.front().lease)) == ErrorCode::kConflict);
  CHECK(must_load(*store, "a").version == 1);
  CHECK(must_commit(*store, silence(first, "a", other.front().lease)).version == 2);
}

TEST_CASE("A message of the driver ends the claim on the conversation's timer") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  const Committed first = must_commit(*store, with_timer(first_turn("a", "m1"), 1000));
  const auto held = claim(*store, 1000);
  REQUIRE(held.size() == 1);
  const Committed message = must_commit(*store, with_timer(next_turn(first, "a", "m2"), 1500));
  CHECK(refusal(*store, silence(message, "a", held.front().lease)) == ErrorCode::kConflict);
  // The timer that the message set is another one: nobody holds it, though the old lease would still run.
  const auto next = claim(*store, 2000);
  REQUIRE(next.size() == 1);
  CHECK(must_commit(*store, silence(message, "a", next.front().lease)).version == 3);
}

TEST_CASE("A turn with a claim that nobody gave is refused and leaves nothing") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  const Committed first = must_commit(*store, with_timer(first_turn("a", "m1"), 1000));
  storage::TurnWrite forged = silence(first, "a", std::string(32, 'f'));
  forged.tasks.push_back({"handoff", "x", ""});
  CHECK(refusal(*store, forged) == ErrorCode::kConflict);
  storage::TurnWrite newcomer = first_turn("b", "m1");
  newcomer.timer_lease = std::string(32, 'f');
  CHECK(refusal(*store, newcomer) == ErrorCode::kConflict);
  CHECK(store->desk().open_tasks(0, 10)->empty());
  CHECK_FALSE(store->turns().load(key_of("b"))->has_value());
  CHECK(must_commit(*store, first_turn("b", "m1")).version == 1);
  CHECK(findings(*store) == "");
}

TEST_CASE("A claim of one conversation settles no other's timer") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  const Committed a = must_commit(*store, with_timer(first_turn("a", "m1"), 1000));
  const Committed b = must_commit(*store, with_timer(first_turn("b", "m1"), 2000));
  const auto of_a = claim(*store, 1500);
  REQUIRE(of_a.size() == 1);
  CHECK(refusal(*store, silence(b, "b", of_a.front().lease)) == ErrorCode::kConflict);
  CHECK(must_commit(*store, silence(a, "a", of_a.front().lease)).version == 2);
}

TEST_CASE("Claims of one call are settled each for itself, in any order") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  std::vector<Committed> firsts;
  for (int i = 0; i < 6; ++i) firsts.push_back(must_commit(*store, with_timer(first_turn("d" + std::to_string(i), "m1"), i)));
  const auto claims = claim(*store, 100);
  REQUIRE(claims.size() == 6);
  for (const int i : {3, 0, 5, 1, 4, 2}) {
    const auto& one = claims[static_cast<std::size_t>(i)];
    CHECK(must_commit(*store, silence(firsts[static_cast<std::size_t>(i)], one.key.driver, one.lease)).version == 2);
  }
  CHECK(due_drivers(*store, 1'000'000).empty());
}

TEST_CASE("A claim whose turn was refused for its version stays with its claimer") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  const Committed first = must_commit(*store, with_timer(first_turn("a", "m1"), 1000));
  const auto held = claim(*store, 1000);
  REQUIRE(held.size() == 1);
  storage::TurnWrite stale = silence(first, "a", held.front().lease);
  stale.expected_version = 7;
  CHECK(refusal(*store, stale) == ErrorCode::kConflict);
  CHECK(claim(*store, 1000).empty());
  CHECK(must_commit(*store, silence(first, "a", held.front().lease)).version == 2);
}

TEST_CASE("A timer that was claimed by a process that was killed fires after the lease, with its conversation whole") {
  const auto engine = ENGINE_UNDER_TEST();
  auto store = engine->open();
  const Committed first = must_commit(*store, with_timer(first_turn("a", "m1"), 1000));
  REQUIRE(claim(*store, 1000).size() == 1);
  engine->remember_as_killed();
  store.reset();
  store = engine->open();
  const auto later = claim(*store, 1000 + kLease.count);
  REQUIRE(later.size() == 1);
  CHECK(must_commit(*store, silence(first, "a", later.front().lease)).version == 2);
  CHECK(findings(*store) == "");
}

TEST_CASE("Many who claim at once share the due timers out: each is given once") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  constexpr int kTimers = 60;
  for (int i = 0; i < kTimers; ++i) must_commit(*store, with_timer(first_turn("d" + std::to_string(i), "m1"), i));
  std::vector<std::vector<storage::TimerClaim>> given(4);
  std::vector<std::thread> threads;
  for (auto& mine : given) {
    threads.emplace_back([&store, &mine] {
      for (int round = 0; round < 40; ++round) {
        auto claims = store->turns().claim_timers({1000}, kLease, 3);
        if (claims) mine.insert(mine.end(), claims->begin(), claims->end());
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  std::set<std::int64_t> conversations;
  std::size_t all = 0;
  for (const auto& mine : given) {
    all += mine.size();
    for (const auto& one : mine) conversations.insert(one.conversation);
  }
  CHECK(all == conversations.size());
  CHECK(conversations.size() == kTimers);
}

TEST_CASE("Timers fire once each while several workers claim, settle, sleep and lose their claims") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  std::map<std::int64_t, Committed> standing;
  for (int i = 0; i < 20; ++i) {
    const Committed first = must_commit(*store, with_timer(first_turn("d" + std::to_string(i), "m1"), i));
    standing[first.conversation] = first;
  }
  base::SeededRandom chance(20261128);
  std::vector<storage::TimerClaim> held;
  std::int64_t now = 1000;
  std::map<std::int64_t, int> fired;
  while (fired.size() < standing.size()) {
    for (auto& one : claim(*store, now, 1 + chance.below(4))) held.push_back(std::move(one));
    now += static_cast<std::int64_t>(chance.below(static_cast<std::uint64_t>(kLease.count)));
    const std::size_t settled = held.empty() ? 0 : chance.below(held.size() + 1);
    for (std::size_t i = 0; i < settled; ++i) {
      const std::size_t at = chance.below(held.size());
      const storage::TimerClaim one = held[at];
      held.erase(held.begin() + static_cast<std::ptrdiff_t>(at));
      if (commit(*store, silence(standing[one.conversation], one.key.driver, one.lease)).ok()) ++fired[one.conversation];
    }
    if (held.size() > 30) held.erase(held.begin(), held.begin() + 20);  // some workers die
  }
  for (const auto& [conversation, times] : fired) CHECK(times == 1);
  CHECK(due_drivers(*store, now * 2).empty());
  CHECK(findings(*store) == "");
}
