// The search over the transcripts of either engine, and after retention.
#include <catch2/catch.hpp>

#include <filesystem>
#include <fstream>
#include <future>
#include <iterator>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/random.hpp"
#include "bot/desk/search/follower.hpp"
#include "bot/desk/search/found.hpp"
#include "dialogs/engine/state.hpp"
#include "storage/postgres/postgres_store.hpp"
#include "storage/sqlite/sqlite_store.hpp"
#include "tests/bot/shell.hpp"
#include "tests/storage/folder.hpp"
#include "tests/storage/postgres/cluster.hpp"

using namespace bot::desk;

namespace {

/// A store with a search that is brought up to date when told.
class Library {
 public:
  /// `url` "": SQLite.
  explicit Library(const std::string& url) {
    if (url.empty()) {
      storage::SqliteOptions options;
      options.path = folder_.path("xinsheng.db");
      store_ = storage::open_sqlite(options, clock, random_, log_).value();
    } else {
      storage::PostgresOptions options;
      options.url = url;
      options.keep_clock = true;
      store_ = storage::open_postgres(options, clock, random_, log_).value();
    }
    releases_ = bot::ReleaseBook::open(shell::shipped_release(), store_->releases(), clock, log_).value();
    file = storage::search::SearchFile::open(path(), "one").value();
    follower_ = std::make_unique<SearchFollower>(
        SearchFollower::Parts{.store = *store_, .releases = *releases_, .file = *file, .changes = changes, .log = log_});
  }

  void say(const std::string& driver, const std::string& text) {
    storage::TurnWrite turn;
    turn.key = {"wechat", "demo", driver};
    const auto held = store_->turns().load(turn.key).value();
    turn.conversation = held ? held->id : 0;
    turn.expected_version = held ? held->version : 0;
    turn.at = clock.now();
    turn.state = dialogs::encode_state(dialogs::State{});
    turn.lines = {{storage::Speaker::kDriver, text, ""}, {storage::Speaker::kBot, "请问您开的是什么车？", ""}};
    std::promise<bool> committed;
    REQUIRE(store_->turns().commit(turn, [&](const base::Result<storage::Committed>& result) { committed.set_value(result.ok()); }).ok());
    store_->turns().hurry();
    REQUIRE(committed.get_future().get());
    clock.advance(base::seconds(20));
  }
  void follow() {
    do {
      (void)follower_->pass();
    } while (!follower_->is_idle());
  }
  /// "text @ sequence.line begin-end …", newest first, two a page.
  std::vector<std::string> found(const std::string& words) {
    std::vector<std::string> all;
    Wish wish{.words = words, .most = 2};
    do {
      const FoundPage page = find_texts(*store_, *shell::shipped_release(), *file, changes, wish).value();
      for (const FoundText& text : page.texts) {
        std::string row = text.text + " @ " + std::to_string(text.sequence) + "." + std::to_string(text.line);
        for (const auto& place : text.places) row += " " + std::to_string(place.begin) + "-" + std::to_string(place.end);
        all.push_back(std::move(row));
      }
      wish.before = page.next;
    } while (wish.before != 0);
    return all;
  }
  /// These bytes lie in the file or its log.
  bool file_holds(const std::string& bytes) const {
    for (const char* end : {"", "-wal"}) {
      std::ifstream stream(path() + end, std::ios::binary);
      if (std::string(std::istreambuf_iterator<char>(stream), {}).find(bytes) != std::string::npos) return true;
    }
    return false;
  }

  base::ManualClock clock{*base::from_rfc3339("2026-01-15T10:00:00+08:00")};
  ChangedConversations changes;
  std::unique_ptr<storage::search::SearchFile> file;

 private:
  std::string path() const { return folder_.path("search.sqlite"); }

  test::Folder folder_;
  base::SeededRandom random_{3};
  base::NoLog log_;
  std::unique_ptr<storage::Store> store_;
  std::unique_ptr<bot::ReleaseBook> releases_;
  std::unique_ptr<SearchFollower> follower_;
};

}  // namespace

TEST_CASE("The search finds the same in the transcripts of either engine", "[bot][postgres]") {
  test::PostgresDatabase database;
  Library file("");
  Library server(database.url());
  for (Library* library : {&file, &server}) {
    for (int driver = 0; driver < 5; ++driver) {
      library->say("oDriver" + std::to_string(driver), "货主拖欠运费八千三，电话也不接");
      library->say("oDriver" + std::to_string(driver), "第" + std::to_string(driver) + "次说運費，打１２３２８没人接，我的电话13000001234");
    }
    library->follow();
    library->say("oDriver0", "平台乱扣钱 🚚 ETC卡也用不了");
    library->changes.lost();
    library->follow();
  }
  for (const char* words : {"运费", "拖欠运费八千三", "货主拖欠运费八千三电话", "运费 12328", "第3次", "etc卡", "平台 拖欠", "1300000", "没人接，我的电话"}) {
    CAPTURE(words);
    CHECK(server.found(words) == file.found(words));
  }
  CHECK(server.found("运费").size() == 10);
  CHECK(server.found("etc卡也用不了") == std::vector<std::string>{"平台乱扣钱 🚚 ETC卡也用不了 @ 3.0 8-16"});
  CHECK(server.found("1300000").empty());
  CHECK_FALSE(server.file_holds("13000001234"));
}

TEST_CASE("What retention dropped is found no more, and a file that was filled anew does not hold it", "[bot][postgres]") {
  test::PostgresDatabase database;
  database.spoil();
  Library library(database.url());
  library.say("oOne", "货主拖欠运费八千三，电话也不接");
  library.say("oTwo", "物流园一直占着车位");
  library.clock.advance(base::days(60));
  library.say("oOne", "平台乱扣钱");
  library.follow();
  REQUIRE(library.found("拖欠运费").size() == 1);
  REQUIRE(library.file_holds("拖欠运费八千三"));
  storage::PostgresOptions options;
  options.url = database.url();
  REQUIRE(storage::drop_old_turns(options, *base::from_rfc3339("2026-02-15T00:00:00+08:00")).value() == std::vector<std::string>{"turns_2026_01"});
  for (const char* words : {"拖欠运费", "货主拖欠运费八千三", "占着车位"}) CHECK(library.found(words).empty());
  CHECK(library.found("平台乱扣钱").size() == 1);
  library.changes.begin_anew();
  library.follow();
  CHECK(library.file->counts()->texts == 1);
  CHECK(library.found("拖欠运费").empty());
  CHECK(library.found("平台乱扣钱").size() == 1);
  for (const char* gone : {"拖欠运费八千三", "欠运", "占着车位"}) CHECK_FALSE(library.file_holds(gone));
}
