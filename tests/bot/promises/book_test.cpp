#include "bot/promises/book.hpp"

#include <catch2/catch.hpp>
#include <fstream>

#include "bot/files.hpp"
#include "bot/workers/promise_files_keeper.hpp"
#include "tests/bot/shell.hpp"
#include "tests/storage/folder.hpp"

using Catch::Contains;

namespace {

std::string shipped(const std::string& name) {
  return bot::read_file(std::string(XINSHENG_SOURCE_DIR) + "/config/" + name).value();
}

struct Files {
  Files() {
    write("promises.txt", shipped("promises.txt"));
    write("contents.txt", shipped("contents.txt"));
    write("calendar.txt", shipped("calendar.txt"));
    write("roster.txt", shipped("roster.txt"));
  }
  void write(const std::string& name, const std::string& text) const { std::ofstream(folder.path(name)) << text; }
  bot::PromiseFiles paths() const {
    return {.promises = folder.path("promises.txt"), .calendar = folder.path("calendar.txt"), .roster = folder.path("roster.txt"),
            .contents = folder.path("contents.txt")};
  }
  test::Folder folder;
};

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

}  // namespace

TEST_CASE("promise book: all faults of all three files are listed, each with its file", "[bot]") {
  const Files files;
  files.write("promises.txt", replaced(shipped("promises.txt"), "RESP     30m", "RESP     30x"));
  files.write("calendar.txt", replaced(shipped("calendar.txt"), "\nversion", "\nedition"));
  bot::PromiseFiles paths = files.paths();
  paths.roster += ".gone";
  const bot::ReadPromises read = bot::read_promises(paths);
  CHECK(read.promises == nullptr);
  std::string all;
  for (const std::string& fault : read.faults) all += fault + "\n";
  CHECK_THAT(all, Contains("promises.txt:"));
  CHECK_THAT(all, Contains("calendar.txt:"));
  CHECK_THAT(all, Contains("roster.txt.gone"));
  CHECK_THAT(all, Contains("怎么改"));
}

TEST_CASE("promise book: the demonstration promises the same to the same drivers, only shorter", "[bot]") {
  const Files files;
  files.write("promises.txt", shipped("promises.demo.txt"));
  const bot::ReadPromises read = bot::read_promises(files.paths());
  REQUIRE(read.faults == std::vector<std::string>{});
  for (const tickets::Profile& profile : shell::shipped_promises()->profiles.all()) {
    const tickets::Profile* demo = read.promises->profiles.find(profile.name);
    REQUIRE(demo != nullptr);
    CHECK(demo->groups == profile.groups);
    CHECK(demo->told == profile.told);
    CHECK(demo->clocks.size() == profile.clocks.size());
  }
}

TEST_CASE("promise files: a changed file is taken when it is free of faults, and a broken one leaves the old promises", "[bot]") {
  const Files files;
  base::NoLog log;
  bot::PromiseBook book(bot::read_promises(files.paths()).promises);
  bot::PromiseFilesKeeper keeper(book, files.paths(), log);
  const auto before = book.now();
  (void)keeper.pass();
  (void)keeper.pass();
  CHECK(book.now() == before);
  files.write("promises.txt", "[promise");
  for (int i = 0; i < 3; ++i) (void)keeper.pass();
  CHECK(book.now() == before);
  files.write("promises.txt", replaced(shipped("promises.txt"), "CLOSE    8h ", "CLOSE    9h "));
  (void)keeper.pass();
  CHECK(book.now() == before);  // somebody may still be saving
  (void)keeper.pass();
  REQUIRE(book.now() != before);
  CHECK(book.now()->profiles.find("FRT_3083")->rule_of(tickets::ClockKind::kClose)->promised.length == base::hours(9));
}
