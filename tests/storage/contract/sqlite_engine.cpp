#include <catch2/catch.hpp>
#include <filesystem>

#include "base/log.hpp"
#include "base/random.hpp"
#include "storage/sqlite/sqlite_store.hpp"
#include "tests/storage/contract/engine.hpp"
#include "tests/storage/folder.hpp"

namespace contract {

namespace {

class SqliteEngine final : public Engine {
 public:
  std::unique_ptr<storage::Store> open(const Bounds& bounds) override {
    storage::SqliteOptions options;
    options.path = path_;
    options.queue_max = bounds.queue_max;
    options.group_max = bounds.group_max;
    options.group_wait = bounds.group_wait;
    options.flush_turns_max = bounds.lagging_max;
    options.whole_max = bounds.whole_max;
    auto store = storage::open_sqlite(options, clock, random_, log_);
    if (!store) FAIL(store.error().text);
    return std::move(*store);
  }

  void remember_as_killed() override {
    const std::string copy = folder_.path("killed-" + std::to_string(++kills_) + ".db");
    for (const char* suffix : {"", "-wal"}) std::filesystem::copy_file(path_ + suffix, copy + suffix);
    path_ = copy;
  }

 private:
  test::Folder folder_;
  std::string path_ = folder_.path("store.db");
  int kills_ = 0;
  base::SeededRandom random_{20260115};
  base::NoLog log_;
};

}  // namespace

std::unique_ptr<Engine> make_sqlite_engine() { return std::make_unique<SqliteEngine>(); }

}  // namespace contract
