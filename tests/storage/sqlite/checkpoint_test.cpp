#include <catch2/catch.hpp>
#include <filesystem>

#include "storage/sqlite/database.hpp"
#include "storage/sqlite/open.hpp"
#include "tests/storage/contract/words.hpp"
#include "tests/storage/sqlite/sqlite_folder.hpp"

using test::SqliteFolder;

namespace {
constexpr std::uintmax_t kPage = 8192;
}

TEST_CASE("The write-ahead log is written into the database under load and stays near its bound") {
  SqliteFolder folder;
  folder.options.checkpoint_pages = 40;
  const auto store = folder.must_open();
  const std::uintmax_t begun = std::filesystem::file_size(folder.options.path);
  storage::Committed last = contract::must_commit(*store, contract::first_turn("a", "m1"));
  for (int i = 0; i < 400; ++i) {
    storage::TurnWrite turn = contract::next_turn(last, "a", "n" + std::to_string(i));
    turn.lines.front().text.assign(4000, 'x');
    last = contract::must_commit(*store, std::move(turn));
  }
  CHECK(std::filesystem::file_size(folder.options.path + "-wal") < 100 * kPage);
  CHECK(std::filesystem::file_size(folder.options.path) > begun + 150 * kPage);
}

TEST_CASE("A reader that holds an old moment keeps the log growing, not the writer waiting; then it shrinks into the database") {
  SqliteFolder folder;
  folder.options.checkpoint_pages = 40;
  const auto store = folder.must_open();
  storage::Committed last = contract::must_commit(*store, contract::first_turn("a", "m1"));
  const auto write = [&](int turns) {
    for (int i = 0; i < turns; ++i) {
      storage::TurnWrite turn = contract::next_turn(last, "a", "");
      turn.lines.front().text.assign(4000, 'x');
      last = contract::must_commit(*store, std::move(turn));
    }
  };
  const auto wal_size = [&] { return std::filesystem::file_size(folder.options.path + "-wal"); };
  {
    const auto reader = storage::sqlite::open_reader(folder.options.path, "");
    reader->script("BEGIN; SELECT COUNT(*) FROM turns");
    write(200);
    CHECK(wal_size() > 100 * kPage);
  }
  const std::uintmax_t high = wal_size();
  write(400);
  CHECK(wal_size() < high + 100 * kPage);
}
