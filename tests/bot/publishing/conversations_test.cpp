// Conversations that run while operators publish and go back.
#include <catch2/catch.hpp>

#include "bot/workers/release_keeper.hpp"
#include "tests/bot/shell.hpp"

using Catch::Contains;
using shell::Shell;

namespace {

/// The shipped scripts with one piece of text replaced in one file.
std::shared_ptr<const dialogs::Release> shipped_with(const std::string& path, const std::string& from, const std::string& to) {
  std::vector<dialogs::SourceFile> files = shell::shipped_release()->sources;
  for (dialogs::SourceFile& file : files) {
    if (file.path != path) continue;
    const std::size_t at = file.text.find(from);
    REQUIRE(at != std::string::npos);
    file.text.replace(at, from.size(), to);
  }
  auto loaded = dialogs::load_release(std::move(files));
  REQUIRE(loaded.release);
  return loaded.release;
}

/// The question after the narrative asks something else first.
std::shared_ptr<const dialogs::Release> shipped_with_a_new_question() {
  std::vector<dialogs::SourceFile> files = shell::shipped_release()->sources;
  for (dialogs::SourceFile& file : files) {
    if (file.path != "complaint.yaml") continue;
    const std::size_t slots = file.text.find("slots:\n");
    REQUIRE(slots != std::string::npos);
    file.text.insert(slots + 7, "  - slot: 天气\n    field: weather\n    type: text\n    optional: true\n    ask: 当时天气怎么样？\n");
    const std::size_t collect = file.text.find("collect: [车辆类型, ");
    REQUIRE(collect != std::string::npos);
    file.text.insert(collect + 10, "天气, ");
  }
  auto loaded = dialogs::load_release(std::move(files));
  REQUIRE(loaded.release);
  return loaded.release;
}

struct How {
  bool moves_all = false;
  std::vector<std::string> withdraw;
};

void publish(Shell& shell, const dialogs::Release& release, const How& how = {}) {
  storage::NewPublication wanted;
  wanted.publication.release = release.id;
  wanted.publication.at = shell.clock.now();
  wanted.publication.by = "张三";
  wanted.publication.change = "S";
  wanted.publication.moves_all = how.moves_all;
  wanted.sources = bot::encode_sources(release.sources);
  wanted.withdrawals = how.withdraw;
  wanted.expected = shell.store->releases().newest().value()->number;
  REQUIRE(shell.store->releases().publish(wanted).ok());
  REQUIRE(shell.releases->refresh().value());
}

std::string pinned(Shell& shell, const std::string& driver = "oOne") {
  const auto conversation = shell.store->turns().load(Shell::key(driver)).value();
  const auto state = dialogs::decode_state(conversation->state);
  return state->frames.empty() ? "" : state->frames.front().release;
}

const std::vector<std::string> kBegin{"我要投诉", "货主拖欠运费八千三，电话也不接"};
const std::vector<std::string> kRest{"货车", "跳过", "不同意", "跳过", "跳过", "1"};

}  // namespace

TEST_CASE("A conversation that began before a publication with other words ends with a ticket on the new ones") {
  Shell shell;
  shell.talk(kBegin);
  const std::string before = pinned(shell);
  const auto newer = shipped_with("complaint.yaml", "我是受理机器人", "我是新的受理机器人");
  publish(shell, *newer);
  CHECK_THAT(shell.talk(kRest).text, Contains("JN"));
  CHECK(shell.transcript().back().release != before);
}

TEST_CASE("A conversation whose dialog changed in structure ends on the release it began with") {
  Shell shell;
  shell.talk(kBegin);
  const std::string before = pinned(shell);
  publish(shell, *shipped_with_a_new_question());
  const bot::Answer next = shell.talk({"货车"});
  CHECK_THAT(next.text, !Contains("天气"));
  CHECK(pinned(shell) == before);
  CHECK_THAT(shell.talk({"跳过", "不同意", "跳过", "跳过", "1"}).text, Contains("JN"));
  SECTION("and the next one begins with the new one") {
    const bot::Answer begun = shell.talk(kBegin, "oTwo");
    CHECK_THAT(begun.text, Contains("天气"));
  }
}

TEST_CASE("An operator may move conversations in spite of a changed structure: the new question is asked at once") {
  Shell shell({.rate_limit = {.per_minute = 100'000, .burst = 100'000}, .sends_actively = true});
  shell.talk(kBegin);
  const auto newer = shipped_with_a_new_question();
  publish(shell, *newer, {.moves_all = true, .withdraw = {}});
  shell.run_on_thread();
  bot::ReleaseKeeper keeper(*shell.releases, *shell.store, *shell.mailboxes, shell.clock, shell.log);
  keeper.pass();
  shell.stop_thread();
  CHECK(pinned(shell) == newer->id);
  CHECK_THAT(shell.transcript().back().lines.back().text, Contains("流程有更新") && Contains("天气"));
  CHECK_THAT(shell.talk({"下雨"}).text, Contains("平台"));
  CHECK_THAT(shell.talk(kRest).text, Contains("JN"));
}

TEST_CASE("What a driver says before he has seen the new question does not answer it") {
  Shell shell;
  shell.talk(kBegin);
  const auto newer = shipped_with_a_new_question();
  publish(shell, *newer, {.moves_all = true, .withdraw = {}});
  const bot::Answer answer = shell.talk({"货车"});
  CHECK_THAT(answer.text, Contains("流程有更新") && Contains("天气"));
  CHECK(pinned(shell) == newer->id);
  SECTION("and the question after it is one like any other") {
    CHECK_THAT(shell.talk({"下雨"}).text, !Contains("流程有更新"));
  }
}

TEST_CASE("Going back moves nobody who began before, and a conversation of the time between ends well") {
  Shell shell;
  const auto first = shell::shipped_release();
  shell.talk(kBegin, "oBefore");
  const auto newer = shipped_with_a_new_question();
  publish(shell, *newer);
  shell.talk(kBegin, "oBetween");
  publish(shell, *first);
  shell.talk(kBegin, "oAfter");
  CHECK(pinned(shell, "oBefore") == first->id);
  CHECK(pinned(shell, "oBetween") == newer->id);
  CHECK(pinned(shell, "oAfter") == first->id);
  CHECK_THAT(shell.talk(kRest, "oBefore").text, Contains("JN"));
  CHECK_THAT(shell.talk({"下雨"}, "oBetween").text, Contains("平台"));
  CHECK_THAT(shell.talk(kRest, "oBetween").text, Contains("JN"));
  CHECK_THAT(shell.talk(kRest, "oAfter").text, Contains("JN"));
}

TEST_CASE("A withdrawn release is left at once, and whoever cannot leave it meets a person") {
  Shell shell;
  const auto first = shell::shipped_release();
  shell.talk(kBegin);
  SECTION("the dialog is still there") {
    const auto newer = shipped_with_a_new_question();
    publish(shell, *newer, {.moves_all = false, .withdraw = {first->id}});
    CHECK_THAT(shell.talk({"货车"}).text, Contains("天气"));
    CHECK(pinned(shell) == newer->id);
  }
  SECTION("the dialog is gone") {
    std::vector<dialogs::SourceFile> files{{"_global.yaml", "kind: global\nbrand: 示例\n"},
                                           {"hello.yaml",
                                            "kind: dialog\nid: hello\ntitle: 你好\nabout: 例子\nstart:\n  words: [你好]\n"
                                            "steps:\n  - say: 你好。\n  - end: done\n"}};
    const auto other = dialogs::load_release(files).release;
    REQUIRE(other);
    publish(shell, *other, {.moves_all = false, .withdraw = {first->id}});
    shell.talk({"货车"});
    CHECK(pinned(shell).empty());
    const auto tasks = shell.store->desk().open_tasks(0, 10).value();
    REQUIRE(tasks.size() == 1);
    CHECK(tasks.front().kind == "handoff");
  }
}

TEST_CASE("The keeper moves everybody whose dialog kept its structure, and says nothing to them") {
  Shell shell;
  for (const std::string driver : {"oA", "oB", "oC"}) shell.talk(kBegin, driver);
  const auto newer = shipped_with("complaint.yaml", "我是受理机器人", "我是新的受理机器人");
  publish(shell, *newer);
  shell.run_on_thread();
  bot::ReleaseKeeper keeper(*shell.releases, *shell.store, *shell.mailboxes, shell.clock, shell.log);
  keeper.pass();
  shell.stop_thread();
  for (const std::string driver : {"oA", "oB", "oC"}) {
    CHECK(pinned(shell, driver) == newer->id);
    CHECK(shell.transcript(driver).back().lines.empty());
    CHECK_THAT(shell.talk(kRest, driver).text, Contains("JN"));
  }
}

TEST_CASE("A release goes when nothing runs on it and it is none of the newest publications") {
  Shell shell;
  const auto first = shell::shipped_release();
  shell.talk(kBegin);
  const auto small = [](int i) {
    return dialogs::load_release({{"_global.yaml", "kind: global\nbrand: 示例" + std::to_string(i) + "\n"},
                                  {"hello.yaml",
                                   "kind: dialog\nid: hello\ntitle: 你好\nabout: 例子\nstart:\n  words: [你好]\n"
                                   "steps:\n  - say: 你好。\n  - end: done\n"}})
        .release;
  };
  for (int i = 0; i <= static_cast<int>(bot::kPublicationsKept); ++i) publish(shell, *small(i));
  shell.run_on_thread();
  bot::ReleaseKeeper keeper(*shell.releases, *shell.store, *shell.mailboxes, shell.clock, shell.log);
  keeper.pass();
  shell.stop_thread();
  const auto ids = shell.store->releases().stored_ids().value();
  CHECK(std::find(ids.begin(), ids.end(), first->id) != ids.end());
  CHECK(std::find(ids.begin(), ids.end(), small(0)->id) == ids.end());
  CHECK(std::find(ids.begin(), ids.end(), small(1)->id) != ids.end());
}
