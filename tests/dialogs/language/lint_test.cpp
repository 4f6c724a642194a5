#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "tests/dialogs/language/one_dialog.hpp"

namespace dialogs {
namespace {

using tests::demo;
using tests::faults_of;
using Strings = std::vector<std::string>;

constexpr char kSlots[] =
    "slots:\n"
    "  - {slot: 同意, field: consent, type: yesno, ask: 同意吗？}\n"
    "  - {slot: 电话, type: phone, when: 同意 = 是, ask: 电话？}\n"
    "  - {slot: 工单号, type: text, computed: true}\n"
    "  - {slot: 结果, type: text, computed: true}\n";
// Steps begin on line 10.
std::string with(const std::string& steps) { return demo(std::string(kSlots) + "steps:\n" + steps); }

std::string message_of(const std::string& text) {
  const Loaded loaded = tests::load_demo(text);
  REQUIRE(loaded.diagnostics.size() == 1);
  return loaded.diagnostics[0].message;
}

}  // namespace

TEST_CASE("a value is proved on every path, and the path is named", "[language][lint]") {
  CHECK(faults_of(with("  - collect: [同意, 电话]\n  - say: 打 <电话>\n")) == Strings{"E0402 demo.yaml:11:10"});
  CHECK(
      faults_of(with("  - collect: [同意, 电话]\n  - if: 同意 = 是\n    then:\n      - say: 打 <电话>\n  - say: 好\n"))
          .empty());
  CHECK(faults_of(with("  - collect: [同意, 电话]\n  - say: 打 <电话|或:没有>\n")).empty());
  CHECK(message_of(
            with("  - collect: [同意, 电话]\n  - if: 同意 = 否\n    then:\n      - say: 打 <电话>\n  - say: 好\n")) ==
        "走到这里时 <电话> 可能还是空的（路径：是:同意 = 否）");
}

TEST_CASE("an action fills its slots only where it succeeded", "[language][lint]") {
  const std::string head = "  - collect: [同意, 电话]\n  - do: submit_ticket\n    id: go\n";
  CHECK(faults_of(with(head + "  - say: 单号 <工单号>\n")).empty());  // an unwritten failure is a person's
  CHECK(faults_of(with(head + "    outcome:\n      fail:\n        - say: 没交上\n  - say: 单号 <工单号>\n")) ==
        Strings{"E0402 demo.yaml:16:10"});
  CHECK(faults_of(with("  - collect: [同意, 电话]\n  - do: query_ticket\n    id: q\n  - say: <查询结果|或:无>\n")) ==
        Strings{"E0302 demo.yaml:13:10"});
}

TEST_CASE("the phone is asked only where consent was given", "[language][lint]") {
  CHECK(faults_of(with("  - collect: [同意, 电话]\n  - say: 好\n")).empty());
  CHECK(faults_of(with("  - collect: [电话, 同意]\n  - say: 好\n")).empty());  // irrelevant until consent is there
  const std::string always = demo(
      "slots:\n  - {slot: 同意, field: consent, type: yesno, ask: 同意吗？}\n  - {slot: 电话, type: phone, ask: "
      "电话？}\nsteps:\n");
  CHECK(faults_of(always + "  - collect: [同意, 电话]\n  - say: 好\n") == Strings{"E0801 demo.yaml:8:5"});
  CHECK(faults_of(always + "  - collect: [同意]\n  - if: 同意 = 是\n    then:\n      - collect: [电话]\n  - say: 好\n")
            .empty());
}

TEST_CASE("what no valuation reaches is told once per block", "[language][lint]") {
  const std::string head = "  - collect: [同意, 电话]\n";
  CHECK(faults_of(with(head +
                       "  - if: 同意 = 是 且 同意 = 否\n    then:\n      - say: 一\n      - say: 二\n  - say: 三\n")) ==
        Strings{"E0403 demo.yaml:13:9"});
  CHECK(faults_of(with(head + "  - say: 好\n  - if: 同意 = 是\n    then:\n      - end: done\n    else:\n"
                              "      - end: done\n  - say: 三\n  - say: 四\n")) == Strings{"E0403 demo.yaml:17:5"});
}

TEST_CASE("a condition on what comes later is walked again when it has come", "[language][lint]") {
  CHECK(faults_of(with("  - if: 没有 同意\n    then:\n      - say: 您好\n  - collect: [同意, 电话]\n  - say: 好\n"))
            .empty());
  CHECK(
      faults_of(
          with("  - if: 同意 = 是\n    then:\n      - say: 打 <电话|或:无>\n  - collect: [同意, 电话]\n  - say: 好\n"))
          .empty());
}

TEST_CASE("three texts between two questions are the most", "[language][lint]") {
  CHECK(faults_of(with("  - say: [一, 二]\n  - say: 三\n  - collect: [同意, 电话]\n  - say: [四, 五, 六]\n")).empty());
  CHECK(faults_of(with("  - say: [一, 二]\n  - collect: [同意, 电话]\n  - say: [一, 二]\n  - say: [三, 四]\n")) ==
        Strings{"E0405 demo.yaml:13:5"});
}

TEST_CASE("a path that ends in silence is told where it ends", "[language][lint]") {
  const std::string head = "  - collect: [同意, 电话]\n";
  CHECK(faults_of(with(head)) == Strings{"E0404 demo.yaml:10:5"});
  CHECK(faults_of(with(head + "  - if: 同意 = 否\n    then:\n      - end: cancelled\n  - say: 好\n")) ==
        Strings{"E0404 demo.yaml:13:9"});
  CHECK(faults_of(with(head + "  - if: 同意 = 否\n    then:\n      - say: 再见\n      - end: cancelled\n  - say: 好\n"))
            .empty());
  // What was said before the last answer does not count; a person and another dialog speak for themselves.
  CHECK(faults_of(with("  - say: 您好\n" + head)) == Strings{"E0404 demo.yaml:11:5"});
  CHECK(faults_of(with(head + "  - human: 请接手\n")).empty());
  CHECK(faults_of(with(head + "  - say: 正在交\n  - do: submit_ticket\n    id: go\n")).empty());
  CHECK(faults_of(with(head + "  - do: submit_ticket\n    id: go\n")) == Strings{"E0404 demo.yaml:11:5"});
  // An outcome that is not written goes to a person, who speaks: only that it worked may end in silence.
  CHECK(faults_of(with(head + "  - do: submit_ticket\n    id: go\n    outcome:\n      ok:\n        - say: 好了\n")).empty());
}

TEST_CASE("what one answer sets off must fit into what WeChat lets us send", "[language][lint]") {
  const auto act = [](const std::string& action, const std::string& id) {
    return "  - do: " + action + "\n    id: " + id + "\n";
  };
  const std::string head = "  - collect: [同意, 电话]\n";
  CHECK(faults_of(with(head + act("submit_ticket", "a") + act("save_rating", "b") + "  - say: 好\n")) ==
        Strings{"E0406 demo.yaml:13:5"});
  // Reply, two results, the question; two reminders and the farewell: seven where five are allowed.
  const std::string chatty = head + "  - say: 在交\n" + act("submit_ticket", "a") + "  - say: 交了\n" +
                             act("save_rating", "b") + "  - say: 记了\n";
  CHECK(faults_of(with(chatty)).empty());  // it ends here: three messages
  CHECK(faults_of(with(chatty + "  - confirm: [同意]\n    id: c\n  - say: 好\n")) == Strings{"E0406 demo.yaml:15:5"});
  const std::string web = "kind: global\nbrand: 示例\nchannels: [{channel: web, out_max: 20, text_bytes: 8000}]\n";
  const Loaded elsewhere =
      load_release({{"_global.yaml", web},
                    {"demo.yaml", with(head + act("submit_ticket", "a") + act("save_rating", "b") + "  - say: 好\n")}});
  CHECK(elsewhere.diagnostics.empty());
}

TEST_CASE("the texts of one message together must fit a channel", "[language][lint]") {
  std::string long_text;
  for (int i = 0; i < 350; ++i) long_text += "长";  // 1 050 bytes
  const std::string say = "  - say: " + long_text + "\n";
  CHECK(faults_of(with(say + "  - collect: [同意, 电话]\n" + say)).empty());
  CHECK(faults_of(with("  - collect: [同意, 电话]\n" + say + say)) == Strings{"E0502 demo.yaml:12:10"});
  CHECK(faults_of(with("  - collect: [同意, 电话]\n" + say + "  - confirm: [同意]\n    id: c\n" + say)).empty());
}

TEST_CASE("what the rules may or may not decide is walked both ways", "[language][lint]") {
  constexpr char kRules[] =
      "kind: rules\nid: kinds\noutputs: [{output: 种类, values: [甲类, 乙类]}]\n"
      "rules:\n  - {rule: 一, if: {any: [甲甲]}, give: {种类: 甲类}}\n  - {rule: 二, if: {any: [乙乙]}, give: {种类: "
      "乙类}}\n";
  const auto faults = [&](const std::string& slot, const std::string& steps) {
    const std::string text =
        demo("slots:\n  - {slot: 经过, type: text, ask: 说说？" + slot + "}\n" +
             "  - {slot: 种类, type: choice, options: [甲类, 乙类], ask: 哪类？}\nsteps:\n" + steps);
    return tests::places(
        load_release({{"_global.yaml", tests::kPlainGlobal}, {"demo.yaml", text}, {"rules/kinds.yaml", kRules}})
            .diagnostics);
  };
  const std::string told = "  - collect: [经过]\n  - classify: kinds\n    of: 经过\n";
  // Decided: the words before the question are said; undecided: the value is asked for.
  CHECK(faults("", told + "  - if: 有 种类\n    then:\n      - say: 看来是<种类>。\n  - collect: [种类]\n  - say: 好\n")
            .empty());
  CHECK(faults("", told + "  - say: 看来是<种类>。\n  - collect: [种类]\n  - say: 好\n") ==
        Strings{"E0402 demo.yaml:11:10"});
  CHECK(faults(", optional: true", told + "  - collect: [种类]\n  - say: 是<种类>。\n").empty());
}

TEST_CASE("rules cannot fill a slot from words that were not given", "[language][lint]") {
  constexpr char kRules[] =
      "kind: rules\nid: kinds\noutputs: [{output: 种类, values: [甲类, 乙类], default: 乙类}]\n"
      "rules:\n  - {rule: 一, if: {any: [甲甲]}, give: {种类: 甲类}}\n";
  const auto faults = [&](const std::string& slot) {
    const std::string text =
        demo("slots:\n  - {slot: 经过, type: text, ask: 说说？" + slot +
             "}\n  - {slot: 种类, type: text, computed: true}\n" +
             "steps:\n  - collect: [经过]\n  - classify: kinds\n    of: 经过\n  - say: 是<种类>。\n");
    return tests::places(
        load_release({{"_global.yaml", tests::kPlainGlobal}, {"demo.yaml", text}, {"rules/kinds.yaml", kRules}})
            .diagnostics);
  };
  CHECK(faults("").empty());
  CHECK(faults(", optional: true") == Strings{"E0402 demo.yaml:11:10"});
}

TEST_CASE("redo ends: its counter is part of the walk", "[language][lint]") {
  CHECK(faults_of(with("  - collect: [同意, 电话]\n  - if: 同意 = 否\n    then:\n      - redo: [同意]\n        times: "
                       "2\n        why: 还是需要您同意。\n"
                       "        else:\n          - say: 那就算了。\n          - end: cancelled\n  - say: 打 <电话>\n"))
            .empty());
}

TEST_CASE("dialogs that lead to each other in a circle are told", "[language][lint]") {
  const auto dialog = [](const std::string& id, const std::string& next) {
    return SourceFile{id + ".yaml",
                      "kind: dialog\nid: " + id + "\ntitle: " + id + "\nsteps:\n  - next: " + next + "\n"};
  };
  const auto places = [&](std::vector<SourceFile> files) {
    files.push_back({"_global.yaml", tests::kPlainGlobal});
    return tests::places(load_release(std::move(files)).diagnostics);
  };
  CHECK(places({dialog("aa", "bb"), dialog("bb", "aa")}) == Strings{"E0408 aa.yaml:5:5", "E0408 bb.yaml:5:5"});
  CHECK(places({dialog("aa", "bb"), {"bb.yaml", "kind: dialog\nid: bb\ntitle: 二\nsteps:\n  - say: 好\n"}}).empty());
}

TEST_CASE("two dialogs may not start on the same word, number or intent", "[language][lint]") {
  const auto dialog = [](const std::string& id) {
    return SourceFile{id + ".yaml", "kind: dialog\nid: " + id + "\ntitle: " + id +
                                        "\nstart: {words: [投诉], menu: 1}\nsteps:\n  - say: 好\n"};
  };
  const Loaded loaded = load_release({{"_global.yaml", tests::kPlainGlobal}, dialog("aa"), dialog("bb")});
  CHECK(tests::places(loaded.diagnostics) == Strings{"E0302 bb.yaml:4:8", "E0302 bb.yaml:4:17"});
}

TEST_CASE("the number of branches is bounded and the bound is told", "[language][lint]") {
  std::string slots = "slots:\n";
  std::string steps = "steps:\n";
  for (int i = 1; i <= 25; ++i) {
    const std::string name = "问" + std::to_string(i);
    slots += "  - {slot: " + name + ", type: choice, options: [甲方, 乙方, 丙方], ask: 问？}\n";
    steps += "  - collect: [" + name + "]\n  - if: " + name + " = 甲方\n    then:\n      - say: 好\n";
  }
  CHECK(faults_of(demo(slots + steps + "  - say: 完\n")) == Strings{"W0401 demo.yaml:1:1"});
}

TEST_CASE("slots that a path never looks at do not multiply the walks along it", "[language][lint]") {
  std::string slots = "slots:\n";
  std::string names;
  std::string all;
  for (int i = 1; i <= 20; ++i) {
    const std::string name = "问" + std::to_string(i);
    slots += "  - {slot: " + name + ", type: choice, options: [甲方, 乙方, 丙方], ask: 问？}\n";
    names += name + ", ";
    all += (i == 1 ? "" : " 且 ") + name + " = 乙方";
  }
  slots += "  - {slot: 备注, type: text, optional: true, ask: 问？}\n";
  CHECK(faults_of(demo(slots + "steps:\n  - collect: [" + names + "备注]\n  - if: " + all +
                       "\n    then:\n      - say: 全是乙方，<备注>\n  - say: 完\n")) ==
        Strings{"E0402 demo.yaml:30:14"});
}

TEST_CASE("one-character words are refused only where they are listened for", "[language][lint]") {
  const auto dialog = [](const std::string& keys) {
    return demo("slots:\n  - {slot: 车, type: choice, ask: 车？, " + keys +
                "}\nsteps:\n  - collect: [车]\n  - say: 好\n");
  };
  CHECK(faults_of(dialog("options: [有, 无]")).empty());
  CHECK(faults_of(dialog("listen: always, options: [货车, 无]")) == Strings{"E0601 demo.yaml:5:5"});
  CHECK(faults_of(dialog("listen: always, options: [货车, {is: 无, heard: false}]")).empty());
}

TEST_CASE("words with a Chinese comma between them are one word, and the fix says so", "[language][lint]") {
  const auto fix_of = [](const std::string& text) {
    const std::vector<Diagnostic> found = tests::load_demo(text).diagnostics;
    REQUIRE(found.size() == 1);
    return found.front().code + " " + found.front().fix;
  };
  const std::string slots = "slots:\n  - {slot: 甲, type: text, ask: 甲？}\n  - {slot: 乙, type: text, ask: 乙？}\nsteps:\n  - collect: [甲, 乙]\n";
  CHECK(fix_of(demo("start:\n  words: [充电坏了、充不上]\n" + slots + "  - say: 好\n")) ==
        "E0203 几个之间用英文逗号加空格隔开，例如 [甲, 乙]");
  CHECK(fix_of(demo(slots + "  - confirm: [甲，乙]\n    id: check\n  - say: 好\n")) ==
        "E0301 几个之间用英文逗号加空格隔开，例如 [甲, 乙]");
}

TEST_CASE("a silent end is told with the way that leads there", "[language][lint]") {
  const std::vector<Diagnostic> found =
      tests::load_demo(with("  - collect: [同意, 电话]\n  - if: 同意 = 否\n    then:\n      - end: cancelled\n  - say: 好\n")).diagnostics;
  REQUIRE(found.size() == 1);
  CHECK(found.front().message.find("（路径：是:同意 = 否）") != std::string::npos);
}

TEST_CASE("a type that does not exist is one fault, not one for every key beside it", "[language][lint]") {
  CHECK(faults_of(demo("slots:\n  - {slot: 甲, type: nubmer, min: 1, max: 3, ask: 几个？}\nsteps:\n  - collect: [甲]\n  - say: 好\n")) ==
        Strings{"E0203 demo.yaml:5:21"});
}

}  // namespace dialogs
