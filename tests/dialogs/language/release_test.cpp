#include "base/utf8.hpp"
#include "dialogs/language/release.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "dialogs/language/actions.hpp"
#include "dialogs/language/published.hpp"
#include "tests/dialogs/language/one_dialog.hpp"

namespace dialogs {
namespace {

namespace fs = std::filesystem;
using tests::demo;
using tests::kPlainGlobal;
using Strings = std::vector<std::string>;

std::vector<SourceFile> shipped() {
  const fs::path folder = fs::path(XINSHENG_SOURCE_DIR) / "dialogs/scripts";
  std::vector<SourceFile> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.path().extension() != ".yaml") continue;
    std::ifstream in(entry.path(), std::ios::binary);
    std::stringstream text;
    text << in.rdbuf();
    files.push_back({fs::relative(entry.path(), folder).generic_string(), text.str()});
  }
  return files;
}

constexpr char kPart[] =
    "kind: part\nid: ask\ntitle: 问\nslots:\n  - {slot: 车牌号, type: plate, ask: 车牌？}\nsteps:\n  - collect: "
    "[车牌号]\n";

}  // namespace

TEST_CASE("the shipped scripts load without a fault", "[language][release]") {
  const Loaded loaded = load_release(shipped());
  for (const Diagnostic& d : loaded.diagnostics) UNSCOPED_INFO(render(d, ""));
  CHECK(loaded.diagnostics.empty());
  REQUIRE(loaded.release);
  for (const char* id : {"complaint", "legal", "status"}) {
    INFO(id);
    REQUIRE(loaded.release->find_dialog(id) != nullptr);
    CHECK_FALSE(loaded.release->find_dialog(id)->tests.empty());
  }
  for (const char* id : {"intents", "routing", "legal_area"}) {
    INFO(id);
    CHECK(loaded.release->find_rules(id) != nullptr);
  }
  CHECK(loaded.release->find_dialog("contact") == nullptr);
  CHECK(loaded.release->answers.size() >= 12);
}

TEST_CASE("the shipped scripts ask for consent before the phone, and remember only where they ask whether to",
          "[language][release]") {
  const Loaded loaded = load_release(shipped());
  REQUIRE(loaded.release);
  int with_phone = 0;
  for (const Dialog& dialog : loaded.release->dialogs) {
    CAPTURE(dialog.id);
    const auto position = [&](const auto& is) {
      return std::find_if(dialog.slots.begin(), dialog.slots.end(), is) - dialog.slots.begin();
    };
    const auto end = static_cast<std::ptrdiff_t>(dialog.slots.size());
    const auto phone = position([](const Slot& slot) { return slot.type == SlotType::kPhone; });
    if (phone != end) {
      ++with_phone;
      CHECK(position([](const Slot& slot) { return slot.field == "consent"; }) < phone);
    }
    const bool asks = position([](const Slot& slot) { return slot.field == "remember_me"; }) != end;
    for (const Slot& slot : dialog.slots) CHECK((slot.remember == Remember::kNever || asks));
  }
  CHECK(with_phone >= 3);
}

TEST_CASE("a question of the shipped scripts is at most forty characters long", "[language][release]") {
  const Loaded loaded = load_release(shipped());
  REQUIRE(loaded.release);
  for (const Dialog& dialog : loaded.release->dialogs) {
    for (const Slot& slot : dialog.slots) {
      for (const Text& ask : slot.ask) {
        for (const TextTemplate& variant : ask.zh) {
          std::size_t points = 0;
          for (const TextPart& part : variant) {
            if (part.kind == TextPart::Kind::kLiteral) points += base::count_code_points(part.value);
          }
          INFO(dialog.id << " " << slot.name << " " << points);
          CHECK(points <= 40);
        }
      }
    }
  }
}

TEST_CASE("the shell's notices are all there", "[language][release]") {
  const Loaded loaded = load_release(shipped());
  REQUIRE(loaded.release);
  for (const char* name : {"welcome", "too_fast", "not_understood", "too_long", "person_will_answer", "ticket_accepted",
                           "ticket_dispatched", "ticket_in_hand", "ticket_closed", "ticket_refused"}) {
    INFO(name);
    const auto& notices = loaded.release->notices;
    CHECK(std::any_of(notices.begin(), notices.end(), [&](const Notice& notice) { return notice.notice == name; }));
  }
}

TEST_CASE("the id of a release is the hash of its content, not of its form", "[language][release]") {
  const auto id = [](const std::string& text) {
    const Loaded loaded = tests::load_demo(text);
    REQUIRE(loaded.release);
    return loaded.release->id;
  };
  const std::string plain = demo("steps:\n  - say: 您好\n");
  CHECK(id(plain).size() == 64);
  CHECK(id("# 注释\ntitle: \"示例\"\nid: demo\nkind: dialog\nsteps: [{say: 您好}]\n") == id(plain));
  CHECK(id(demo("steps:\n  - say: 您好！\n")) != id(plain));
}

TEST_CASE("the canonical form has sorted keys and only strings", "[language][release]") {
  const Loaded loaded = tests::load_demo(demo("steps:\n  - say: \"一\\n\\\"二\\\"\"\n"));
  REQUIRE(loaded.release);
  CHECK(loaded.release->canonical_json ==
        "{\"files\":{\"_global.yaml\":{\"brand\":\"示例\",\"kind\":\"global\"},\"demo.yaml\":{\"id\":\"demo\",\"kind\":"
        "\"dialog\","
        "\"steps\":[{\"say\":\"一\\n\\\"二\\\"\"}],\"title\":\"示例\"}}}");
}

TEST_CASE("without _global.yaml there is no release", "[language][release]") {
  CHECK(tests::places(load_release({{"demo.yaml", demo("steps:\n  - say: 您好\n")}}).diagnostics) ==
        Strings{"E0202 _global.yaml:0:0"});
  CHECK_FALSE(load_release({}).release);
}

TEST_CASE("the faults of all files come together, by file and line", "[language][release]") {
  const Loaded loaded =
      load_release({{"_global.yaml", kPlainGlobal},
                    {"bb.yaml", "kind: dialog\nid: bb\ntitle: 二\nsteps:\n  - sya: 好\n"},
                    {"aa.yaml", "kind: dialog\nid: cc\ntitle: 一\nexpire: 两天\nsteps:\n  - say: <甲>\n"}});
  CHECK(tests::places(loaded.diagnostics) ==
        Strings{"E0203 aa.yaml:2:5", "E0204 aa.yaml:4:9", "E0302 aa.yaml:6:10", "E0201 bb.yaml:5:5"});
}

TEST_CASE("a file that cannot be read makes no other name unknown", "[language][release]") {
  const Loaded loaded = load_release({{"_global.yaml", kPlainGlobal},
                                      {"ask.yaml", "kind: part\n\tid: ask\n"},
                                      {"demo.yaml", demo("steps:\n  - use: ask\n")}});
  CHECK(tests::places(loaded.diagnostics) == Strings{"E0104 ask.yaml:2:1"});
}

TEST_CASE("a part is spliced where it is used and keeps its own file", "[language][release]") {
  const std::string dialog = demo("steps:\n  - say: 您好\n  - use: ask\n  - say: 好\n");
  const Loaded loaded = load_release({{"_global.yaml", kPlainGlobal}, {"ask.yaml", kPart}, {"demo.yaml", dialog}});
  REQUIRE(loaded.release);
  const Dialog& made = loaded.release->dialogs.at(0);
  REQUIRE(made.steps.size() == 3);
  CHECK(made.steps[1].kind == StepKind::kCollect);
  CHECK(made.steps[1].place == Place{"ask.yaml", 7, 5});
  CHECK(made.steps[1].id == "s2");
  CHECK(made.find_slot("车牌号") != nullptr);
  const std::string part = kPart;
  const Loaded broken =
      load_release({{"_global.yaml", kPlainGlobal}, {"ask.yaml", part + "  - say: <谁>\n"}, {"demo.yaml", dialog}});
  CHECK(tests::places(broken.diagnostics) == Strings{"E0302 ask.yaml:8:10"});
}

TEST_CASE("parts that use each other in a circle are told, not followed", "[language][release]") {
  const auto part = [](const std::string& id, const std::string& other) {
    return SourceFile{id + ".yaml", "kind: part\nid: " + id + "\nsteps:\n  - use: " + other + "\n"};
  };
  const Loaded loaded = load_release({{"_global.yaml", kPlainGlobal},
                                      part("p1", "p2"),
                                      part("p2", "p1"),
                                      {"demo.yaml", demo("steps:\n  - use: p1\n")}});
  CHECK(tests::places(loaded.diagnostics) == Strings{"E0408 p2.yaml:4:10"});
}

TEST_CASE("a slot of a part may not take the name of another", "[language][release]") {
  const Loaded loaded = load_release(
      {{"_global.yaml", kPlainGlobal},
       {"ask.yaml", kPart},
       {"demo.yaml", demo("slots:\n  - {slot: 车牌号, type: plate, ask: 车牌？}\nsteps:\n  - use: ask\n")}});
  CHECK(tests::places(loaded.diagnostics) == Strings{"E0302 ask.yaml:5:12"});
}

TEST_CASE("a global file that says little is completed", "[language][release]") {
  const Loaded loaded = tests::load_demo(demo("steps:\n  - say: 您好\n"));
  REQUIRE(loaded.release);
  const Global& global = loaded.release->global;
  CHECK(global.texts.size() == 29);
  CHECK(global.text("nomatch").zh.size() == 1);
  CHECK(global.remind == std::vector<base::Millis>{base::minutes(30), base::hours(20)});
  CHECK(global.expire == base::hours(47));
  CHECK(global.quiet.from_minute == 22 * 60);
  CHECK(global.channel("没有这个渠道").channel == "wechat");
  CHECK_FALSE(global.commands[static_cast<std::size_t>(CommandKind::kHuman)].empty());
}

TEST_CASE("the defaults of a slot follow its type", "[language][release]") {
  const Loaded loaded =
      tests::load_demo(demo("slots:\n"
                            "  - {slot: 车牌号, type: plate, ask: 车牌？}\n"
                            "  - {slot: 经过, type: text, optional: true, ask: 经过？}\n"
                            "  - {slot: 证据, type: photos, max: 3, ask: 照片？}\n"
                            "steps:\n  - collect: [车牌号, 经过, 证据]\n  - say: 好\n"));
  REQUIRE(loaded.release);
  const std::vector<Slot>& slots = loaded.release->dialogs[0].slots;
  CHECK(slots[0].listen == Listen::kAlways);
  CHECK(slots[0].again == Again::kAsk);
  CHECK(slots[0].give_up == GiveUp::kHuman);
  CHECK(slots[0].tries == 3);
  CHECK(slots[1].listen == Listen::kAsked);
  CHECK(slots[1].give_up == GiveUp::kSkip);
  CHECK(slots[2].again == Again::kAppend);
  CHECK(slots[2].photos_max == 3);
}

TEST_CASE("each rule of an action's table can be looked up", "[language][release]") {
  REQUIRE(find_action("submit_ticket") != nullptr);
  CHECK(find_action("submit_ticket")->is_commit);
  CHECK(find_action("query_ticket")->fills.front() == "查询结果");
  CHECK(find_action("no_such_action") == nullptr);
}

TEST_CASE("tests alone are read without a release", "[language][release]") {
  std::vector<Diagnostic> faults;
  const auto tests_read = load_tests({"t.yaml",
                                      "kind: tests\ntests:\n  - test: 一\n    given: {channel: web}\n    talk:\n      "
                                      "- user: 你好\n      - bot: 您好\n"},
                                     faults);
  CHECK(faults.empty());
  REQUIRE(tests_read.size() == 1);
  CHECK(tests_read[0].given->find("channel")->text == "web");
  CHECK(tests_read[0].talk[1].key == "bot");
  CHECK(tests_read[0].talk[1].place == Place{"t.yaml", 7, 9});
  CHECK(load_tests({"t.yaml", "kind: tests\ntests:\n  - test: 一\n    talk:\n      - usr: 你好\n"}, faults).empty());
  CHECK(tests::places(faults) == Strings{"E0201 t.yaml:5:9"});
}

TEST_CASE("legal answers keep their words, source and date", "[language][release]") {
  const Loaded loaded = load_release({{"_global.yaml", kPlainGlobal},
                                      {"a.yaml",
                                       "kind: answers\nanswers:\n  - {answer: 复议, area: 行政处罚, has: [复议], say: "
                                       "60 日内, checked: 2025-04-19}\n"}});
  REQUIRE(loaded.release);
  REQUIRE(loaded.release->answers.size() == 1);
  CHECK(loaded.release->answers[0].checked == "2025-04-19");
  const Loaded bad = load_release(
      {{"_global.yaml", kPlainGlobal},
       {"a.yaml", "kind: answers\nanswers:\n  - {answer: 复议, has: [复议], say: 好, checked: 2025-02-30}\n"}});
  CHECK(tests::places(bad.diagnostics) == Strings{"E0203 a.yaml:3:46"});
}

TEST_CASE("what was published once stays loadable when the linter learns more", "[language]") {
  const std::vector<SourceFile> silent{{"_global.yaml", tests::kPlainGlobal},
                                       {"demo.yaml", tests::demo("slots:\n  - {slot: 甲, type: text, ask: 问？}\n"
                                                                 "steps:\n  - collect: [甲]\n")}};
  CHECK_FALSE(load_release(silent).release);  // E0404
  const Loaded loaded = load_published(silent);
  REQUIRE(loaded.release);
  CHECK(loaded.diagnostics.empty());
  CHECK_FALSE(load_published({{"_global.yaml", tests::kPlainGlobal}, {"demo.yaml", "kind: dialog\n"}}).release);
}

}  // namespace dialogs
