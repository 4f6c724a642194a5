// A server whose disk is really full: a file system of some megabytes holds what the database writes.
#include <unistd.h>

#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <string>

#include "base/random.hpp"
#include "storage/postgres/connection.hpp"
#include "tests/storage/contract/words.hpp"
#include "tests/storage/postgres/cluster.hpp"
#include "tests/storage/postgres/node.hpp"

using namespace contract;
using base::ErrorCode;
using storage::postgres::Connection;
using storage::postgres::PgFailure;
using test::Node;

namespace {

/// A file system in memory that the server may write to. Mounting is for root, or for who may use sudo without being asked.
class SmallDisk {
 public:
  explicit SmallDisk(int megabytes)
      : folder_(std::filesystem::temp_directory_path() / ("xinsheng-small-" + std::to_string(::getpid()))) {
    std::filesystem::create_directories(folder_);
    run("mount -t tmpfs -o mode=700,uid=$(" + owner() + "),size=" + std::to_string(megabytes) + "m tmpfs " + folder_);
  }
  ~SmallDisk() {
    (void)std::system((as_root() + "umount " + folder_).c_str());
    std::error_code ignored;
    std::filesystem::remove(folder_, ignored);
  }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;
  const std::string& folder() const { return folder_; }

 private:
  static std::string as_root() { return ::getuid() == 0 ? "" : "sudo -n "; }
  static std::string owner() { return ::getuid() == 0 ? "id -u postgres" : "id -u"; }
  static void run(const std::string& command) {
    INFO("a small file system cannot be mounted: " << command);
    REQUIRE(std::system((as_root() + command).c_str()) == 0);
  }
  std::string folder_;
};

/// A database whose tables lie on that disk, as an operator's tablespace does.
class DatabaseOnSmallDisk {
 public:
  DatabaseOnSmallDisk() {
    database_.spoil();
    test::admin("CREATE TABLESPACE small LOCATION '" + disk_.folder() + "'");
    test::admin("ALTER DATABASE " + database_.name() + " SET TABLESPACE small");
  }
  ~DatabaseOnSmallDisk() {
    try {
      database_ = test::PostgresDatabase();  // drops the one on the disk: it is spoiled
      test::admin("DROP TABLESPACE small");
    } catch (const PgFailure&) {
      // The cluster goes with the program.
    }
  }
  std::string url() const { return database_.url(); }

  /// Nothing that needs a new page can be written from now on.
  void fill() const {
    Connection connection(url());
    connection.be_patient();
    connection.script("CREATE TABLE ballast (bytes TEXT)");
    connection.script("ALTER TABLE ballast ALTER COLUMN bytes SET STORAGE PLAIN");
    bool full = false;
    while (!full) {
      try {
        connection.script("INSERT INTO ballast SELECT repeat('x', 7000) FROM generate_series(1, 16)");
      } catch (const PgFailure& failure) {
        REQUIRE(failure.sqlstate() == "53100");
        full = true;
      }
    }
  }
  void free() const { Connection(url()).script("DROP TABLE ballast"); }

 private:
  SmallDisk disk_{40};
  test::PostgresDatabase database_;
};

}  // namespace

TEST_CASE("A full disk refuses turns as busy and is named in health; what was acknowledged is kept, and it serves again with space",
          "[postgres]") {
  DatabaseOnSmallDisk database;
  Node node(database.url());
  auto last = talk(*node, "a", 3);
  database.fill();
  // What still fits into pages that are there is taken; then no page can be had.
  base::SeededRandom chance(20261128);
  ErrorCode refused = ErrorCode::kInternal;
  for (int i = 4; i < 400; ++i) {
    storage::TurnWrite turn = next_turn(last, "a", "a-" + std::to_string(i));
    turn.answer = chance.hex(2000);  // too long for its row, too random to be packed
    const auto result = commit(*node, std::move(turn));
    if (!result) {
      refused = result.error().code;
      break;
    }
    last = *result;
  }
  CHECK(refused == ErrorCode::kBusy);
  CHECK(node->health().problem == "disk_full");
  CHECK_FALSE(node->health().writes);
  CHECK(must_load(*node, "a").version == last.version);
  const auto kept = node->turns().transcript(last.conversation, 0, 1000);
  REQUIRE(kept.ok());
  CHECK(kept->size() == last.version);
  database.free();
  CHECK(must_commit(*node, next_turn(last, "a", "after")).version == last.version + 1);
  CHECK(node->health().problem == "");
  CHECK(open_ticket(*node, "b") != "");
  CHECK(findings(*node) == "");
}
