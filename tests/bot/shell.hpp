#pragma once
// The shell with real parts — the shipped scripts, a SQLite store in a folder of its own — and a clock that moves when told.
#include <atomic>

#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "base/civil_time.hpp"
#include "base/random.hpp"
#include "bot/promises/book.hpp"
#include "bot/releases.hpp"
#include "bot/turns/mailboxes.hpp"
#include "bot/turns/queue_executor.hpp"
#include "bot/scripts.hpp"
#include "storage/sqlite/sqlite_store.hpp"
#include "tests/storage/folder.hpp"

namespace shell {


/// Loading and checking the scripts takes a while: once per program.
inline std::shared_ptr<const dialogs::Release> shipped_release() {
  static const bot::LoadedScripts loaded = bot::load_scripts(std::string(XINSHENG_SOURCE_DIR) + "/dialogs/scripts");
  return loaded.release;
}

/// What is promised as shipped.
inline std::shared_ptr<const bot::Promises> shipped_promises() {
  static const bot::ReadPromises read = [] {
    const std::string config = std::string(XINSHENG_SOURCE_DIR) + "/config/";
    return bot::read_promises(
        {.promises = config + "promises.txt", .calendar = config + "calendar.txt", .roster = config + "roster.txt", .contents = config + "contents.txt"});
  }();
  return read.promises;
}

struct Setting {
  bot::RateLimit rate_limit{.per_minute = 100'000, .burst = 100'000};
  bool sends_actively = false;
  bool alerts = false;  // somebody is on duty
  bool gathers = false;
  std::size_t text_bytes_max = 2048;
  bot::QuotaRule quota = {};
  bool templates = false;
  bool fetches_media = false;
};

class Shell {
 public:
  explicit Shell(Setting setting = {})
      : clock(*base::from_rfc3339("2026-03-10T10:00:00+08:00")), random(7), style_{.channel = "wechat",
                                                                                  .answers_passively = true,
                                                                                  .sends_actively = setting.sends_actively,
                                                                                  .gathers = setting.gathers,
                                                                                  .has_live_view = false,
                                                                                  .has_buttons = false,
                                                                                  .text_bytes_max = setting.text_bytes_max,
                                                                                  .quota = setting.quota,
                                                                                  .result_template = setting.templates,
                                                                                  .revisit_template = setting.templates,
                                                                                  .fetches_media = setting.fetches_media} {
    storage::SqliteOptions options;
    options.path = folder_.path("xinsheng.db");
    store = storage::open_sqlite(options, clock, random, log).value();
    releases = bot::ReleaseBook::open(shipped_release(), store->releases(), clock, log).value();
    maker = std::make_unique<bot::TurnMaker>(*releases, store->tickets(), random, log,
                                             bot::TurnMaker::Options{.rate_limit = setting.rate_limit, .alerts = setting.alerts, .promises = &promises});
    forget_memory();
  }
  ~Shell() {
    stop_thread();
    store.reset();  // before the mailboxes its writer calls back
  }

  /// As after a crash: what is known from now on is what the store holds. Not with letters under way.
  void forget_memory() {
    mailboxes = std::make_unique<bot::Mailboxes>(
        *maker, store->turns(), executor, clock, log,
        [this](const storage::ConversationKey& key) { return key.channel == "wechat" ? &style_ : nullptr; },
        bot::Mailboxes::Options{});
  }

  /// The conversation's state as it is stored.
  dialogs::State state(const std::string& driver = "oOne") {
    return dialogs::decode_state(store->turns().load(key(driver)).value().value().state).value();
  }
  /// The value of a slot of the top frame, "" if it has none.
  std::string slot(std::string_view name, const std::string& driver = "oOne") {
    const dialogs::State held = state(driver);
    if (held.frames.empty()) return {};
    for (const auto& [slot, value] : held.frames.back().slots) {
      if (slot == name) return value.value;
    }
    return {};
  }

  const bot::ChannelStyle& style() const { return style_; }
  static storage::ConversationKey key(const std::string& driver = "oOne") { return {"wechat", "demo", driver}; }

  bot::Letter said(const std::string& text, const std::string& id, const std::string& driver = "oOne") {
    bot::DriverSaid what;
    what.inbound_key = id;
    what.sent_at = clock.now();
    what.event = dialogs::TextEvent{.id = id, .text = text, .part_ids = {}, .voice = false};
    what.line = {.speaker = storage::Speaker::kDriver, .text = text, .extra = {}};
    return {.key = key(driver), .what = std::move(what), .done = {}};
  }

  /// Delivers and runs tasks until it is answered.
  bot::Answer post(bot::Letter letter) {
    bot::Answer given;
    bool done = false;
    letter.done = [&](const bot::Answer& answer) {
      given = answer;
      done = true;
    };
    mailboxes->deliver(std::move(letter));
    executor.run_until([&] { return done; });
    return given;
  }

  /// The driver says one thing after the other, twenty seconds apart; the last answer.
  bot::Answer talk(const std::vector<std::string>& texts, const std::string& driver = "oOne") {
    bot::Answer last;
    for (const std::string& text : texts) {
      clock.advance(base::seconds(20));
      last = post(said(text, "m" + std::to_string(++messages_), driver));
    }
    return last;
  }

  /// A freight complaint up to its ticket number.
  std::string complain(const std::string& driver = "oOne") {
    return complain_with({"货主拖欠运费八千三，电话也不接", "货车", "跳过"}, driver);
  }
  std::string complain_by_taxi(const std::string& driver = "oOne") {
    return complain_with({"公司乱收份子钱，每个月多收我三百块", "跳过"}, driver);
  }
  std::string complain_by_ride_hailing(const std::string& driver = "oOne") {
    return complain_with({"平台乱扣我的钱，一单扣了二十", "网约车", "跳过"}, driver);
  }

  std::vector<storage::Turn> transcript(const std::string& driver = "oOne") {
    const auto conversation = store->turns().load(key(driver)).value();
    return conversation ? store->turns().transcript(conversation->id, 0, 1000).value() : std::vector<storage::Turn>{};
  }

  /// For workers, which wait for their letters: tasks run on a thread of their own until stop_thread().
  void run_on_thread() {
    thread_ = std::thread([this] { executor.run_until([this] { return stopping_.load(); }); });
  }
  void stop_thread() {
    if (!thread_.joinable()) return;
    stopping_.store(true);
    executor.post([] {});
    thread_.join();
    stopping_.store(false);
  }

 private:
  /// `matter`: the story and what is asked about it; then anonymous, without time and place.
  std::string complain_with(const std::vector<std::string>& matter, const std::string& driver) {
    talk({"我要投诉"}, driver);
    talk(matter, driver);
    const bot::Answer answer = talk({"不同意", "跳过", "跳过", "1"}, driver);
    const std::size_t at = answer.text.find("JN");
    return at == std::string::npos ? "" : answer.text.substr(at, 15);
  }

  test::Folder folder_;

 public:
  base::ManualClock clock;
  base::SeededRandom random;
  base::NoLog log;
  bot::PromiseBook promises{shipped_promises()};
  bot::QueueExecutor executor;
  std::unique_ptr<storage::Store> store;
  std::unique_ptr<bot::ReleaseBook> releases;
  std::unique_ptr<bot::TurnMaker> maker;
  std::unique_ptr<bot::Mailboxes> mailboxes;

 private:
  bot::ChannelStyle style_;
  std::thread thread_;
  std::atomic<bool> stopping_{false};
  int messages_ = 0;
};

}  // namespace shell
