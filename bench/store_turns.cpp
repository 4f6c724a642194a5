// How many durable turns a second the embedded engine commits, and how long a turn waits for it, with 64 drivers writing at a
// time. usage: store_turns FILE [seconds=5] [waiters=64] [stored_turns=0] [stored_conversations=0] [row_bytes=1000]
// With stored_turns the file is filled first; drivers are then taken from all stored conversations at random.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <string>
#include <vector>

#include "base/random.hpp"
#include "base/system_clock.hpp"
#include "storage/sqlite/sqlite_store.hpp"

namespace {

using Clock = std::chrono::steady_clock;

struct Shape {
  double seconds = 5;
  std::size_t waiters = 64;
  std::int64_t stored_turns = 0;
  std::int64_t stored_conversations = 10'000;
  std::int64_t active = 10'000;
  std::size_t row_bytes = 1000;
};

class Load {
 public:
  Load(storage::Store& store, const Shape& shape) : store_(store), shape_(shape), started_(shape.waiters) {
    for (std::size_t i = 0; i < shape.waiters; ++i) free_.push_back(i);
  }

  storage::TurnWrite turn_of(std::int64_t driver) {
    storage::TurnWrite turn;
    turn.key = {"wechat", "demo", "oUser" + std::string(16, '0') + std::to_string(1'000'000 + driver)};
    turn.at = {1'768'000'000'000 + static_cast<std::int64_t>(serial_)};
    turn.inbound_key = std::to_string(23'000'000'000'000'000 + serial_++);
    turn.release = std::string(64, 'a');
    turn.lines = {{storage::Speaker::kDriver, std::string(shape_.row_bytes / 8, 'd'), ""},
                  {storage::Speaker::kBot, std::string(shape_.row_bytes / 4, 'b'), ""}};
    turn.answer = std::string(shape_.row_bytes / 8, 'r');
    turn.state = std::string(shape_.row_bytes * 3 / 8, 's');
    turn.timer_due = turn.at + base::minutes(10);
    const auto known = store_.turns().load(turn.key);
    if (known && *known) {
      turn.conversation = (*known)->id;
      turn.expected_version = (*known)->version;
    }
    return turn;
  }

  void fill() {
    const auto until = shape_.stored_turns;
    for (std::int64_t i = 0; i < until; ++i) send(i % shape_.stored_conversations, false);
    drain();
  }

  void run() {
    latencies_.reserve(2'000'000);
    const auto begin = Clock::now();
    base::SeededRandom random(7);
    std::int64_t turns = 0;
    while (std::chrono::duration<double>(Clock::now() - begin).count() < shape_.seconds) {
      const auto active = static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(shape_.active)));
      send(active * shape_.stored_conversations / shape_.active, true);  // spread over all that are stored
      ++turns;
    }
    drain();
    const double seconds = std::chrono::duration<double>(Clock::now() - begin).count();
    std::sort(latencies_.begin(), latencies_.end());
    const auto at = [&](double part) {
      return latencies_.empty() ? 0.0 : latencies_[static_cast<std::size_t>(part * static_cast<double>(latencies_.size() - 1))];
    };
    std::printf("turns %lld  rate %.0f/s  p50 %.2f ms  p99 %.2f ms  p99.9 %.2f ms  max %.2f ms  refused %lld\n",
                static_cast<long long>(turns), static_cast<double>(turns) / seconds, at(0.5), at(0.99), at(0.999), at(1.0),
                static_cast<long long>(refused_));
  }

 private:
  // As the event loop does: takes what came back, sends for each a new turn, and hurries when nothing more is ready.
  void send(std::int64_t driver, bool measured) {
    std::size_t slot = 0;
    {
      std::unique_lock lock(mutex_);
      if (free_.empty()) {
        lock.unlock();
        store_.turns().hurry();
        lock.lock();
        freed_.wait(lock, [this] { return !free_.empty(); });
      }
      slot = free_.back();
      free_.pop_back();
    }
    started_[slot] = Clock::now();
    const auto status = store_.turns().commit(turn_of(driver), [this, slot, measured](base::Result<storage::Committed> done) {
      const std::scoped_lock lock(mutex_);
      if (!done) ++refused_;
      if (measured) {
        latencies_.push_back(std::chrono::duration<double, std::milli>(Clock::now() - started_[slot]).count());
      }
      free_.push_back(slot);
      if (free_.size() == 1 || free_.size() == shape_.waiters) freed_.notify_one();
    });
    if (!status) std::abort();
  }

  void drain() {
    store_.turns().hurry();
    std::unique_lock lock(mutex_);
    freed_.wait(lock, [this] { return free_.size() == shape_.waiters; });
  }

  storage::Store& store_;
  Shape shape_;
  std::vector<Clock::time_point> started_;
  std::mutex mutex_;
  std::condition_variable freed_;
  std::vector<std::size_t> free_;
  std::vector<double> latencies_;
  std::int64_t refused_ = 0;
  std::uint64_t serial_ = 0;
};

}  // namespace

int main(int count, char** words) {
  if (count < 2) {
    std::fprintf(stderr, "usage: %s FILE [seconds] [waiters] [stored_turns] [stored_conversations] [active] [row_bytes]\n", words[0]);
    return 64;
  }
  Shape shape;
  if (count > 2) shape.seconds = std::atof(words[2]);
  if (count > 3) shape.waiters = static_cast<std::size_t>(std::atoll(words[3]));
  if (count > 4) shape.stored_turns = std::atoll(words[4]);
  if (count > 5) shape.stored_conversations = std::atoll(words[5]);
  if (count > 6) shape.active = std::atoll(words[6]);
  if (count > 7) shape.row_bytes = static_cast<std::size_t>(std::atoll(words[7]));
  const base::SystemClock clock;
  base::SystemRandom random;
  base::NoLog log;
  storage::SqliteOptions options;
  options.path = words[1];
  auto store = storage::open_sqlite(options, clock, random, log);
  if (!store) {
    std::fprintf(stderr, "%s\n", store.error().text.c_str());
    return 1;
  }
  Load load(**store, shape);
  if (shape.stored_turns > 0) load.fill();
  load.run();
  return 0;
}
