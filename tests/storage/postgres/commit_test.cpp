// A connection that is lost while a transaction commits: what was done is not done twice, and everybody is told the
// truth.
#include <catch2/catch.hpp>
#include <future>

#include "tests/storage/contract/words.hpp"
#include "tests/storage/postgres/cluster.hpp"
#include "tests/storage/postgres/cutting_proxy.hpp"
#include "tests/storage/postgres/node.hpp"

using namespace contract;
using test::CuttingProxy;
using test::Node;
using Cut = test::CuttingProxy::Cut;

TEST_CASE("A turn whose commit was done but not answered is acknowledged and there once", "[postgres]") {
  const test::PostgresDatabase database;
  CuttingProxy proxy(database.url());
  Node node(proxy.url());
  const auto first = must_commit(*node, first_turn("a", "m1"));
  proxy.arm(Cut::kAfterCommit);
  const auto second = must_commit(*node, next_turn(first, "a", "m2"));
  CHECK(proxy.cuts() == 1);
  CHECK(second.version == 2);
  CHECK(node->turns().transcript(first.conversation, 0, 10)->size() == 2);
  CHECK(must_load(*node, "a").last_turn == second.turn);
  CHECK(must_commit(*node, next_turn(second, "a", "m3")).version == 3);
  CHECK(findings(*node) == "");
}

TEST_CASE("A turn whose commit never reached the database is done again, once", "[postgres]") {
  const test::PostgresDatabase database;
  CuttingProxy proxy(database.url());
  Node node(proxy.url());
  proxy.arm(Cut::kBeforeCommit);
  const auto first = must_commit(*node, first_turn("a", "m1"));
  CHECK(proxy.cuts() == 1);
  CHECK(first.version == 1);
  CHECK(node->turns().transcript(first.conversation, 0, 10)->size() == 1);
  CHECK(findings(*node) == "");
}

TEST_CASE(
    "A whole group with tickets whose commit was not answered is there once, and its refused turn stays refused") {
  const test::PostgresDatabase database;
  CuttingProxy proxy(database.url());
  Node node(proxy.url());
  const std::string taken = open_ticket(*node, "t");
  std::vector<storage::TurnWrite> group{first_turn("a", "m1"), first_turn("b", "m1"), first_turn("c", "m1")};
  group[0].tickets.push_back(new_ticket(*node));
  group[1].tickets.push_back(new_ticket(*node));
  group[1].tickets.front().ticket.number = taken;
  std::vector<std::promise<base::Result<storage::Committed>>> answers(group.size());
  proxy.arm(Cut::kAfterCommit);
  for (std::size_t i = 0; i < group.size(); ++i) {
    REQUIRE(
        node->turns()
            .commit(group[i], [&answers, i](base::Result<storage::Committed> r) { answers[i].set_value(std::move(r)); })
            .ok());
  }
  node->turns().hurry();
  CHECK(answers[0].get_future().get().ok());
  CHECK(answers[1].get_future().get().error().code == base::ErrorCode::kConflict);
  CHECK(answers[2].get_future().get().ok());
  CHECK(proxy.cuts() == 1);
  CHECK(node->tickets().list("", 10)->size() == 2);
  CHECK_FALSE(node->turns().load(key_of("b"))->has_value());
  CHECK(findings(*node) == "");
}

TEST_CASE("A settlement whose commit was done but not answered is not refused as a lost lease", "[postgres]") {
  const test::PostgresDatabase database;
  CuttingProxy proxy(database.url());
  Node node(proxy.url());
  open_ticket(*node, "a");
  const auto rows = claim_forwards(*node, "12345", kNow);
  REQUIRE(rows.size() == 1);
  proxy.arm(Cut::kAfterCommit);
  CHECK(node->outbox().settle(settlement_of(rows.front(), storage::OutboxState::kDelivered)).ok());
  CHECK(proxy.cuts() == 1);
  CHECK(count_of(*node, storage::OutboxState::kDelivered) == 1);
}

TEST_CASE("A claim whose commit was done but not answered gives the rows it leased", "[postgres]") {
  const test::PostgresDatabase database;
  CuttingProxy proxy(database.url());
  Node node(proxy.url());
  open_ticket(*node, "a");
  proxy.arm(Cut::kAfterCommit);
  const auto rows = claim_forwards(*node, "12345", kNow);
  REQUIRE(rows.size() == 1);
  CHECK(node->outbox().settle(settlement_of(rows.front(), storage::OutboxState::kDelivered)).ok());
}

TEST_CASE("Serials whose reservation was not answered are not given twice", "[postgres]") {
  const test::PostgresDatabase database;
  CuttingProxy proxy(database.url());
  Node node(proxy.url());
  Node other(database.url(), 2);
  proxy.arm(Cut::kAfterCommit);
  const auto one = node->tickets().next_serial("260115");
  const auto two = other->tickets().next_serial("260115");
  REQUIRE(one.ok());
  REQUIRE(two.ok());
  CHECK(*one != *two);
}
