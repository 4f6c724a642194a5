#include <catch2/catch.hpp>
#include <fstream>

#include "storage/sqlite/database.hpp"
#include "storage/migrations.hpp"
#include "tests/storage/contract/words.hpp"
#include "tests/storage/sqlite/sqlite_folder.hpp"

using Catch::Contains;
using test::SqliteFolder;

TEST_CASE("A new file is made durable, hardened and marked as ours") {
  SqliteFolder folder;
  { const auto store = folder.must_open(); }
  CHECK(folder.rows("PRAGMA journal_mode") == "wal\n");
  CHECK(folder.rows("PRAGMA application_id") == std::to_string(0x58494E53) + "\n");
  CHECK(folder.rows("PRAGMA user_version") == std::to_string(storage::schema_version()) + "\n");
  CHECK(folder.rows("PRAGMA auto_vacuum") == "0\n");
  CHECK(folder.rows("SELECT number, name, applied_at FROM migrations WHERE number = 1") == "1|0001_turn_log|1768442531000\n");
}

TEST_CASE("Opening a second time migrates nothing and keeps what is there") {
  SqliteFolder folder;
  {
    const auto store = folder.must_open();
    contract::must_commit(*store, contract::first_turn("a", "m1"));
  }
  const auto store = folder.must_open();
  CHECK(contract::must_load(*store, "a").version == 1);
}

TEST_CASE("A file in a folder that does not exist is refused with what to do") {
  SqliteFolder folder;
  folder.options.path = folder.folder.path("nowhere/store.db");
  CHECK_THAT(folder.refusal(), Contains("nowhere") && Contains("create it"));
}

TEST_CASE("A file that another process has open is refused with what to do") {
  SqliteFolder folder;
  {
    const auto store = folder.must_open();
    CHECK_THAT(folder.refusal(), Contains("store.db") && Contains("stop that one first"));
    CHECK_FALSE(storage::migrate_sqlite(folder.options, folder.log).ok());
  }
  CHECK(folder.refusal() == "");
}

TEST_CASE("A database of another program is refused and left as it was") {
  SqliteFolder folder;
  folder.sql("CREATE TABLE theirs (x); INSERT INTO theirs VALUES (1)");
  CHECK_THAT(folder.refusal(), Contains("belongs to another program"));
  CHECK(folder.rows("PRAGMA journal_mode") == "delete\n");
  CHECK(folder.rows("SELECT name FROM sqlite_master") == "theirs\n");
  SqliteFolder marked;
  marked.sql("PRAGMA application_id = 42");
  CHECK_THAT(marked.refusal(), Contains("belongs to another program"));
}

TEST_CASE("A file that is no database is refused and left as it was") {
  SqliteFolder folder;
  const std::string text(5000, 'x');
  std::ofstream(folder.options.path) << text;
  CHECK_THAT(folder.refusal(), Contains("damaged or no database") && Contains("backup"));
  std::ifstream file(folder.options.path);
  CHECK(std::string(std::istreambuf_iterator<char>(file), {}) == text);
}

TEST_CASE("A newer schema is refused naming both versions") {
  SqliteFolder folder;
  { const auto store = folder.must_open(); }
  const int known = storage::schema_version();
  folder.sql("INSERT INTO migrations VALUES (" + std::to_string(known + 1) + ", 'from_the_future', 0)");
  CHECK_THAT(folder.refusal(), Contains("schema " + std::to_string(known + 1)) && Contains("schema " + std::to_string(known)) &&
                                   Contains("newer program"));
  CHECK_FALSE(storage::migrate_sqlite(folder.options, folder.log).ok());
}

TEST_CASE("A database with other migrations under our numbers is refused") {
  SqliteFolder folder;
  { const auto store = folder.must_open(); }
  folder.sql("UPDATE migrations SET name = '0001_something_else'");
  CHECK_THAT(folder.refusal(), Contains("migration 1"));
}

TEST_CASE("Migrating alone names what it applied, and nothing the second time") {
  SqliteFolder folder;
  const auto first = storage::migrate_sqlite(folder.options, folder.log, {1234});
  REQUIRE(first.ok());
  CHECK(first->size() == storage::migrations().size());
  CHECK(first->front() == "0001_turn_log");
  CHECK(storage::migrate_sqlite(folder.options, folder.log)->empty());
  CHECK(folder.rows("SELECT applied_at FROM migrations WHERE number = 1") == "1234\n");
}

TEST_CASE("Migrations rise from number 1 and are named by number") {
  int last = 0;
  for (const auto& migration : storage::migrations()) {
    CHECK(migration.number > last);
    last = migration.number;
    CHECK(std::string(migration.name).substr(0, 4) == std::string(4 - std::to_string(last).size(), '0') + std::to_string(last));
  }
  CHECK(storage::migrations().front().number == 1);
  CHECK(storage::schema_version() == last);
}

TEST_CASE("A reading connection cannot write") {
  SqliteFolder folder;
  const auto store = folder.must_open();
  storage::sqlite::Database reader(folder.options.path, "", storage::sqlite::Database::Access::kReadOnly);
  CHECK_THROWS_AS(reader.script("DELETE FROM turns"), storage::sqlite::SqlFailure);
}

TEST_CASE("A hundred thousand turns that no row knows yet are recovered into rows") {
  SqliteFolder folder;
  { const auto store = folder.must_open(); }
  folder.sql(
      "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000)"
      " INSERT INTO turns SELECT i, 1 + (i - 1) % 20000, 1 + (i - 1) / 20000, MAX(0, i - 20000), 1000 + i, 'message', NULL,"
      " 'k' || i, x'', iif(i <= 20000, 'wechat', NULL), iif(i <= 20000, 'demo', NULL), iif(i <= 20000, 'd' || i, NULL),"
      " 'r', x'', x'', CAST('state ' || i AS BLOB), x'01' FROM n");
  const auto store = folder.must_open();
  CHECK(contract::must_load(*store, "d1").version == 5);
  CHECK(contract::must_load(*store, "d20000").version == 5);
  CHECK(contract::must_load(*store, "d777").state == "state " + std::to_string(80'777));
  CHECK(contract::findings(*store) == "");
}

TEST_CASE("A file of another installation is refused with both ids and what to do, and not migrated") {
  SqliteFolder folder;
  std::string theirs;
  {
    const auto store = folder.must_open();
    theirs = store->installation();
  }
  folder.sql("DELETE FROM migrations WHERE number > 1");
  folder.options.installation = std::string(32, 'a');
  CHECK_THAT(folder.refusal(), Contains("another installation") && Contains(theirs) && Contains(std::string(32, 'a')) &&
                                   Contains("name the right database"));
  CHECK_FALSE(storage::migrate_sqlite(folder.options, folder.log).ok());
  CHECK(folder.rows("SELECT COUNT(*) FROM migrations") == "1\n");
}

TEST_CASE("An empty file, and one that says nothing of its installation, belong to whom they are first opened for") {
  SqliteFolder folder;
  folder.options.installation = std::string(32, 'b');
  CHECK(folder.must_open()->installation() == std::string(32, 'b'));
  SqliteFolder old;
  { const auto store = old.must_open(); }
  old.sql("DELETE FROM meta WHERE name = 'installation'");
  old.options.installation = std::string(32, 'c');
  CHECK(old.must_open()->installation() == std::string(32, 'c'));
}
