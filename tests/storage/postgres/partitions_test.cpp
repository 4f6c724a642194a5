#include "storage/postgres/partitions.hpp"

#include <catch2/catch.hpp>

#include "base/civil_time.hpp"
#include "storage/postgres/turn_ids.hpp"
#include "tests/storage/contract/words.hpp"
#include "tests/storage/postgres/cluster.hpp"
#include "tests/storage/postgres/node.hpp"

using namespace contract;
using storage::postgres::first_id_at;
using storage::postgres::moment_of;
using storage::postgres::partition_name;
using storage::postgres::TurnIds;
using test::Node;

namespace {

std::string count(const test::PostgresDatabase& database, const std::string& table) {
  return test::ask(database.url(), "SELECT count(*)::text FROM " + table);
}

base::UnixMs moment(const char* text) { return *base::from_rfc3339(text); }

}  // namespace

TEST_CASE("Months are those of Jinan's calendar", "[postgres]") {
  CHECK(partition_name(moment("2026-01-31T23:59:59+08:00")) == "turns_2026_01");
  CHECK(partition_name(moment("2026-01-31T16:00:00Z")) == "turns_2026_02");
}

TEST_CASE("An id tells its moment and is always greater than the one before", "[postgres]") {
  TurnIds ids;
  CHECK_FALSE(ids.has(1));
  ids.use_block(1024);
  CHECK(ids.has(1024));
  CHECK_FALSE(ids.has(1025));
  const std::int64_t first = ids.next({kNow}, 0);
  CHECK(moment_of(first) == base::UnixMs{kNow});
  CHECK(ids.next({kNow}, first) > first);
  const std::int64_t ahead = first_id_at({kNow + 5000}) | 7;
  const std::int64_t after = ids.next({kNow}, ahead);
  CHECK(after > ahead);
  CHECK(moment_of(after) == base::UnixMs{kNow + 5001});
  CHECK(first_id_at(moment("2200-01-01T00:00:00Z")) > 0);
}

TEST_CASE("A turn lies in the month of its commit, and the months to come exist", "[postgres]") {
  const test::PostgresDatabase database;
  Node node(database.url());
  talk(*node, "a", 3);
  CHECK(count(database, "turns_2026_01") == "3");
  CHECK(count(database, "turns_2026_02") == "0");
  CHECK(count(database, "turns_2026_03") == "0");
  CHECK(count(database, "turns_other") == "0");
}

TEST_CASE("A conversation is read across months, newest key first", "[postgres]") {
  test::PostgresDatabase database;
  database.spoil();
  Node node(database.url());
  const auto january = talk(*node, "a", 3);
  node.clock.advance(base::days(30));
  const auto february = must_commit(*node, next_turn(january, "a", "late"));
  CHECK(count(database, "turns_2026_02") == "1");
  CHECK(node->turns().transcript(january.conversation, 0, 10)->size() == 4);
  CHECK(node->turns().transcript(january.conversation, 3, 10)->front().id == february.turn);
  CHECK(commit(*node, next_turn(february, "a", "a-2")).error().code == base::ErrorCode::kConflict);
  CHECK(findings(*node) == "");
}

TEST_CASE("Retention drops whole months, and what is left is sound and goes on", "[postgres]") {
  test::PostgresDatabase database;
  database.spoil();
  Node node(database.url());
  const auto january = talk(*node, "a", 3);
  const std::string number = open_ticket(*node, "b");
  node.clock.advance(base::days(30));
  const auto february = must_commit(*node, next_turn(january, "a", "late"));
  storage::PostgresOptions options;
  options.url = database.url();
  const auto dropped = storage::drop_old_turns(options, moment("2026-02-15T00:00:00+08:00"));
  REQUIRE(dropped.ok());
  CHECK(*dropped == std::vector<std::string>{"turns_2026_01"});
  CHECK(storage::drop_old_turns(options, moment("2026-02-15T00:00:00+08:00"))->empty());
  const auto left = node->turns().transcript(january.conversation, 0, 10);
  REQUIRE(left->size() == 1);
  CHECK(left->front().sequence == 4);
  CHECK(node->tickets().find(number)->has_value());
  CHECK(must_load(*node, "b").state == "state after b-1");
  CHECK(must_commit(*node, next_turn(february, "a", "later")).version == 5);
  CHECK(findings(*node) == "");
}

TEST_CASE("A turn of a month that nobody made is kept all the same, and told by verify", "[postgres]") {
  test::PostgresDatabase database;
  database.spoil();
  Node node(database.url());
  // The months of the start are made; the clock then jumps where no chore has been.
  const std::string chores_done =
      "SELECT count(*)::text FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'DELETE FROM commits%'";
  REQUIRE(test::becomes([&] { return test::ask(database.url(), chores_done) == "1"; }));
  node.clock.jump(base::days(400));
  must_commit(*node, first_turn("a", "m1"));
  CHECK(count(database, "turns_other") == "1");
  CHECK_THAT(findings(*node), Catch::Contains("outside of its month"));
}
