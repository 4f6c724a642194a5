// What PostgreSQL plans before it knows the values: a statement that is kept prepared must not read a table that grows.
#include <catch2/catch.hpp>
#include <string>

#include "storage/postgres/connection.hpp"
#include "storage/sql.hpp"
#include "tests/storage/postgres/cluster.hpp"

namespace {

/// The plan that serves whatever is bound. `explain` is a constant, as every statement of a connection.
std::string generic_plan(storage::postgres::Connection& connection, const std::string& statement, const std::string& types,
                         const char* explain) {
  connection.script("SET plan_cache_mode = force_generic_plan; PREPARE one(" + types + ") AS " + statement);
  std::string plan;
  auto rows = connection.query(explain);
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
  const std::string plan = generic_plan(connection, storage::sql::kSomeLookDue, "bigint", "EXPLAIN EXECUTE one(1000)");
  INFO(plan);
  CHECK(plan.find("tickets_look") != std::string::npos);
  CHECK(plan.find("Seq Scan") == std::string::npos);
}

TEST_CASE("Whether something is due is read from the index of just that, however much waits for later") {
  test::PostgresDatabase database;
  storage::postgres::Connection connection(database.url());
  connection.script(
      "INSERT INTO outbox (kind, target, order_group, key, conversation, ticket, driver, state, attempt, created, due, lease_token,"
      " lease_until, receipt, last_error, payload)"
      " SELECT 'forward', '12328', 'g' || g, 'k' || g, 1, '', '', CASE WHEN g % 100 = 0 THEN 'sending' ELSE 'pending' END, 0, 1, 5000 + g,"
      " CASE WHEN g % 100 = 0 THEN 't' ELSE '' END, 5000 + g, '', '', '' FROM generate_series(1, 20000) g; ANALYZE outbox");
  const std::string due = generic_plan(connection, storage::sql::kSomeDue, "text, text, bigint, bigint", "EXPLAIN EXECUTE one('forward', '12328', 1000, 100000)");
  INFO(due);
  CHECK(due.find("outbox_due") != std::string::npos);
  CHECK(due.find("Seq Scan") == std::string::npos);
  connection.script("DEALLOCATE one");
  const std::string expired = generic_plan(connection, storage::sql::kSomeLeaseExpired, "bigint", "EXPLAIN EXECUTE one(1000)");
  INFO(expired);
  CHECK(expired.find("outbox_leased") != std::string::npos);
  CHECK(expired.find("Seq Scan") == std::string::npos);
}
