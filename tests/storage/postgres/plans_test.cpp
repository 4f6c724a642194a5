// What PostgreSQL plans before it knows the values: a statement that is kept prepared must not read a table that grows.
#include <catch2/catch.hpp>
#include <string>

#include "storage/postgres/connection.hpp"
#include "storage/sql.hpp"
#include "tests/storage/postgres/cluster.hpp"

namespace {

/// The plan that serves whatever is bound.
std::string generic_plan(storage::postgres::Connection& connection, const std::string& statement) {
  connection.script("SET plan_cache_mode = force_generic_plan; PREPARE one(bigint) AS " + statement);
  std::string plan;
  auto rows = connection.query("EXPLAIN EXECUTE one(1000)");
  while (rows.next()) plan += rows.text(0) + "\n";
  return plan;
}

}  // namespace

TEST_CASE("Whether a look is due is read from the index alone, however many tickets wait and nothing is") {
  test::PostgresDatabase database;
  storage::postgres::Connection connection(database.url());
  connection.script(
      "INSERT INTO tickets (number, conversation, turn, hotline, status, revision, promise, title, urgency, content_hash,"
      " external_number, first_message_at, accepted_at, changed_at, form, look_due)"
      " SELECT 'JN' || g, 1, 1, '12328', 'accepted', 1, '', '', '', '', '', 1, 1, 1, '', 5000 + g FROM generate_series(1, 20000) g;"
      " ANALYZE tickets");
  const std::string plan = generic_plan(connection, storage::sql::kSomeLookDue);
  INFO(plan);
  CHECK(plan.find("tickets_look") != std::string::npos);
  CHECK(plan.find("Seq Scan") == std::string::npos);
}
