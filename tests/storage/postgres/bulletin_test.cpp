#include "storage/postgres/bulletin.hpp"

#include <catch2/catch.hpp>
#include <mutex>

#include "tests/storage/contract/words.hpp"
#include "tests/storage/postgres/cluster.hpp"
#include "tests/storage/postgres/node.hpp"

using namespace contract;
using storage::Elsewhere;
using storage::postgres::decode_told;
using storage::postgres::encode_told;
using test::Node;

namespace {

/// What a node was told, for one thread to look at.
class Heard {
 public:
  storage::Store::Heard ear() {
    return [this](const std::optional<Elsewhere>& turn) {
      const std::scoped_lock lock(mutex_);
      if (turn) {
        turns_.push_back(*turn);
      } else {
        ++gaps_;
      }
    };
  }
  std::vector<Elsewhere> turns() {
    const std::scoped_lock lock(mutex_);
    return turns_;
  }
  int gaps() {
    const std::scoped_lock lock(mutex_);
    return gaps_;
  }

 private:
  std::mutex mutex_;
  std::vector<Elsewhere> turns_;
  int gaps_ = 0;
};

/// So many nodes listen on this database: a turn told before is missed, as the contract allows.
bool all_listen(const test::PostgresDatabase& database, int nodes) {
  // A bulletin's first chore and its looks come behind its LISTEN.
  const std::string chores =
      "SELECT count(*)::text FROM pg_stat_activity WHERE datname = current_database()"
      " AND (query LIKE 'DELETE FROM commits%' OR query LIKE 'SELECT pg_is_in_recovery%') AND pid <> pg_backend_pid()";
  return test::becomes([&] { return test::ask(database.url(), chores) == std::to_string(nodes); });
}

}  // namespace

TEST_CASE("A turn that another node commits is heard with its conversation, key and sequence", "[postgres]") {
  const test::PostgresDatabase database;
  Heard heard;
  Node one(database.url(), 1);
  Node two(database.url(), 2);
  one->listen(heard.ear());
  REQUIRE(all_listen(database, 2));
  const auto last = talk(*two, "a", 3);
  CHECK(test::becomes([&] { return heard.turns().size() >= 3; }));
  const auto turns = heard.turns();
  REQUIRE(turns.size() == 3);
  for (std::size_t i = 0; i < 3; ++i) {
    CHECK(turns[i].conversation == last.conversation);
    CHECK(turns[i].key == key_of("a"));
    CHECK(turns[i].sequence == i + 1);
  }
}

TEST_CASE("A node does not hear its own turns, nor turns that were refused", "[postgres]") {
  const test::PostgresDatabase database;
  Heard of_one;
  Heard of_two;
  Node one(database.url(), 1);
  Node two(database.url(), 2);
  one->listen(of_one.ear());
  two->listen(of_two.ear());
  REQUIRE(all_listen(database, 2));
  const auto first = must_commit(*one, first_turn("a", "m1"));
  CHECK_FALSE(commit(*one, first_turn("a", "m2")).ok());
  must_commit(*two, first_turn("b", "m1"));
  CHECK(test::becomes([&] { return !of_one.turns().empty() && !of_two.turns().empty(); }));
  REQUIRE(of_two.turns().size() == 1);
  CHECK(of_two.turns().front().conversation == first.conversation);
  REQUIRE(of_one.turns().size() == 1);
  CHECK(of_one.turns().front().key == key_of("b"));
}

TEST_CASE("A node whose ear was cut off is told that it may have missed something, and hears again", "[postgres]") {
  const test::PostgresDatabase database;
  Heard heard;
  Node one(database.url(), 1);
  Node two(database.url(), 2);
  one->listen(heard.ear());
  REQUIRE(all_listen(database, 2));  // an ear that is not there yet is not cut off
  test::admin("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '" + database.name() + "'");
  CHECK(test::becomes([&] { return heard.gaps() > 0; }));
  CHECK(test::becomes([&] { return two->health().problem.empty(); }));
  must_commit(*two, first_turn("a", "m1"));
  CHECK(test::becomes([&] { return !heard.turns().empty(); }));
}

TEST_CASE("Told turns survive the wire, in pieces that PostgreSQL takes", "[postgres]") {
  std::vector<Elsewhere> turns;
  for (int i = 1; i <= 400; ++i) turns.push_back({i, {"wechat", "demo", "driver-" + std::to_string(i)}, 7});
  const auto payloads = encode_told("node-a", turns);
  CHECK(payloads.size() > 1);
  std::size_t seen = 0;
  for (const std::string& payload : payloads) {
    CHECK(payload.size() < 8000);
    const auto decoded = decode_told("node-b", payload);
    REQUIRE(decoded.has_value());
    for (const Elsewhere& turn : *decoded) {
      CHECK(turn.conversation == turns[seen].conversation);
      CHECK(turn.key == turns[seen].key);
      CHECK(turn.sequence == 7);
      ++seen;
    }
    CHECK(decode_told("node-a", payload)->empty());
  }
  CHECK(seen == turns.size());
}

TEST_CASE("A notice that is none of ours is a gap, not a turn", "[postgres]") {
  for (const std::string payload : {"node\x1e",
                                    "node\x1e"
                                    "1\x1f"
                                    "2",
                                    "node\x1e"
                                    "x\x1f"
                                    "2\x1f"
                                    "a\x1f"
                                    "b\x1f"
                                    "c"}) {
    CHECK_FALSE(decode_told("other", payload).has_value());
  }
  CHECK(encode_told("node", {{1, {"wechat", "demo", std::string(9000, 'x')}, 1}}).empty());
  CHECK(encode_told("node", {{1,
                              {"wechat", "demo",
                               "a\x1f"
                               "b"},
                              1}})
            .empty());
}

TEST_CASE("Waits between attempts grow, are bounded and differ by chance", "[postgres]") {
  using storage::postgres::reconnect_wait;
  CHECK(reconnect_wait(0, 0).count == 25);
  CHECK(reconnect_wait(0, 25).count == 50);
  CHECK(reconnect_wait(3, 0).count == 200);
  for (int failed = 0; failed < 100; ++failed) CHECK(reconnect_wait(failed, 0xFFFF'FFFF'FFFFULL).count <= 2000);
}
