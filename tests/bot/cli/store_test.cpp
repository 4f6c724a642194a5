// xinsheng store, as it is called.
#include <catch2/catch.hpp>
#include <iostream>
#include <sstream>
#include <string>
#include <vector>

#include "base/civil_time.hpp"
#include "base/log.hpp"
#include "base/random.hpp"
#include "bot/cli/command.hpp"
#include "bot/installation.hpp"
#include "bot/wiring.hpp"
#include "storage/postgres/postgres_store.hpp"
#include "tests/storage/folder.hpp"
#include "tests/storage/postgres/cluster.hpp"

using Catch::Contains;

namespace {

struct Called {
  int exit_code = 0;
  std::string said;
};

/// The program with these words.
Called call(std::vector<std::string> words) {
  words.insert(words.begin(), "xinsheng");
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  std::ostringstream out;
  std::streambuf* const cout = std::cout.rdbuf(out.rdbuf());
  std::streambuf* const cerr = std::cerr.rdbuf(out.rdbuf());
  const int exit_code = bot::cli::run_command_line(static_cast<int>(arguments.size()), arguments.data());
  std::cout.rdbuf(cout);
  std::cerr.rdbuf(cerr);
  return {exit_code, out.str()};
}

/// One turn of one driver at that moment.
void say_something(const std::string& url, const char* moment, const std::string& driver) {
  const base::ManualClock clock(*base::from_rfc3339(moment));
  base::SeededRandom random(3);
  base::NoLog log;
  storage::PostgresOptions options;
  options.url = url;
  options.keep_clock = true;
  const auto store = storage::open_postgres(options, clock, random, log).value();
  storage::TurnWrite turn;
  turn.key = {"wechat", "demo", driver};
  turn.at = clock.now();
  turn.inbound_key = "m1";
  turn.lines = {{storage::Speaker::kDriver, "你好", ""}};
  REQUIRE(store->turns().commit(std::move(turn), {}).ok());
}

}  // namespace

TEST_CASE("store drop-turns: whole months before a date are dropped and named, and the store is sound", "[bot][postgres]") {
  test::PostgresDatabase database;
  database.spoil();
  say_something(database.url(), "2026-01-15T10:00:00+08:00", "a");
  say_something(database.url(), "2026-03-15T10:00:00+08:00", "b");
  const Called dropped = call({"store", "drop-turns", database.url(), "--before", "2026-02-20"});
  INFO(dropped.said);
  CHECK(dropped.exit_code == bot::kExitOk);
  CHECK_THAT(dropped.said, Contains("dropped turns_2026_01") && Contains("删掉了 1 个月"));
  CHECK(test::ask(database.url(), "SELECT count(*)::text FROM turns") == "1");
  CHECK_THAT(call({"store", "drop-turns", database.url(), "--before", "2026-02-20"}).said, Contains("删掉了 0 个月"));
}

TEST_CASE("store drop-turns: a date that is none is told with how one is written", "[bot]") {
  for (const char* date : {"2026-13-01", "yesterday", "2026-02-30", ""}) {
    const Called refused = call({"store", "drop-turns", "postgres://127.0.0.1:1/x", "--before", date});
    INFO(date);
    CHECK(refused.exit_code == bot::kExitUsage);
    CHECK_THAT(refused.said, Contains("2026-01-01"));
  }
}

TEST_CASE("store drop-turns: a file is refused with where months can be dropped", "[bot]") {
  const test::Folder folder;
  const Called refused = call({"store", "drop-turns", "sqlite:" + folder.path("x.db"), "--before", "2026-01-01"});
  CHECK(refused.exit_code == bot::kExitConfig);
  CHECK_THAT(refused.said, Contains("PostgreSQL only") && Contains("xinsheng store copy"));
}

TEST_CASE("store drop-turns: without a date nothing is dropped", "[bot]") {
  CHECK(call({"store", "drop-turns", "postgres://127.0.0.1:1/x"}).exit_code == bot::kExitUsage);
}

TEST_CASE("migrate: a data folder notices that the database in it is another installation's, and leaves it as it was", "[bot]") {
  const test::Folder here;
  const test::Folder there;
  const auto data = [](const test::Folder& folder) { return folder.path("."); };
  for (const test::Folder* folder : {&here, &there}) {
    const Called sound = call({"verify", "--data", data(*folder)});
    INFO(sound.said);
    REQUIRE(sound.exit_code == bot::kExitOk);
  }
  REQUIRE(bot::keep_installation(data(here), std::string(32, 'a')).ok());
  const Called refused = call({"migrate", "--data", data(here)});
  CHECK(refused.exit_code == bot::kExitConfig);
  CHECK_THAT(refused.said, Contains("another installation") && Contains(std::string(32, 'a')) && Contains("remove the file"));
  CHECK(call({"migrate", "--data", data(there)}).exit_code == bot::kExitOk);
}

TEST_CASE("migrate: an installation file that holds no id is told with what to do", "[bot]") {
  const test::Folder folder;
  REQUIRE(bot::keep_installation(folder.path("."), "not-an-id").ok());
  const Called refused = call({"migrate", "--data", folder.path(".")});
  CHECK(refused.exit_code == bot::kExitConfig);
  CHECK_THAT(refused.said, Contains("安装编号") && Contains("删掉它"));
}
