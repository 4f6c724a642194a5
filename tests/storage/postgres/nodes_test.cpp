// Several nodes on one database end as if one had done everything.
#include <atomic>
#include <catch2/catch.hpp>
#include <mutex>
#include <set>
#include <thread>

#include "tests/storage/contract/words.hpp"
#include "tests/storage/postgres/cluster.hpp"
#include "tests/storage/postgres/node.hpp"

using namespace contract;
using base::ErrorCode;
using storage::Committed;
using storage::OutboxState;
using test::Node;

TEST_CASE("What one node commits the other loads, and goes on from", "[postgres]") {
  const test::PostgresDatabase database;
  Node one(database.url(), 1);
  Node two(database.url(), 2);
  const Committed first = must_commit(*one, first_turn("a", "m1"));
  CHECK(must_load(*two, "a").state == "state after m1");
  const Committed second = must_commit(*two, next_turn(first, "a", "m2"));
  CHECK(second.version == 2);
  CHECK(second.turn > first.turn);
  CHECK(must_load(*one, "a").version == 2);
}

TEST_CASE("A node whose view of a conversation is old is refused, and right after loading anew", "[postgres]") {
  const test::PostgresDatabase database;
  Node one(database.url(), 1);
  Node two(database.url(), 2);
  const Committed first = must_commit(*one, first_turn("a", "m1"));
  const Committed second = must_commit(*two, next_turn(first, "a", "m2"));
  CHECK(commit(*one, next_turn(first, "a", "m3")).error().code == ErrorCode::kConflict);
  CHECK(must_commit(*one, next_turn(second, "a", "m3")).version == 3);
}

TEST_CASE("A message redelivered to another node is taken once", "[postgres]") {
  const test::PostgresDatabase database;
  Node one(database.url(), 1);
  Node two(database.url(), 2);
  const Committed first = must_commit(*one, first_turn("a", "m1"));
  CHECK(commit(*two, first_turn("a", "m1")).error().code == ErrorCode::kConflict);
  CHECK(commit(*two, next_turn(first, "a", "m1")).error().code == ErrorCode::kConflict);
  const auto found = two->turns().find_turn(first.conversation, "m1", {0});
  REQUIRE(found->has_value());
  CHECK((*found)->answer == "answer to m1");
}

TEST_CASE("A later turn has the greater id although its node's clock is behind", "[postgres]") {
  const test::PostgresDatabase database;
  Node one(database.url(), 1);
  Node two(database.url(), 2);
  one.clock.advance(base::hours(3));
  const Committed first = must_commit(*one, first_turn("a", "m1"));
  const Committed second = must_commit(*two, next_turn(first, "a", "m2"));
  CHECK(second.turn > first.turn);
  CHECK(findings(*one) == "");
}

TEST_CASE("Two nodes that race for the same new drivers make each conversation once", "[postgres]") {
  const test::PostgresDatabase database;
  Node one(database.url(), 1);
  Node two(database.url(), 2);
  std::atomic<int> begun = 0;
  const auto race = [&](Node& node) {
    for (int i = 0; i < 60; ++i) begun += commit(*node, first_turn("d" + std::to_string(i), "m1")).ok() ? 1 : 0;
  };
  std::thread other([&] { race(two); });
  race(one);
  other.join();
  CHECK(begun == 60);
  CHECK(findings(*one) == "");
}

TEST_CASE("Nodes that race for one conversation lose no turn and repeat no version", "[postgres]") {
  const test::PostgresDatabase database;
  Node one(database.url(), 1);
  Node two(database.url(), 2);
  must_commit(*one, first_turn("a", "start"));
  std::mutex mutex;
  std::set<std::uint64_t> versions;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      storage::Store& store = t % 2 == 0 ? *one : *two;
      for (int i = 0; i < 20;) {
        const auto loaded = store.turns().load(key_of("a"));
        const Committed after{(*loaded)->id, (*loaded)->last_turn, (*loaded)->version};
        const auto result = commit(store, next_turn(after, "a", std::to_string(t) + "/" + std::to_string(i)));
        if (!result.ok()) continue;
        ++i;
        const std::scoped_lock lock(mutex);
        versions.insert(result->version);
      }
    });
  }
  for (auto& thread : threads) thread.join();
  CHECK(versions.size() == 80);
  CHECK(*versions.rbegin() == 81);
  CHECK(findings(*two) == "");
}

TEST_CASE("Groups of two nodes with the same conversations in opposite order do not wait for each other for ever", "[postgres]") {
  const test::PostgresDatabase database;
  Node one(database.url(), 1);
  Node two(database.url(), 2);
  std::vector<Committed> standing;
  for (int i = 0; i < 30; ++i) standing.push_back(must_commit(*one, first_turn("d" + std::to_string(i), "m1")));
  for (int round = 0; round < 8; ++round) {
    std::atomic<int> answered = 0;
    std::atomic<int> committed = 0;
    const auto push = [&](Node& node, int i) {
      const auto at = static_cast<std::size_t>(i);
      REQUIRE(node->turns()
                  .commit(next_turn(standing[at], "d" + std::to_string(i), ""),
                          [&](base::Result<Committed> r) {
                            committed += r.ok() ? 1 : 0;
                            ++answered;
                          })
                  .ok());
    };
    for (int i = 0; i < 30; ++i) {
      push(one, i);
      push(two, 29 - i);
    }
    one->turns().hurry();
    two->turns().hurry();
    CHECK(test::becomes([&] { return answered == 60; }));
    CHECK(committed == 30);
    for (auto& at : standing) ++at.version;
  }
  CHECK(findings(*one) == "");
}

TEST_CASE("A ticket number or a message key that two nodes give at once is given once", "[postgres]") {
  const test::PostgresDatabase database;
  Node one(database.url(), 1);
  Node two(database.url(), 2);
  for (int round = 0; round < 20; ++round) {
    storage::TurnWrite turn = first_turn("a" + std::to_string(round), "m1");
    turn.messages.push_back(new_message("k" + std::to_string(round), "text"));
    storage::TurnWrite rival = turn;
    rival.key.driver = "b" + std::to_string(round);
    base::Result<Committed> second = base::Error{};
    std::thread other([&] { second = commit(*two, rival); });
    const auto first = commit(*one, turn);
    other.join();
    CHECK(first.ok() != second.ok());
    CHECK((first.ok() ? second : first).error().code == ErrorCode::kConflict);
  }
  CHECK(findings(*one) == "");
}

TEST_CASE("Serials of two nodes never meet", "[postgres]") {
  const test::PostgresDatabase database;
  Node one(database.url(), 1);
  Node two(database.url(), 2);
  std::set<std::uint32_t> given;
  std::mutex mutex;
  const auto draw = [&](Node& node) {
    for (int i = 0; i < 250; ++i) {
      const auto serial = node->tickets().next_serial("260115");
      const std::scoped_lock lock(mutex);
      given.insert(*serial);
    }
  };
  std::thread other([&] { draw(two); });
  draw(one);
  other.join();
  CHECK(given.size() == 500);
}

TEST_CASE("Workers of two nodes that claim at a time never hold the same row", "[postgres]") {
  const test::PostgresDatabase database;
  Node one(database.url(), 1);
  Node two(database.url(), 2);
  for (int i = 0; i < 40; ++i) open_ticket(*one, "d" + std::to_string(i));
  std::mutex mutex;
  std::multiset<std::int64_t> claimed;
  const auto work = [&](storage::Store& store) {
    for (int empty = 0; empty < 3;) {
      const auto rows = store.outbox().claim(storage::OutboxKind::kForward, "12345", {kNow}, base::seconds(60), 3);
      empty = rows.ok() && rows->empty() ? empty + 1 : 0;
      for (std::size_t i = 0; rows.ok() && i < rows->size(); ++i) {
        (void)store.outbox().settle(settlement_of((*rows)[i], OutboxState::kDelivered)).ok();
        const std::scoped_lock lock(mutex);
        claimed.insert((*rows)[i].id);
      }
    }
  };
  std::thread other([&] { work(*two); });
  work(*one);
  other.join();
  CHECK(claimed.size() == 40);
  CHECK(std::set<std::int64_t>(claimed.begin(), claimed.end()).size() == 40);
  CHECK(count_of(*one, OutboxState::kDelivered) == 40);
}

TEST_CASE("A node that slept past its lease loses its claim to another and cannot settle it, in a thousand schedules", "[postgres]") {
  const test::PostgresDatabase database;
  Node sleeper(database.url(), 1);
  Node other(database.url(), 2);
  base::SeededRandom chance(20260115);
  open_ticket(*other, "a");
  std::int64_t now = kNow;
  for (int round = 0; round < 1000; ++round) {
    const auto mine = claim_forwards(*sleeper, "12345", now);
    REQUIRE(mine.size() == 1);
    const bool overslept = chance.below(2) == 0;
    now += overslept ? 60'000 : static_cast<std::int64_t>(chance.below(59'999));
    const auto expired = other->outbox().expire_leases({now});
    REQUIRE(*expired == (overslept ? 1 : 0));
    const bool taken = overslept && chance.below(2) == 0;
    auto theirs = taken ? claim_forwards(*other, "12345", now) : std::vector<storage::OutboxRow>();
    REQUIRE(theirs.size() == (taken ? 1 : 0));
    auto late = settlement_of(mine.front(), OutboxState::kPending);
    late.due = {now};
    REQUIRE(sleeper->outbox().settle(late).ok() == !overslept);
    if (taken) {
      auto right = settlement_of(theirs.front(), OutboxState::kPending);
      right.due = {now};
      REQUIRE(other->outbox().settle(right).ok());
    }
  }
  CHECK(count_of(*other, OutboxState::kDelivered) == 0);
  CHECK(findings(*other) == "");
}

TEST_CASE("A due timer belongs to the node that claimed it, until it sleeps past its lease", "[postgres]") {
  const test::PostgresDatabase database;
  Node one(database.url(), 1);
  Node two(database.url(), 2);
  storage::TurnWrite turn = first_turn("a", "m1");
  turn.timer_due = base::UnixMs{kNow + 10};
  const Committed first = must_commit(*one, turn);
  const base::Millis lease = base::seconds(60);
  const auto sleeper = one->turns().claim_timers({kNow + 10}, lease, 10).value();
  REQUIRE(sleeper.size() == 1);
  CHECK(two->turns().claim_timers({kNow + 10}, lease, 10)->empty());
  const auto other = two->turns().claim_timers({kNow + 10 + lease.count}, lease, 10).value();
  REQUIRE(other.size() == 1);
  storage::TurnWrite silence = next_turn(first, "a", "");
  silence.kind = storage::TurnKind::kTimer;
  silence.timer_lease = sleeper.front().lease;
  CHECK(commit(*one, silence).error().code == ErrorCode::kConflict);
  silence.timer_lease = other.front().lease;
  CHECK(commit(*two, silence).ok());
  CHECK(commit(*two, silence).error().code == ErrorCode::kConflict);
  CHECK(one->turns().claim_timers({kNow + 10 + 2 * lease.count}, lease, 10)->empty());
}
