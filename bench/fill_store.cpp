// fill_store: puts many conversations into a store by the store's own door, so that the benchmark meets a database of age.
#include <CLI/CLI.hpp>
#include <condition_variable>
#include <cstdint>
#include <iostream>
#include <mutex>
#include <string>

#include "base/random.hpp"
#include "base/system_clock.hpp"
#include "dialogs/engine/state.hpp"
#include "storage/sqlite/sqlite_store.hpp"

namespace {

constexpr std::int64_t kWaitingMax = 3000;

/// As many turns on their way as the writer's queue takes.
class Window {
 public:
  void enter() {
    std::unique_lock lock(mutex_);
    below_.wait(lock, [this] { return waiting_ < kWaitingMax; });
    ++waiting_;
  }
  void leave(bool ok) {
    {
      const std::lock_guard lock(mutex_);
      --waiting_;
      failed_ += ok ? 0 : 1;
    }
    below_.notify_one();
  }
  std::int64_t drain() {
    std::unique_lock lock(mutex_);
    below_.wait(lock, [this] { return waiting_ == 0; });
    return failed_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable below_;
  std::int64_t waiting_ = 0;
  std::int64_t failed_ = 0;
};

std::string driver_name(std::int64_t index) {
  std::string digits = std::to_string(index);
  return "oBench" + std::string(22 - digits.size(), '0') + digits;
}

storage::TurnWrite turn_of(std::int64_t driver, std::uint64_t round, base::UnixMs at) {
  storage::TurnWrite turn;
  turn.key = {"wechat", "demo", driver_name(driver)};
  turn.conversation = round == 0 ? 0 : driver + 1;
  turn.expected_version = round;
  turn.at = at;
  turn.inbound_key = "m9" + std::to_string(driver) + std::to_string(round);
  turn.release = std::string(64, '0');
  turn.answer = "没太明白。我可以帮您：1 投诉受理 2 法律咨询";
  turn.lines = {{storage::Speaker::kDriver, "平台昨天无故扣了我两百块钱还限制接单，客服一直不理人", ""},
                {storage::Speaker::kBot, "没太明白。我可以帮您：1 投诉受理 2 法律咨询", ""}};
  turn.state = dialogs::encode_state(dialogs::new_state(std::to_string(driver), "wechat"));
  return turn;
}

int fill(const std::string& data, std::int64_t messages, std::int64_t conversations) {
  const base::SystemClock clock;
  base::SystemRandom random;
  base::NoLog log;
  storage::SqliteOptions options;
  options.path = data + "/xinsheng.db";
  auto store = storage::open_sqlite(options, clock, random, log);
  if (!store) {
    std::cerr << store.error().text << std::endl;
    return 78;
  }
  Window window;
  const std::int64_t turns = messages / 2;
  const base::UnixMs begin = clock.now() - base::days(30);
  for (std::int64_t i = 0; i < turns; ++i) {
    window.enter();
    const base::UnixMs at = begin + base::Millis{i * base::days(30).count / turns};
    const base::Status queued =
        (*store)->turns().commit(turn_of(i % conversations, static_cast<std::uint64_t>(i / conversations), at),
                                 [&window](base::Result<storage::Committed> result) { window.leave(result.ok()); });
    if (!queued) window.leave(false);
    if (i % 500'000 == 0) std::cerr << "stored " << i * 2 << " messages\n";
  }
  const std::int64_t failed = window.drain();
  std::cerr << "stored " << turns * 2 << " messages of " << conversations << " conversations, " << failed << " failed\n";
  return failed == 0 ? 0 : 70;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Fills a store with conversations", "fill_store");
  std::string data;
  std::int64_t messages = 10'000'000;
  std::int64_t conversations = 1'000'000;
  app.add_option("--data", data, "Folder of the database")->required();
  app.add_option("--messages", messages, "Messages of both sides")->capture_default_str();
  app.add_option("--conversations", conversations, "Conversations")->capture_default_str();
  CLI11_PARSE(app, argc, argv);
  return fill(data, messages, conversations);
}
