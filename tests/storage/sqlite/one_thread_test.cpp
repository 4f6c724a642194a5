// The store without a thread of its own, as one-threaded programs use it.
#include <catch2/catch.hpp>
#include <optional>

#include "base/log.hpp"
#include "base/random.hpp"
#include "storage/sqlite/faulty_disk.hpp"
#include "storage/sqlite/sqlite_store.hpp"

namespace {

storage::TurnWrite turn_of(const std::string& driver, std::uint64_t version, std::int64_t conversation) {
  storage::TurnWrite turn;
  turn.key = {"wechat", "demo", driver};
  turn.conversation = conversation;
  turn.expected_version = version;
  turn.at = base::UnixMs{1'768'442'531'000};
  turn.inbound_key = "m" + std::to_string(version + 1);
  turn.state = "{}";
  return turn;
}

struct OneThread {
  OneThread() { open(); }
  void open() {
    storage::SqliteOptions options;
    options.path = "store.db";
    options.vfs = disk.vfs();
    options.writer_thread = false;
    store = std::move(storage::open_sqlite(options, clock, random, log)).value();
  }
  storage::sqlite::FaultyDisk disk{7};
  base::ManualClock clock{base::UnixMs{1'768'442'531'000}};
  base::SeededRandom random{7};
  base::NoLog log;
  std::unique_ptr<storage::Store> store;
};

}  // namespace

TEST_CASE("one thread: a turn is committed by hurry(), on the caller's step and not before", "[storage]") {
  OneThread it;
  std::optional<base::Result<storage::Committed>> told;
  REQUIRE(it.store->turns().commit(turn_of("oOne", 0, 0), [&](base::Result<storage::Committed> result) { told = std::move(result); }));
  REQUIRE_FALSE(told);
  REQUIRE_FALSE(it.store->turns().load({"wechat", "demo", "oOne"}).value());
  it.store->turns().hurry();
  REQUIRE(told);
  REQUIRE((*told)->version == 1);
  SECTION("a transaction that is asked for is done when the call returns") {
    REQUIRE(it.store->tickets().next_serial("260115"));
    REQUIRE(it.store->outbox().set_cursor("c", "1"));
    REQUIRE(it.store->outbox().cursor("c").value() == "1");
  }
  SECTION("what was told is there after the power went") {
    it.disk.cut_power_now();
    it.store.reset();
    it.disk.restart();
    it.open();
    REQUIRE(it.store->turns().load({"wechat", "demo", "oOne"}).value()->version == 1);
  }
}

TEST_CASE("one thread: a quiet hurry() brings the rows up to date, and closing ends what waits", "[storage]") {
  OneThread it;
  int told = 0;
  REQUIRE(it.store->turns().commit(turn_of("oOne", 0, 0), [&](const base::Result<storage::Committed>& result) { told += result ? 1 : 0; }));
  it.store->turns().hurry();
  it.store->turns().hurry();
  REQUIRE(it.store->turns().commit(turn_of("oTwo", 0, 0), [&](const base::Result<storage::Committed>& result) { told += result ? 1 : 0; }));
  it.store.reset();
  REQUIRE(told == 2);
  it.open();
  REQUIRE(it.store->verify().value().empty());
  REQUIRE(it.store->turns().newest(0, 10).value().size() == 2);
}

TEST_CASE("faulty disk: a killed process loses nothing that was written, a power cut what was not synced", "[storage]") {
  OneThread it;
  it.disk.lie_about_syncs(true);
  REQUIRE(it.store->turns().commit(turn_of("oOne", 0, 0), [](const base::Result<storage::Committed>&) {}));
  it.store->turns().hurry();
  it.disk.kill_process_now();
  it.store.reset();
  it.disk.restart();
  it.open();
  REQUIRE(it.store->turns().load({"wechat", "demo", "oOne"}).value());
}
