#include <catch2/catch.hpp>
#include <utility>

#include "base/log.hpp"
#include "base/random.hpp"
#include "storage/postgres/postgres_store.hpp"
#include "tests/storage/contract/engine.hpp"
#include "tests/storage/postgres/cluster.hpp"

namespace contract {

namespace {

class PostgresEngine final : public Engine {
 public:
  std::unique_ptr<storage::Store> open(const Bounds& bounds) override {
    storage::PostgresOptions options;
    options.url = database_.url();
    options.queue_max = bounds.queue_max;
    options.group_max = bounds.group_max;
    options.group_wait = bounds.group_wait;
    options.keep_clock = true;
    auto store = storage::open_postgres(options, clock, random_, log_);
    if (!store) FAIL(store.error().text);
    open_ = store->get();
    return std::move(*store);
  }

  /// A killed process leaves what is committed; the open store goes on with the old database.
  void remember_as_killed() override {
    left_behind_.push_back(std::move(database_));
    database_ = left_behind_.back().copy();
    // Its connections were cut for the copy: it must have found new ones before the test goes on with it.
    while (!open_->health().problem.empty()) test::admin("SELECT pg_sleep(0.02)");
  }

 private:
  storage::Store* open_ = nullptr;  // the newest one
  test::PostgresDatabase database_;
  std::vector<test::PostgresDatabase> left_behind_;
  base::SeededRandom random_{20260115};
  base::NoLog log_;
};

}  // namespace

std::unique_ptr<Engine> make_postgres_engine() { return std::make_unique<PostgresEngine>(); }

}  // namespace contract
