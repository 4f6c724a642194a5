// A backlog of forwards and a hotline that answers at once: how many are delivered in a second, and in how much memory?
// CONVERSATIONS: how many the server keeps in memory (Mailboxes::Options).
//   build/release/bin/forward_backlog [FORWARDS] [WORKERS] [CONVERSATIONS]
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "base/random.hpp"
#include "base/system_clock.hpp"
#include "bot/releases.hpp"
#include "bot/scripts.hpp"
#include "bot/turns/queue_executor.hpp"
#include "bot/turns/ticket_form.hpp"
#include "bot/workers/forwarder.hpp"
#include "dialogs/engine/state.hpp"
#include "integrations/hotlines/registry.hpp"
#include "storage/sqlite/sqlite_store.hpp"
#include "tickets/number.hpp"

namespace {

/// Gives every key a number of its own.
class FastHotline final : public integrations::HttpOut {
 public:
  base::Result<integrations::HttpResponse> call(const integrations::HttpRequest&, const integrations::CallLimits&) override {
    return integrations::HttpResponse{
        .status = 201, .headers = {}, .body = R"([{"service_request_id":"H)" + std::to_string(++given) + R"("}])"};
  }
  std::atomic<std::int64_t> given{0};
};

std::int64_t resident_kib() {
  std::ifstream statm("/proc/self/statm");
  std::int64_t all = 0, resident = 0;
  statm >> all >> resident;
  return resident * sysconf(_SC_PAGESIZE) / 1024;
}

storage::TurnWrite turn_with_ticket(storage::Store& store, const bot::Promises& promises, base::Random& random,
                                    const std::string& release, int i) {
  const base::UnixMs now = store.clock().now();
  storage::TurnWrite turn;
  turn.key = {"wechat", "demo", "oBench" + std::to_string(i)};
  turn.at = now;
  turn.release = release;
  turn.state = dialogs::encode_state(dialogs::new_state(std::to_string(i), "wechat"));
  turn.lines = {{.speaker = storage::Speaker::kDriver, .text = "货主拖欠运费", .extra = {}}};
  storage::NewTicket created;
  created.ticket = bot::make_ticket({{"story", "货主拖欠运费八千三，电话也不接 " + std::to_string(i)},
                                     {"vehicle_type", "货车"},
                                     {"route", "12328"},
                                     {"place", "历城区某物流园"}},
                                    "wechat");
  const std::string day = tickets::day_of(now);
  created.ticket.number = tickets::make_number(day, *store.tickets().next_serial(day));
  created.ticket.accepted_at = created.ticket.first_message_at = created.ticket.changed_at = now;
  created.forward_key = random.hex(16);
  created.forward_payload = bot::encode_submission(bot::make_submission(created.ticket, created.forward_key, promises));
  created.forward_due = now;
  created.forward_deadline = now + base::hours(8) + base::Millis{i % 1000};
  turn.tickets.push_back(std::move(created));
  return turn;
}

std::unique_ptr<storage::Store> open(const std::string& path, const base::Clock& clock, base::Random& random, base::Log& log) {
  storage::SqliteOptions options;
  options.path = path;
  auto store = storage::open_sqlite(options, clock, random, log);
  if (!store) {
    std::cerr << store.error().text << std::endl;
    std::exit(1);
  }
  return std::move(*store);
}

double seconds_since(std::chrono::steady_clock::time_point from) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - from).count();
}

}  // namespace

int main(int argc, char** argv) {
  const int forwards = argc > 1 ? std::atoi(argv[1]) : 200'000;
  const int workers = argc > 2 ? std::atoi(argv[2]) : 4;
  bot::Mailboxes::Options kept;
  if (argc > 3) kept.conversations_max = static_cast<std::size_t>(std::max(1, std::atoi(argv[3])));
  const std::filesystem::path folder = std::filesystem::temp_directory_path() / ("forward_backlog." + std::to_string(getpid()));
  std::filesystem::create_directories(folder);
  const std::string path = (folder / "xinsheng.db").string();
  base::SystemClock clock;
  base::SystemRandom random;
  base::NoLog log;
  const bot::LoadedScripts scripts = bot::load_scripts("dialogs/scripts");
  const auto promises = bot::read_promises({}).promises;
  if (!scripts.release || !promises) {
    std::cerr << "run it from the project's folder" << std::endl;
    return 1;
  }
  {
    const auto store = open(path, clock, random, log);
    std::atomic<int> committed{0};
    for (int i = 0; i < forwards;) {
      if (store->turns().commit(turn_with_ticket(*store, *promises, random, scripts.release->id, i),
                                [&](const base::Result<storage::Committed>& done) { committed += done ? 1 : 0; })) {
        ++i;
      } else {
        usleep(200);
      }
    }
    store->turns().hurry();
    while (committed < forwards) usleep(200);
  }
  const auto store = open(path, clock, random, log);
  const std::unique_ptr<bot::ReleaseBook> releases =
      bot::ReleaseBook::open(scripts.release, store->releases(), clock, log).value();
  bot::TurnMaker maker(*releases, store->tickets(), random, log, {.rate_limit = {}, .alerts = false});
  bot::ChannelStyle style;
  style.channel = "wechat";
  style.answers_passively = true;
  bot::QueueExecutor executor;
  bot::Mailboxes mailboxes(maker, store->turns(), executor, clock, log,
                           [&](const storage::ConversationKey&) { return &style; }, kept);
  std::atomic<bool> stopping{false};
  std::thread turns([&] { executor.run_until([&] { return stopping.load(); }); });
  FastHotline http;
  auto line = std::make_shared<bot::HotlineLine>();
  line->hotline = integrations::make_hotline("open311", {.base_url = "http://127.0.0.1:1/",
                                                         .api_key = "k",
                                                         .jurisdiction = {},
                                                         .ability = integrations::Ability::kKey})
                      .value();
  line->throttle = integrations::Throttle(100'000);

  const std::int64_t idle = resident_kib();
  std::int64_t most = idle;
  const auto began = std::chrono::steady_clock::now();
  std::vector<std::thread> threads;
  for (int i = 0; i < workers; ++i) {
    threads.emplace_back([&] {
      bot::Forwarder forwarder(line, {.hotline = "12328", .batch = 128}, *store, mailboxes, http, clock, random, log);
      while (!stopping.load()) {
        if (forwarder.pass().count > 0) usleep(1000);
      }
    });
  }
  while (http.given.load() < forwards && seconds_since(began) < 600) {
    usleep(20'000);
    most = std::max(most, resident_kib());
  }
  std::int64_t delivered = 0;
  while (delivered < forwards && seconds_since(began) < 620) {
    delivered = 0;
    const auto counts = store->outbox().counts().value();
    for (const auto& count : counts) delivered += count.state == storage::OutboxState::kDelivered ? count.rows : 0;
    if (delivered < forwards) usleep(20'000);
  }
  const double took = seconds_since(began);
  stopping.store(true);
  for (std::thread& thread : threads) thread.join();
  executor.post([] {});
  turns.join();
  std::printf("%lld of %d forwards delivered in %.1f s: %.0f a second; %d workers; extra memory %.1f MiB; calls %lld\n",
              static_cast<long long>(delivered), forwards, took, static_cast<double>(delivered) / took, workers,
              static_cast<double>(most - idle) / 1024, static_cast<long long>(http.given.load()));
  const auto findings = store->verify();
  std::printf("verify: %zu findings\n", findings ? findings->size() : 999);
  std::filesystem::remove_all(folder);
  return delivered == forwards ? 0 : 1;
}
