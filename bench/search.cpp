// How long the console's search takes over many messages. usage: search FOLDER [messages=1000000]
// Fills a store with made-up conversations of ten messages each, lets the follower take them in, and asks: every question is read, looked
// up, confirmed by the store and masked, as /api/search does it, thirty hits a page. A folder that was filled before is asked as it is, so
// that two builds can be asked in turns.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "base/random.hpp"
#include "base/system_clock.hpp"
#include "bot/desk/search/follower.hpp"
#include "bot/desk/search/found.hpp"
#include "bot/releases.hpp"
#include "bot/scripts.hpp"
#include "dialogs/engine/state.hpp"
#include "storage/sqlite/sqlite_store.hpp"

namespace {

using Clock = std::chrono::steady_clock;
using Words = std::vector<const char*>;

constexpr base::UnixMs kFirst{1'740'000'000'000};
constexpr std::int64_t kTurnsEach = 10;
constexpr int kAskedEach = 40;
constexpr std::size_t kHitsPerPage = 30;

const Words kWho{"货主", "平台", "公司", "站长", "乘客", "交警", "收费员", "队长", "物流园", "油站"};
const Words kDid{"拖欠运费", "乱扣钱", "不给结算", "多收份子钱", "封了我的号", "态度恶劣", "拒收我的货", "乱罚款", "不开发票", "占着车位"};
const Words kWhere{"历下区", "天桥区", "槐荫区", "市中区", "历城区", "长清区", "章丘区", "济阳区", "莱芜区", "钢城区"};
const Words kThen{"打电话没人接", "等了三天", "说是系统的问题", "让我自己想办法", "到现在没说法", "问谁都不管", "还骂人", "要我先交押金"};
const Words kSigns{"甲", "乙", "丙", "丁", "戊", "己", "庚", "辛", "壬", "癸", "子", "丑", "寅", "卯", "辰", "巳", "午", "未", "申", "酉"};

/// A sentence with something of its own in it, as sentences have.
std::string sentence(std::mt19937& chance) {
  const auto one = [&](const Words& words) { return std::string(words[chance() % words.size()]); };
  std::string text = one(kWhere) + one(kWho) + one(kDid) + "，" + one(kThen);
  if (chance() % 3 == 0) text += "，在" + one(kSigns) + one(kSigns) + one(kSigns) + "路口";
  if (chance() % 5 == 0) text += "，运费差" + std::to_string(100 + chance() % 900) + "块";
  return text;
}

std::int64_t fill(storage::Store& store, std::int64_t messages) {
  std::mt19937 chance(7);
  const std::string state = dialogs::encode_state(dialogs::State{});
  const std::int64_t drivers = std::max<std::int64_t>(messages / kTurnsEach, 1);
  std::atomic<std::int64_t> done{0}, refused{0};
  std::int64_t sent = 0;
  for (std::int64_t round = 0; round < kTurnsEach; ++round) {
    for (std::int64_t driver = 0; driver < drivers; ++driver) {
      storage::TurnWrite turn;
      turn.key = {"wechat", "demo", "oBench" + std::to_string(driver)};
      turn.conversation = round == 0 ? 0 : driver + 1;
      turn.expected_version = static_cast<std::uint64_t>(round);
      turn.at = kFirst + base::seconds(sent * 30);
      turn.state = state;
      turn.lines = {{storage::Speaker::kDriver, sentence(chance), ""}, {storage::Speaker::kBot, "请问您开的是什么车？", ""}};
      while (!store.turns().commit(turn, [&](const base::Result<storage::Committed>& result) {
        refused += result.ok() ? 0 : 1;
        ++done;
      })) {
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
      }
      ++sent;
    }
    store.turns().hurry();
    while (done.load() < sent) std::this_thread::sleep_for(std::chrono::milliseconds(1));  // the next round builds on this one
  }
  return refused;
}

double seconds_since(Clock::time_point begin) { return std::chrono::duration<double>(Clock::now() - begin).count(); }

void ask(const char* kind, const std::vector<std::string>& wishes, storage::Store& store, const dialogs::Release& release,
         storage::search::SearchFile& file, bot::desk::ChangedConversations& changes) {
  std::vector<double> times;
  std::size_t hits = 0, hints = 0;
  for (int i = 0; i < kAskedEach; ++i) {
    for (const std::string& words : wishes) {
      const auto begin = Clock::now();
      const auto page = bot::desk::find_texts(store, release, file, changes, {.words = words, .most = kHitsPerPage});
      times.push_back(seconds_since(begin) * 1000);
      if (!page) std::printf("%s\n", page.error().text.c_str());
      hits += page ? page->texts.size() : 0;
      hints += page && !page->hint.empty() ? 1 : 0;
    }
  }
  std::sort(times.begin(), times.end());
  std::printf("| %s | %zu | %.1f | %.1f | %.1f | %.1f |%s\n", kind, times.size(), static_cast<double>(hits) / static_cast<double>(times.size()), times[times.size() / 2],
              times[times.size() * 95 / 100], times.back(), hints > 0 ? " some took too long" : "");
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fputs("usage: search FOLDER [messages=1000000]   (from the project's folder)\n", stderr);
    return 64;
  }
  const std::string folder = argv[1];
  const std::int64_t messages = argc > 2 ? std::atoll(argv[2]) : 1'000'000;
  const base::SystemClock clock;
  base::SystemRandom random;
  base::NoLog log;
  const bot::LoadedScripts scripts = bot::load_scripts("dialogs/scripts");
  storage::SqliteOptions options;
  options.path = folder + "/xinsheng.db";
  const bool is_filled = std::filesystem::exists(options.path);
  auto opened = storage::open_sqlite(options, clock, random, log);
  if (!opened || !scripts.release) {
    std::fprintf(stderr, "%s\n", opened ? "dialogs/scripts cannot be read" : opened.error().text.c_str());
    return 70;
  }
  storage::Store& store = **opened;
  const auto releases = bot::ReleaseBook::open(scripts.release, store.releases(), clock, log).value();
  auto begin = Clock::now();
  if (!is_filled) {
    const std::int64_t refused = fill(store, messages);
    std::printf("%lld messages into the store: %.0f s, %lld refused\n", static_cast<long long>(messages), seconds_since(begin), static_cast<long long>(refused));
  }
  auto file = storage::search::SearchFile::open(folder + "/search.sqlite", "bench").value();
  bot::desk::ChangedConversations changes;
  bot::desk::SearchFollower follower({.store = store, .releases = *releases, .file = *file, .changes = changes, .log = log});
  begin = Clock::now();
  do {
    (void)follower.pass();
  } while (!follower.is_idle());
  std::printf("taken in by the search: %.0f s, %lld texts, file %.0f MB\n", seconds_since(begin), static_cast<long long>(file->counts()->texts),
              static_cast<double>(std::filesystem::file_size(folder + "/search.sqlite")) / 1e6);
  std::printf("| looked for | questions | hits shown | median ms | 95 %% ms | worst ms |\n| --- | --- | --- | --- | --- | --- |\n");
  const auto asked = [&](const char* kind, const std::vector<std::string>& wishes) { ask(kind, wishes, store, *scripts.release, *file, changes); };
  asked("two characters", {"运费", "发票", "骂人", "份子", "押金", "路口", "历下", "站长"});
  asked("common words, and long ones", {"区货", "拖欠运费", "打电话没人接"});
  asked("rare: three made-up characters", {"甲乙丙", "癸酉子", "丑寅卯", "申未午", "辛壬癸"});
  asked("nowhere", {"飞机", "高铁站台", "etc99"});
  asked("several words", {"运费 历下区", "站长 骂人 押金", "甲乙 路口 运费", "交警 乱罚款 章丘区 等了三天"});
  asked("words that never meet", {"不开发票 占着车位", "历下区 天桥区"});
  asked("long phrases", {"历下区货主拖欠运费", "说是系统的问题，问谁都不管"});
  asked("whole sentences", {"历下区货主拖欠运费，打电话没人接，在甲乙丙路口", "章丘区收费员态度恶劣，说是系统的问题"});
  return 0;
}
