// What becomes of the folder when the server starts, and how a running server comes to know a publication.
#include <catch2/catch.hpp>
#include <fstream>

#include "bot/releases.hpp"
#include "bot/workers/folder_keeper.hpp"
#include "storage/sqlite/sqlite_store.hpp"
#include "tests/storage/folder.hpp"

namespace {

using bot::FolderUse;
using bot::ReleaseBook;

std::shared_ptr<const dialogs::Release> hello(const std::string& word) {
  return dialogs::load_release({{"_global.yaml", "kind: global\nbrand: 示例\n"},
                                {"hello.yaml",
                                 "kind: dialog\nid: hello\ntitle: 你好\nabout: 例子\nstart:\n  words: [你好]\n"
                                 "steps:\n  - say: " + word + "。\n  - end: done\n"}})
      .release;
}

struct Place {
  test::Folder folder;
  base::ManualClock clock{base::UnixMs{1'768'442'531'000}};
  base::SeededRandom random{7};
  base::NoLog log;
  std::unique_ptr<storage::Store> store;

  Place() {
    storage::SqliteOptions options;
    options.path = folder.path("xinsheng.db");
    store = storage::open_sqlite(options, clock, random, log).value();
  }
  base::Result<std::unique_ptr<ReleaseBook>> start(const std::shared_ptr<const dialogs::Release>& release,
                                                   FolderUse use = FolderUse::kUntilPublished) {
    return ReleaseBook::open(release, store->releases(), clock, log, use);
  }
  std::string running(const std::shared_ptr<const dialogs::Release>& release,
                      FolderUse use = FolderUse::kUntilPublished) {
    return start(release, use).value()->view()->current().id;
  }
  base::Result<std::int64_t> publish(const std::shared_ptr<const dialogs::Release>& release, std::int64_t expected,
                                     const std::string& sources = {}) {
    storage::NewPublication wanted;
    wanted.publication.release = release->id;
    wanted.publication.by = "张三";
    wanted.publication.change = "T";
    wanted.sources = sources.empty() ? bot::encode_sources(release->sources) : sources;
    wanted.expected = expected;
    return store->releases().publish(wanted);
  }
};

}  // namespace

TEST_CASE("The folder is published at each start as long as no operator has published") {
  Place place;
  CHECK(place.running(hello("一")) == hello("一")->id);
  CHECK(place.running(hello("一")) == hello("一")->id);
  CHECK(place.store->releases().history(0, 10)->size() == 1);
  CHECK(place.running(hello("二")) == hello("二")->id);
  const auto history = place.store->releases().history(0, 10).value();
  REQUIRE(history.size() == 2);
  CHECK(history.front().kind == storage::PublicationKind::kStart);
  CHECK(history.front().change == "T");
}

TEST_CASE("Once an operator has published, a restart does not put the folder over it") {
  Place place;
  place.running(hello("一"));
  REQUIRE(place.publish(hello("二"), 1).ok());
  CHECK(place.running(hello("三")) == hello("二")->id);
  CHECK(place.store->releases().history(0, 10)->size() == 2);
  SECTION("unless the configuration says so") {
    CHECK(place.running(hello("三"), FolderUse::kOnStart) == hello("三")->id);
  }
}

TEST_CASE("A broken folder keeps what is published; without anything published there is nothing to run") {
  Place place;
  CHECK(place.start(nullptr).error().code == base::ErrorCode::kNotFound);
  place.running(hello("一"));
  CHECK(place.running(nullptr) == hello("一")->id);
}

TEST_CASE("A running server knows a publication after it looked, and those who hold a view keep theirs") {
  Place place;
  const auto book = place.start(hello("一")).value();
  const auto held = book->view();
  CHECK_FALSE(book->refresh().value());
  REQUIRE(place.publish(hello("二"), 1).ok());
  CHECK(book->refresh().value());
  CHECK(book->view()->current().id == hello("二")->id);
  CHECK(book->view()->number() == 2);
  CHECK(held->current().id == hello("一")->id);
  CHECK(book->view()->find(hello("一")->id) != nullptr);
}

TEST_CASE("A publication that does not load is left alone and the old one goes on") {
  Place place;
  const auto book = place.start(hello("一")).value();
  REQUIRE(place.publish(hello("二"), 1, R"([["broken.yaml","kind: nothing\n"]])").ok());
  CHECK_FALSE(book->refresh().value());
  CHECK(book->view()->current().id == hello("一")->id);
  REQUIRE(place.publish(hello("三"), 2).ok());
  CHECK(book->refresh().value());
  CHECK(book->view()->current().id == hello("三")->id);
}

TEST_CASE("A folder that is watched is published when it was saved whole, and a broken one keeps the old release") {
  Place place;
  const auto save = [&](const std::string& name, const std::string& text) {
    std::filesystem::create_directories(place.folder.path("scripts"));
    std::ofstream(place.folder.path("scripts/" + name)) << text;
  };
  const auto save_all = [&](const dialogs::Release& release) {
    for (const dialogs::SourceFile& file : release.sources) save(file.path, file.text);
  };
  const auto book = place.start(hello("一")).value();
  const auto running = [&] {
    (void)book->refresh();
    return book->view()->current().id;
  };
  bot::FolderKeeper keeper(*book, place.folder.path("scripts"), place.clock, place.log);
  save_all(*hello("一"));
  keeper.pass();
  keeper.pass();
  CHECK(running() == hello("一")->id);
  save("hello.yaml", "kind: dialog\nid: other\n");
  keeper.pass();
  keeper.pass();
  CHECK(running() == hello("一")->id);
  save_all(*hello("二"));
  keeper.pass();
  CHECK(running() == hello("一")->id);
  keeper.pass();
  CHECK(running() == hello("二")->id);
}
