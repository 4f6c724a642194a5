// What does not lead to a database of ours: refused with what is wrong and what to do, never with the password.
#include <catch2/catch.hpp>
#include <future>

#include "storage/migrations.hpp"
#include "storage/postgres/postgres_store.hpp"
#include "tests/storage/contract/words.hpp"
#include "tests/storage/postgres/cluster.hpp"
#include "tests/storage/postgres/node.hpp"

using Catch::Contains;
using test::refusal_of;

namespace {

constexpr char kWrongPassword[] = "wrong-secret";

/// `url` with another password.
std::string with_wrong_password(const std::string& url) {
  const std::size_t colon = url.find(':', url.find("//"));
  return url.substr(0, colon + 1) + kWrongPassword + url.substr(url.find('@'));
}

std::string password_of(const std::string& url) {
  const std::size_t colon = url.find(':', url.find("//"));
  return url.substr(colon + 1, url.find('@') - colon - 1);
}

std::string with_database(const std::string& url, const std::string& name) {
  return url.substr(0, url.rfind('/') + 1) + name;
}

}  // namespace

TEST_CASE("An empty database becomes ours, a second time nothing is migrated", "[postgres]") {
  const auto database = test::PostgresDatabase::empty();
  const base::ManualClock clock(base::UnixMs{1234});
  base::NoLog log;
  storage::PostgresOptions options;
  options.url = database.url();
  const auto first = storage::migrate_postgres(options, clock, log);
  REQUIRE(first.ok());
  CHECK(first->size() == static_cast<std::size_t>(storage::schema_version()));
  CHECK(storage::migrate_postgres(options, clock, log)->empty());
  CHECK(test::ask(database.url(), "SELECT name || ' ' || applied_at FROM migrations WHERE number = 1") ==
        "0001_turn_log 1234");
}

TEST_CASE("Something that is no URL is refused with what one looks like", "[postgres]") {
  for (const char* url :
       {"postgres://", "mysql://user:secret-word@host/db", "postgres://user:secret-word@host:99999999/db%zz"}) {
    const std::string refusal = refusal_of(url);
    CHECK_THAT(refusal, Contains("postgres://user:password@host:5432/database") || Contains("cannot be reached"));
    CHECK_THAT(refusal, !Contains("secret-word"));
  }
}

TEST_CASE("A wrong password is told as that, and neither it nor the right one is printed", "[postgres]") {
  const test::PostgresDatabase database;
  const std::string refusal = refusal_of(with_wrong_password(database.url()));
  CHECK_THAT(refusal, Contains("password") && Contains("correct them") && Contains(database.name()));
  CHECK_THAT(refusal, !Contains(kWrongPassword) && !Contains(password_of(database.url())));
}

TEST_CASE("A database that does not exist is told as that", "[postgres]") {
  const test::PostgresDatabase database;
  CHECK_THAT(refusal_of(with_database(database.url(), "nowhere")),
             Contains("nowhere") && Contains("does not exist; create it"));
}

TEST_CASE("A server that is away is told as that", "[postgres]") {
  CHECK_THAT(refusal_of("postgres://user:secret-word@127.0.0.1:1/db"),
             Contains("127.0.0.1:1") && Contains("cannot be reached"));
}

TEST_CASE("A database with the tables of another program is refused and left as it was", "[postgres]") {
  const auto database = test::PostgresDatabase::empty();
  test::ask(database.url(), "CREATE TABLE theirs (x int)");
  CHECK_THAT(refusal_of(database.url()), Contains("tables of another program"));
  CHECK(test::ask(database.url(),
                  "SELECT string_agg(relname, ' ') FROM pg_class WHERE relnamespace = 'public'::regnamespace") ==
        "theirs");
}

TEST_CASE("A database with a newer schema is refused naming both versions", "[postgres]") {
  test::PostgresDatabase database;
  database.spoil();
  const int known = storage::schema_version();
  test::ask(database.url(), "INSERT INTO migrations VALUES (" + std::to_string(known + 1) + ", 'from_the_future', 0)");
  CHECK_THAT(refusal_of(database.url()), Contains("schema " + std::to_string(known + 1)) &&
                                             Contains("schema " + std::to_string(known)) && Contains("newer program"));
}

TEST_CASE("A database of another installation's program under our migration numbers is refused", "[postgres]") {
  test::PostgresDatabase database;
  database.spoil();
  test::ask(database.url(), "UPDATE meta SET value = 'another' WHERE name = 'application'");
  CHECK_THAT(refusal_of(database.url()), Contains("belongs to another program"));
}

TEST_CASE("A read-only server is told as a standby", "[postgres]") {
  test::PostgresDatabase database;
  database.spoil();
  test::admin("ALTER DATABASE " + database.name() + " SET default_transaction_read_only = on");
  CHECK_THAT(refusal_of(database.url()), Contains("read-only standby") && Contains("all hosts"));
}

TEST_CASE("TLS that the server does not speak is told as that", "[postgres]") {
  const test::PostgresDatabase database;
  CHECK_THAT(refusal_of(database.url() + "?sslmode=verify-full&sslrootcert=/nonexistent"),
             Contains("TLS") && Contains("sslmode"));
}

TEST_CASE("Of several hosts the one that answers is used", "[postgres]") {
  const test::PostgresDatabase database;
  const std::string url = database.url();
  const std::size_t at = url.find('@') + 1;
  CHECK(refusal_of(url.substr(0, at) + "127.0.0.1:1," + url.substr(at)) == "");
}

TEST_CASE("Two nodes that open an empty database at once migrate it once", "[postgres]") {
  const auto database = test::PostgresDatabase::empty();
  std::future<std::string> other = std::async(std::launch::async, [&] { return refusal_of(database.url()); });
  CHECK(refusal_of(database.url()) == "");
  CHECK(other.get() == "");
  CHECK(test::ask(database.url(), "SELECT count(*)::text FROM migrations") ==
        std::to_string(storage::schema_version()));
}

TEST_CASE("Every session has the limits that keep a node from waiting for ever", "[postgres]") {
  const test::PostgresDatabase database;
  const std::pair<const char*, const char*> expected[] = {{"statement_timeout", "5s"},
                                                          {"lock_timeout", "2s"},
                                                          {"idle_in_transaction_session_timeout", "5s"},
                                                          {"synchronous_commit", "on"},
                                                          {"application_name", "xinsheng"}};
  for (const auto& [name, value] : expected) {
    CHECK(test::ask(database.url(), std::string("SELECT current_setting('") + name + "')") == value);
  }
}

TEST_CASE("Text with zeros or broken UTF-8 is kept with those bytes replaced", "[postgres]") {
  const test::PostgresDatabase database;
  test::Node node(database.url());
  storage::TurnWrite turn = contract::first_turn("a", std::string("m\0\xFF", 3));
  turn.tasks.push_back({"handoff", std::string("why\0", 4), ""});
  const auto first = contract::must_commit(*node, turn);
  CHECK(node->desk().open_tasks(0, 1)->front().reason == "why\uFFFD");
  CHECK(contract::commit(*node, contract::next_turn(first, "a", turn.inbound_key)).error().code ==
        base::ErrorCode::kConflict);
}

TEST_CASE("The database of another installation is refused with both ids and what to do, and not migrated", "[postgres]") {
  test::PostgresDatabase database;
  database.spoil();
  const std::string theirs = test::Node(database.url())->installation();
  test::ask(database.url(), "DELETE FROM migrations WHERE number > 1");
  const std::string ours(32, 'a');
  CHECK_THAT(refusal_of(database.url(), ours), Contains("another installation") && Contains(theirs) && Contains(ours) &&
                                                   Contains("name the right database") && Contains(database.name()));
  CHECK(test::ask(database.url(), "SELECT count(*)::text FROM migrations") == "1");
}

TEST_CASE("All nodes of a database are of one installation; an empty one belongs to whom it is first opened for", "[postgres]") {
  const test::PostgresDatabase database;
  const std::string first = test::Node(database.url(), 1)->installation();
  CHECK(test::Node(database.url(), 2)->installation() == first);
  CHECK(refusal_of(database.url(), first) == "");
  const auto empty = test::PostgresDatabase::empty();
  CHECK(refusal_of(empty.url(), std::string(32, 'b')) == "");
  CHECK(test::Node(empty.url())->installation() == std::string(32, 'b'));
}

TEST_CASE("Two nodes that open an empty database at once agree whose it is", "[postgres]") {
  const auto database = test::PostgresDatabase::empty();
  const auto installation_of = [&](std::uint64_t seed) { return test::Node(database.url(), seed)->installation(); };
  std::future<std::string> other = std::async(std::launch::async, installation_of, 2);
  const std::string mine = installation_of(1);
  CHECK(other.get() == mine);
  CHECK(mine.size() == 32);
}
