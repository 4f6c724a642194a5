#include "dialogs/language/conditions.hpp"

#include <catch2/catch.hpp>
#include <map>
#include <string>
#include <vector>

#include "tests/dialogs/language/one_dialog.hpp"

namespace dialogs {
namespace {

using Strings = std::vector<std::string>;

// Line 20 holds the condition; it begins at column 9.
std::string with_condition(const std::string& condition) {
  return tests::demo(
      "slots:\n"
      "  - {slot: 车辆类型, type: choice, options: [{is: 货车, words: [卡车]}, 出租车, 网约车], ask: 车？}\n"
      "  - {slot: 同意, type: yesno, ask: 同意吗？}\n"
      "  - {slot: 金额, type: number, ask: 多少？}\n"
      "  - {slot: 时间, type: time, ask: 何时？}\n"
      "  - {slot: 车牌号, type: plate, ask: 车牌？}\n"
      "  - {slot: 证据, type: photos, optional: true, ask: 照片？}\n"
      "steps:\n"
      "  - collect: [车辆类型]\n"
      "  - collect: [同意]\n"
      "  - collect: [金额]\n"
      "  - collect: [时间]\n"
      "  - collect: [车牌号]\n"
      "  - collect: [证据]\n"
      "  - say: 好\n"
      "  - say: 好\n"
      "  - if: " +
      condition +
      "\n"
      "    then:\n"
      "      - human: 看一下\n");
}

Condition parsed(const std::string& text, const std::vector<std::string>& slots) {
  std::vector<Slot> known;
  for (const std::string& name : slots) {
    Slot slot;
    slot.name = name;
    slot.type = name == "日" ? SlotType::kTime : SlotType::kNumber;
    known.push_back(slot);
  }
  Node node;
  node.text = text;
  Faults faults;
  Condition condition = read_condition(node, known, Sources(), faults);
  INFO(text);
  REQUIRE(faults.sorted().empty());
  return condition;
}

bool is_true(const std::string& text, const std::map<std::string, std::string>& values) {
  return holds(parsed(text, {"甲", "乙", "丙", "日"}), [&](const std::string& slot) -> std::optional<std::string> {
    const auto found = values.find(slot);
    return found == values.end() ? std::nullopt : std::optional(found->second);
  });
}

}  // namespace

TEST_CASE("conditions of every form load clean", "[language][conditions]") {
  for (const char* condition :
       {"车辆类型 = 货车", "车辆类型 != 货车", "车辆类型 属于 [货车, 网约车]", "有 车牌号", "没有 证据", "金额 > 200",
        "金额>=200.5", "时间 < 2025-03-08", "非 同意 = 是", "(车辆类型 = 货车 或 车辆类型 = 网约车) 且 同意 = 是",
        "（车辆类型 ＝ 货车，）且 同意 = 是", "\"车辆类型 属于 [货车，网约车] 且 非（没有 车牌号）\"",
        "车辆类型=货车 且 同意!=否"}) {
    INFO(condition);
    const Strings faults = tests::faults_of(with_condition(condition));
    if (std::string(condition).find("，）") != std::string::npos) {
      CHECK(faults == Strings{"E0501 demo.yaml:20:19"});
    } else {
      CHECK(faults.empty());
    }
  }
}

TEST_CASE("each fault of a condition points at its word", "[language][conditions]") {
  const std::vector<std::pair<std::string, std::string>> rows{
      {"车辆 = 货车", "E0301 demo.yaml:20:9"},
      {"同意 = 是 且 有 车牌", "E0301 demo.yaml:20:20"},
      {"车辆类型 = 货运车", "E0303 demo.yaml:20:16"},
      {"车辆类型 属于 [网约车, 货运车]", "E0303 demo.yaml:20:23"},
      {"同意 = 对", "E0303 demo.yaml:20:14"},
      {"车辆类型 > 货车", "E0307 demo.yaml:20:14"},
      {"金额 > 很多", "E0307 demo.yaml:20:14"},
      {"时间 < 昨天", "E0307 demo.yaml:20:14"},
      {"证据 = 三张", "E0307 demo.yaml:20:12"},
      {"车辆类型", "E0501 demo.yaml:20:13"},
      {"车辆类型 是 货车", "E0501 demo.yaml:20:14"},
      {"车辆类型 = ", "E0501 demo.yaml:20:15"},
      {"车辆类型 属于 货车", "E0501 demo.yaml:20:17"},
      {"车辆类型 属于 [货车 网约车]", "E0501 demo.yaml:20:21"},
      {"(同意 = 是", "E0501 demo.yaml:20:16"},
      {"同意 = 是 有 车牌号", "E0501 demo.yaml:20:16"},
      {"有车牌号", "E0501 demo.yaml:20:9"},
      {"且 同意 = 是", "E0501 demo.yaml:20:9"},
  };
  for (const auto& [condition, fault] : rows) {
    INFO(condition);
    CHECK(tests::faults_of(with_condition(condition)) == Strings{fault});
  }
}

TEST_CASE("a synonym in a condition is answered with its option", "[language][conditions]") {
  const Loaded loaded = tests::load_demo(with_condition("车辆类型 = 卡车"));
  REQUIRE(loaded.diagnostics.size() == 1);
  CHECK(loaded.diagnostics[0].fix == "是不是“货车”？");
}

TEST_CASE("且 binds closer than 或, and 非 closest", "[language][conditions]") {
  CHECK(is_true("甲 = 1 或 乙 = 1 且 丙 = 1", {{"甲", "1"}}));
  CHECK_FALSE(is_true("(甲 = 1 或 乙 = 1) 且 丙 = 1", {{"甲", "1"}}));
  CHECK_FALSE(is_true("非 甲 = 1 且 乙 = 1", {{"乙", "2"}}));
  CHECK(is_true("非 甲 = 1 或 乙 = 1", {{"乙", "2"}}));
}

TEST_CASE("an unfilled slot makes every comparison false, and only 没有 true", "[language][conditions]") {
  for (const char* condition : {"甲 = 1", "甲 != 1", "甲 > 1", "甲 <= 1", "甲 属于 [1, 2]", "有 甲"}) {
    INFO(condition);
    CHECK_FALSE(is_true(condition, {}));
  }
  CHECK(is_true("没有 甲", {}));
  CHECK_FALSE(is_true("没有 甲", {{"甲", "1"}}));
}

TEST_CASE("numbers compare as numbers and dates as dates", "[language][conditions]") {
  CHECK(is_true("甲 > 9", {{"甲", "10"}}));
  CHECK_FALSE(is_true("甲 < 9", {{"甲", "10"}}));
  CHECK(is_true("日 >= 2025-03-08", {{"日", "2025-03-08 15:00"}}));
  CHECK(is_true("日 < 2025-03-08", {{"日", "2025-03-07"}}));
}

TEST_CASE("parentheses without end are refused, not followed", "[language][conditions]") {
  std::string deep;
  for (int i = 0; i < 60; ++i) deep += "(";
  CHECK(tests::faults_of(with_condition(deep + "同意 = 是")) == Strings{"E0501 demo.yaml:20:25"});
  std::string long_one = "同意 = 是";
  for (int i = 0; i < 100; ++i) long_one += " 或 同意 = 是";
  CHECK(tests::faults_of(with_condition(long_one)) == Strings{"E0501 demo.yaml:20:9"});
}

}  // namespace dialogs
