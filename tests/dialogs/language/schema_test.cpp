#include "dialogs/language/schema.hpp"

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "dialogs/language/schema_check.hpp"
#include "dialogs/language/yaml_reader.hpp"
#include "tests/dialogs/language/json_schema_check.hpp"
#include "tests/dialogs/language/one_dialog.hpp"

namespace dialogs {
namespace {

namespace fs = std::filesystem;

const fs::path kRoot = XINSHENG_SOURCE_DIR;

std::string read(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

Node node_of(const std::string& text) {
  Faults faults;
  const auto node = read_yaml(SourceText("demo.yaml", text), faults);
  INFO(text);
  REQUIRE(node);
  return *node;
}

bool editor_accepts(const std::string& text) {
  static const tests::SchemaCheck kCheck(json_schema());
  return kCheck.accepts(tests::typed(node_of(text), SourceText("demo.yaml", text)));
}

bool loader_accepts(const Node& node) {
  Faults faults;
  check_file(node, faults);
  return !faults.any_error();
}

void check_described(const ObjectShape& shape) {
  INFO(shape.name);
  CHECK_FALSE(shape.id.empty());
  CHECK_FALSE(shape.meaning.empty());
  for (const KeyShape& key : shape.keys) {
    INFO(key.key);
    CHECK_FALSE(key.meaning.empty());
    CHECK((key.required || !key.usual.empty() || &shape == &text_shape()));
    if (key.object != nullptr) check_described(*key.object);
  }
}

constexpr char kSlots[] = "slots:\n  - {slot: 车型, type: choice, options: [货车, 出租车], ask: 什么车？}\n";
constexpr char kSteps[] = "steps:\n  - collect: [车型]\n  - say: 好\n";

}  // namespace

TEST_CASE("the schema for editors and the reference in docs are what the program writes", "[language][schema]") {
  // After a change of the table: xinsheng lint --schema > docs/huaben-1.schema.json, --reference >
  // docs/dialog-language.md
  const bool is_schema = read(kRoot / "docs/huaben-1.schema.json") == json_schema();
  const bool is_reference = read(kRoot / "docs/dialog-language.md") == reference_page();
  CHECK(is_schema);
  CHECK(is_reference);
}

TEST_CASE("every key of every file says what it means and what holds without it", "[language][schema]") {
  for (const KindShape& kind : kinds()) check_described(*kind.object);
  for (const ObjectShape& step : step_shapes()) check_described(step);
  check_described(option_shape());
  check_described(clause_shape());
  check_described(text_shape());
  for (const TalkShape& talk : talk_shapes()) CHECK_FALSE(talk.meaning.empty());
  for (const SlotTypeShape& type : slot_type_shapes()) CHECK_FALSE(type.heard.empty());
}

TEST_CASE("an editor accepts every shipped file", "[language][schema]") {
  int files = 0;
  for (const auto& entry : fs::recursive_directory_iterator(kRoot / "dialogs/scripts")) {
    if (entry.path().extension() != ".yaml") continue;
    ++files;
    INFO(entry.path().filename().string());
    CHECK(editor_accepts(read(entry.path())));
  }
  CHECK(files > 10);
}

TEST_CASE("an editor refuses what the loader refuses, and accepts what it accepts", "[language][schema]") {
  struct Row {
    std::string text;
    bool is_good;
  };
  const std::string slots = kSlots;
  const std::string steps = kSteps;
  const auto slot = [](const std::string& keys) {
    return tests::demo("slots:\n  - {slot: 甲, " + keys + ", ask: 问？}\nsteps:\n  - say: 好\n");
  };
  const auto step = [](const std::string& text) { return tests::demo("steps:\n  - " + text + "\n"); };
  const std::vector<Row> rows{
      {tests::demo(slots + steps), true},
      {tests::demo(slots), false},                              // no steps
      {"id: demo\ntitle: 示例\nsteps:\n  - say: 好\n", false},  // no kind
      {"kind: dialogue\nid: demo\ntitle: 示例\n", false},       // no such kind
      {tests::demo(steps + "strat: {}\n"), false},              // unknown key
      {tests::demo(steps + "start: {words: 登记}\n"), false},   // a list is wanted
      {tests::demo(steps + "start: {menu: 3}\n"), true},
      {tests::demo(steps + "start: {menu: \"3\"}\n"), true},  // digits as words
      {tests::demo(steps + "start: {menu: 12}\n"), false},
      {tests::demo(steps + "remind: [1h, 2h, 3h]\n"), false},
      {tests::demo(steps + "interrupt: maybe\n"), false},
      {tests::demo(steps + "note: [甲]\n"), false},
      {"kind: dialog\nid: demo\ntitle: 一二三四五六七八九十一二三\nsteps:\n  - say: 好\n", false},
      {slot("type: text"), true},
      {slot("type: words"), false},
      {slot("type: choice, options: [甲]"), false},
      {slot("type: choice, options: [12345, {is: no, words: [不]}]"), true},
      {slot("type: choice, options: [甲, {is: 乙, worsd: [丙]}]"), false},
      {slot("type: choice, computed: true"), true},
      {slot("type: text, seed: 5"), true},
      {slot("type: text, optional: yes"), false},
      {slot("type: text, optional: true"), true},
      {slot("type: text, tries: 9"), false},
      {step("say: [一, 二, 三, 四]"), false},
      {step("say: {any: [一, 二]}"), true},
      {step("say: {any: [一]}"), false},
      {step("say: {any: [一, 二], zh: 一}"), false},
      {step("say: {zh: 一, en: one}"), true},
      {step("say: {en: one}"), false},
      {step("do: save_rating"), false},  // no id
      {step("{do: save_rating, id: go, outcome: {ok: [{say: 好}]}}"), true},
      {step("{do: save_rating, id: go, outcome: {ok: {say: 好}}}"), false},
      {step("confirm: [甲]"), false},
      {step("{if: 甲 = 乙}"), false},
      {step("{sya: 好}"), false},
      {step("{redo: [甲], times: 2, else: [{end: failed}]}"), true},
      {step("end: over"), false},
      {step("say: 好") + "tests:\n  - {test: 一, talk: [{user: 好}, {slot: {甲: 1}}]}\n", true},
      {step("say: 好") + "tests:\n  - {test: 一, talk: [{usr: 好}]}\n", false},
      {step("say: 好") + "tests:\n  - {test: 一, talk: [{user: 好, bot: 好}]}\n", false},
      {"kind: types\ntypes:\n  - {type: 车, options: [甲, 乙]}\n", true},
      {"kind: types\ntypes:\n  - {type: 车}\n", false},
      {"kind: global\nbrand: 示例\nquiet: 22:00-07:00\ntries: 3\n", true},
      {"kind: global\nbrand: 示例\ncommands: [{do: stop, words: [停]}]\n", false},
      {"kind: rules\nid: rr\noutputs: [{output: 类, values: [甲]}]\nrules: [{rule: 一, if: {any: [词, {all: [甲, "
       "乙]}]}, "
       "give: {类: 甲}}]\n",
       true},
      {"kind: rules\nid: rr\noutputs: [{output: 类, values: [甲]}]\nrules: [{rule: 一, if: {any: 词}, give: {类: "
       "甲}}]\n",
       false},
      {"kind: rules\nid: rr\noutputs: [{output: 类, values: [甲]}]\nrules: [{rule: 一, if: {near: {of: [甲], within: "
       "3}}, "
       "give: {类: 甲}}]\n",
       false},
  };
  for (const Row& row : rows) {
    INFO(row.text);
    CHECK(editor_accepts(row.text) == row.is_good);
    CHECK(loader_accepts(node_of(row.text)) == row.is_good);
  }
}

TEST_CASE("an editor knows which keys a type of slot may have", "[language][schema]") {
  const auto slot = [](const std::string& keys) {
    return tests::demo("slots:\n  - {slot: 甲, " + keys + ", ask: 问？}\nsteps:\n  - collect: [甲]\n  - say: 好\n");
  };
  for (const char* keys :
       {"type: phone, seed: 5", "type: text, options: [甲, 乙]", "type: text, max: 3", "type: choice"}) {
    INFO(keys);
    CHECK_FALSE(editor_accepts(slot(keys)));
    CHECK_FALSE(tests::load_demo(slot(keys)).release);
  }
  for (const char* keys : {"type: text, seed: 5", "type: choice, options: [甲, 乙]", "type: number, max: 3"}) {
    INFO(keys);
    CHECK(editor_accepts(slot(keys)));
    CHECK(tests::load_demo(slot(keys)).release);
  }
}

}  // namespace dialogs
