#include <atomic>
#include <catch2/catch.hpp>
#include <condition_variable>
#include <mutex>
#include <set>
#include <thread>

#include "tests/storage/contract/engine.hpp"
#include "tests/storage/contract/words.hpp"

using namespace contract;
using storage::Committed;

namespace {

// Holds the store's writer inside a `done` until it is opened.
class Gate {
 public:
  void pass() {
    std::unique_lock lock(mutex_);
    reached_ = true;
    changed_.notify_all();
    changed_.wait(lock, [this] { return open_; });
  }
  void await_reached() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return reached_; });
  }
  void open() {
    const std::scoped_lock lock(mutex_);
    open_ = true;
    changed_.notify_all();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool reached_ = false;
  bool open_ = false;
};

}  // namespace

TEST_CASE("A full queue refuses at the door, never calls back, and takes turns again when it has drained") {
  const auto engine = ENGINE_UNDER_TEST();
  const Bounds small{.queue_max = 5, .group_max = 1};
  const auto store = engine->open(small);
  Gate gate;
  REQUIRE(store->turns().commit(first_turn("gate", "m1"), [&](base::Result<Committed>) { gate.pass(); }).ok());
  store->turns().hurry();
  gate.await_reached();
  std::vector<std::promise<bool>> answers(5);
  std::atomic<bool> refused_called_back = false;
  for (std::size_t i = 0; i < answers.size(); ++i) {
    const auto queued = store->turns().commit(first_turn("d" + std::to_string(i), "m1"), [&answers, i](base::Result<Committed> r) {
      answers[i].set_value(r.ok());
    });
    CHECK(queued.ok());
  }
  CHECK(store->health().queued == 5);
  const auto refused =
      store->turns().commit(first_turn("late", "m1"), [&](base::Result<Committed>) { refused_called_back = true; });
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().code == base::ErrorCode::kBusy);
  gate.open();
  for (auto& answer : answers) CHECK(answer.get_future().get());
  CHECK(must_commit(*store, first_turn("after", "m1")).version == 1);
  CHECK_FALSE(refused_called_back);
  CHECK_FALSE(store->turns().load(key_of("late"))->has_value());
}

TEST_CASE("A state is loaded by other threads as soon as its turn is acknowledged") {
  const auto engine = ENGINE_UNDER_TEST();
  const Bounds small{.lagging_max = 64, .whole_max = 4};
  const auto store = engine->open(small);
  std::vector<std::thread> threads;
  std::atomic<int> wrong = 0;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      const std::string driver = "d" + std::to_string(t);
      auto last = commit(*store, first_turn(driver, driver + "-1"));
      for (int i = 2; i <= 60 && last.ok(); ++i) {
        const auto loaded = store->turns().load(key_of(driver));
        if (!loaded.ok() || !*loaded || (*loaded)->version != last->version ||
            (*loaded)->state != "state after " + driver + "-" + std::to_string(last->version)) {
          ++wrong;
        }
        last = commit(*store, next_turn(*last, driver, driver + "-" + std::to_string(i)));
      }
      if (!last.ok() || last->version != 60) ++wrong;
    });
  }
  for (auto& thread : threads) thread.join();
  CHECK(wrong == 0);
  CHECK(findings(*store) == "");
}

TEST_CASE("Threads that race for one conversation lose no turn and repeat no version") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  must_commit(*store, first_turn("a", "m1"));
  std::mutex mutex;
  std::set<std::uint64_t> versions;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 15;) {
        const auto loaded = store->turns().load(key_of("a"));
        const Committed after{(*loaded)->id, (*loaded)->last_turn, (*loaded)->version};
        const auto result = commit(*store, next_turn(after, "a", std::to_string(t) + "/" + std::to_string(i)));
        if (!result.ok()) continue;
        ++i;
        const std::scoped_lock lock(mutex);
        versions.insert(result->version);
      }
    });
  }
  for (auto& thread : threads) thread.join();
  CHECK(versions.size() == 60);
  CHECK(*versions.rbegin() == 61);
  CHECK(must_load(*store, "a").version == 61);
  CHECK(findings(*store) == "");
}

TEST_CASE("Workers that claim at a time never hold the same row") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  for (int i = 0; i < 40; ++i) open_ticket(*store, "d" + std::to_string(i));
  std::mutex mutex;
  std::multiset<std::int64_t> claimed;
  std::vector<std::thread> workers;
  for (int t = 0; t < 4; ++t) {
    workers.emplace_back([&] {
      for (;;) {
        const auto rows = store->outbox().claim(storage::OutboxKind::kForward, "12345", {kNow}, base::seconds(60), 3);
        if (!rows.ok() || rows->empty()) return;
        for (const auto& row : *rows) {
          (void)store->outbox().settle(settlement_of(row, storage::OutboxState::kDelivered)).ok();
          const std::scoped_lock lock(mutex);
          claimed.insert(row.id);
        }
      }
    });
  }
  for (auto& worker : workers) worker.join();
  CHECK(claimed.size() == 40);
  CHECK(std::set<std::int64_t>(claimed.begin(), claimed.end()).size() == 40);
  CHECK(count_of(*store, storage::OutboxState::kDelivered) == 40);
}

TEST_CASE("Serials asked for by several threads at a time all differ") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  std::mutex mutex;
  std::set<std::uint32_t> given;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 150; ++i) {
        const auto serial = store->tickets().next_serial("260115");
        const std::scoped_lock lock(mutex);
        given.insert(*serial);
      }
    });
  }
  for (auto& thread : threads) thread.join();
  CHECK(given.size() == 600);
}

TEST_CASE("Reading goes on while turns are written, and never sees a torn transcript") {
  const auto engine = ENGINE_UNDER_TEST();
  const Bounds small{.lagging_max = 32, .whole_max = 2};
  const auto store = engine->open(small);
  const Committed first = must_commit(*store, first_turn("a", "m1"));
  std::atomic<bool> writing = true;
  std::atomic<int> wrong = 0;
  std::thread reader([&] {
    std::size_t seen = 0;
    while (writing) {
      const auto turns = store->turns().transcript(first.conversation, 0, 1000);
      if (!turns.ok() || turns->size() < seen) ++wrong;
      if (turns.ok()) seen = turns->size();
      for (std::size_t i = 0; turns.ok() && i < turns->size(); ++i) wrong += (*turns)[i].sequence == i + 1 ? 0 : 1;
      if (!store->turns().claim_timers({kNow}, base::seconds(60), 10).ok()) ++wrong;
    }
  });
  Committed last = first;
  for (int i = 2; i < 80; ++i) {
    last = must_commit(*store, next_turn(last, "a", "m" + std::to_string(i)));
    must_commit(*store, first_turn("other-" + std::to_string(i), "m"));
  }
  writing = false;
  reader.join();
  CHECK(wrong == 0);
}
