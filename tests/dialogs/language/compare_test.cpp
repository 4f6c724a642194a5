#include "dialogs/language/compare.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "tests/dialogs/language/one_dialog.hpp"

namespace dialogs {
namespace {

using Strings = std::vector<std::string>;

constexpr char kDialog[] =
    "kind: dialog\nid: demo\ntitle: 登记\nstart: {words: [登记]}\n"
    "slots:\n"
    "  - {slot: 车型, type: choice, from: 车, ask: 什么车？}\n"
    "  - {slot: 里程, type: number, when: 车型 = 货车, ask: 多少公里？}\n"
    "  - {slot: 工单号, type: text, computed: true}\n"
    "steps:\n"
    "  - say: 您好\n"
    "  - collect: [车型, 里程]\n"
    "  - confirm: [车型, 里程]\n"
    "    id: check\n"
    "  - do: submit_ticket\n"
    "    id: go\n"
    "    outcome:\n"
    "      ok:\n"
    "        - say: 单号 <工单号>\n"
    "      duplicate:\n"
    "        - human: 重复了\n"
    "tests:\n"
    "  - test: 开始\n"
    "    talk: [{user: 登记}]\n";
constexpr char kTypes[] =
    "kind: types\ntypes:\n  - type: 车\n    options: [{is: 货车, words: [大车]}, {is: 出租车, words: [的士]}]\n";
constexpr char kCards[] = "kind: cards\ncards:\n  - {card: 加油, has: [加油], say: 去加油站}\n";
constexpr char kRules[] =
    "kind: rules\nid: kinds\noutputs:\n  - {output: 车型, values: [货车, 出租车]}\nrules:\n"
    "  - {rule: 大, if: {any: [拉货]}, give: {车型: 货车}}\n"
    "  - {rule: 小, if: {any: [拉客]}, give: {车型: 出租车}}\n";

std::shared_ptr<const Release> release_of(std::vector<SourceFile> files) {
  const Loaded loaded = load_release(std::move(files));
  for (const Diagnostic& d : loaded.diagnostics) UNSCOPED_INFO(render(d, ""));
  REQUIRE(loaded.release);
  return loaded.release;
}

std::vector<SourceFile> tree() {
  return {{"_global.yaml", tests::kPlainGlobal},
          {"_types.yaml", kTypes},
          {"cards.yaml", kCards},
          {"demo.yaml", kDialog},
          {"rules/kinds.yaml", kRules}};
}

// The tree with one piece of one file replaced.
std::shared_ptr<const Release> edited(const std::string& path, const std::string& before, const std::string& after) {
  std::vector<SourceFile> files = tree();
  for (SourceFile& file : files) {
    if (file.path != path) continue;
    const std::size_t at = file.text.find(before);
    REQUIRE(at != std::string::npos);
    file.text.replace(at, before.size(), after);
  }
  return release_of(std::move(files));
}

Strings told(const Comparison& comparison) {
  Strings all;
  for (const Change& change : comparison.changes) {
    all.push_back(std::string(letter(change.change)) + " " + change.what + " " + change.place.file + ":" +
                  std::to_string(change.place.line));
  }
  return all;
}

struct Row {
  const char* file;
  const char* before;
  const char* after;
  Strings changes;
};

}  // namespace

TEST_CASE("a release compared with itself has no change, and neither have blanks and comments", "[language][compare]") {
  const auto published = release_of(tree());
  CHECK(compare(*published, *published).change == ChangeClass::kNone);
  const auto spaced = edited("demo.yaml", "title: 登记", "title:   登记  # 名字");
  CHECK(compare(*published, *spaced).change == ChangeClass::kNone);
  CHECK(compare(*published, *spaced).changes.empty());
  CHECK(compare(*published, *spaced).for_dialog("demo") == ChangeClass::kNone);
}

TEST_CASE("each edit is told in one sentence with its class and line", "[language][compare]") {
  const auto published = release_of(tree());
  const std::vector<Row> rows{
      {"demo.yaml", "say: 您好", "say: 您好啊", {"T 话术改了：say demo.yaml:10"}},
      {"demo.yaml", "title: 登记", "title: 登记处", {"T 标题改了 demo.yaml:1"}},
      {"demo.yaml", "ask: 什么车？", "ask: 开什么车？", {"T 槽“车型”的问法（ask）改了 demo.yaml:6"}},
      {"demo.yaml",
       "human: 重复了",
       "human: 又来了",
       {"T 话术改了：do submit_ticket（id: go） › duplicate › human demo.yaml:20"}},
      {"demo.yaml", "talk: [{user: 登记}]", "talk: [{user: 登记吧}]", {"T 测试“开始”改了 demo.yaml:22"}},
      {"demo.yaml", "words: [登记]", "words: [登记, 报名]", {"R 触发词改了 demo.yaml:1"}},
      {"demo.yaml", "from: 车, ask", "from: 车, tries: 2, ask", {"R 槽“车型”问几次（tries）改了 demo.yaml:6"}},
      {"demo.yaml", "from: 车, ask", "from: 车, optional: true, ask", {"S 槽“车型”的填写规则改了 demo.yaml:6"}},
      {"demo.yaml", "when: 车型 = 货车", "when: 车型 = 出租车", {"S 槽“里程”的条件（when）改了 demo.yaml:7"}},
      {"demo.yaml", "  - say: 您好\n", "", {"S 删了一步：say demo.yaml:10"}},
      {"demo.yaml", "  - say: 您好\n", "  - say: 您好\n  - say: 请慢慢说\n", {"S 加了一步：say demo.yaml:11"}},
      {"_types.yaml", "words: [大车]", "words: [大车, 拉货的]", {"R 槽“车型”选项的说法改了 demo.yaml:6"}},
      {"_types.yaml",
       "{is: 出租车, words: [的士]}",
       "出租车, 网约车",
       {"S 槽“车型”的选项从（货车、出租车）改成（货车、出租车、网约车） demo.yaml:6"}},
      {"cards.yaml", "say: 去加油站", "say: 前面就有", {"R 卡片“加油”改了 cards.yaml:3"}},
      {"rules/kinds.yaml", "any: [拉客]", "any: [拉客, 拉人]", {"R 规则“小”改了 rules/kinds.yaml:7"}},
      {"_global.yaml", "brand: 示例", "brand: 示例\ntexts: {busy: 稍等}", {"T 系统话术“busy”改了 _global.yaml:3"}},
      {"_global.yaml", "brand: 示例", "brand: 示例\nquiet: 21:00-08:00", {"R “quiet”改了 _global.yaml:3"}},
  };
  for (const Row& row : rows) {
    INFO(row.after);
    const Comparison found = compare(*published, *edited(row.file, row.before, row.after));
    CHECK(told(found) == row.changes);
    CHECK(letter(found.change) == row.changes.front().substr(0, 1));
    CHECK(found.diagnostics.empty());
  }
}

TEST_CASE("the worst change is the class of the whole, and a dialog nobody touched keeps its own",
          "[language][compare]") {
  constexpr char kOther[] = "kind: dialog\nid: other\ntitle: 别的\nsteps:\n  - say: 好\n";
  std::vector<SourceFile> before = tree();
  before.push_back({"other.yaml", kOther});
  std::vector<SourceFile> after = before;
  after[3].text.replace(after[3].text.find("  - say: 您好\n"), std::string("  - say: 您好\n").size(), "");
  after[2].text.replace(after[2].text.find("去加油站"), std::string("去加油站").size(), "前面");
  const Comparison found = compare(*release_of(before), *release_of(after));
  CHECK(found.change == ChangeClass::kStructure);
  CHECK(found.shared == ChangeClass::kRules);
  CHECK(found.for_dialog("demo") == ChangeClass::kStructure);
  CHECK(found.for_dialog("other") == ChangeClass::kRules);
  CHECK(found.for_dialog("nowhere") == ChangeClass::kStructure);
}

TEST_CASE("a new dialog moves nobody, one that is gone keeps its conversations where they are", "[language][compare]") {
  constexpr char kOther[] = "kind: dialog\nid: other\ntitle: 别的\nsteps:\n  - say: 好\n";
  std::vector<SourceFile> more = tree();
  more.push_back({"other.yaml", kOther});
  const auto with = release_of(more);
  const auto without = release_of(tree());
  CHECK(told(compare(*without, *with)) == Strings{"R 新话本“别的” other.yaml:1"});
  CHECK(compare(*without, *with).for_dialog("demo") == ChangeClass::kNone);
  CHECK(told(compare(*with, *without)) == Strings{"S 删了话本“别的” other.yaml:1"});
  CHECK(compare(*with, *without).for_dialog("other") == ChangeClass::kStructure);
}

TEST_CASE("a published do or confirm that lost its id is an error where it stands now", "[language][compare]") {
  const auto published = release_of(tree());
  const auto faults = [&](const std::string& before, const std::string& after) {
    return compare(*published, *edited("demo.yaml", before, after)).diagnostics;
  };
  const auto renamed = faults("id: go", "id: send");
  CHECK(tests::places(renamed) == Strings{"E0802 demo.yaml:14:5"});
  CHECK(renamed[0].fix == "把 id 改回 go");
  const auto gone = faults("  - confirm: [车型, 里程]\n    id: check\n", "");
  CHECK(tests::places(gone) == Strings{"E0802 demo.yaml:1:1"});
  CHECK(gone[0].message.find("id: check") != std::string::npos);
  CHECK(tests::places(
            faults("do: submit_ticket\n    id: go\n    outcome:\n      ok:\n        - say: 单号 <工单号>\n      "
                   "duplicate:\n        - human: 重复了\n",
                   "do: save_rating\n    id: go\n  - say: 好\n")) == Strings{"E0802 demo.yaml:14:5"});
  CHECK(faults("say: 您好", "say: 您好啊").empty());
}

TEST_CASE("a slot that changes its type is warned about, for its values will be dropped", "[language][compare]") {
  const auto published = release_of(tree());
  const Comparison found = compare(*published, *edited("demo.yaml", "type: number, when", "type: text, when"));
  CHECK(tests::places(found.diagnostics) == Strings{"W0803 demo.yaml:7:5"});
  CHECK(found.diagnostics[0].message == "“里程”的类型从 number 改成 text，搬过来的对话会丢掉已填的值");
  CHECK(told(found) == Strings{"S 槽“里程”的类型从 number 改成 text demo.yaml:7"});
}

}  // namespace dialogs
