// What the engine does where a script says nothing: an outcome that is not written, a slot the rules are unsure about, a
// redo without a number.
#include <catch2/catch.hpp>

#include <memory>
#include <string>

#include "dialogs/engine/step.hpp"
#include "tests/dialogs/engine/driver.hpp"
#include "tests/dialogs/language/one_dialog.hpp"
#include "tests/dialogs/rehearsal/dialog_tree.hpp"

namespace dialogs {
namespace {

using tests::Driver;
using tests::says;

constexpr char kRules[] =
    "kind: rules\nid: kinds\noutputs: [{output: 种类, values: [甲类, 乙类], default: 乙类}]\ndecide: {min: 10, margin: 5}\n"
    "rules:\n  - {rule: 一, if: {any: [苹果]}, give: {种类: 甲类}}\n  - {rule: 二, if: {any: [香蕉]}, give: {种类: 乙类}}\n";

std::shared_ptr<const Release> release_of(const std::string& slots_and_steps) {
  const std::string dialog = "kind: dialog\nid: demo\ntitle: 示例\nstart: {words: [开始办]}\n" + slots_and_steps;
  return tests::load_files({{"_global.yaml", tests::kPlainGlobal}, {"demo.yaml", dialog}, {"rules/kinds.yaml", kRules}});
}

std::shared_ptr<const Release> with_outcome(const std::string& outcome) {
  return release_of("slots:\n  - {slot: 经过, type: text, ask: 怎么了？}\nsteps:\n  - collect: [经过]\n  - do: submit_ticket\n    id: go\n" +
                    outcome + "  - say: 往下走了\n");
}

Driver submitted(const OneRelease& releases) {
  Driver driver(releases);
  driver.writes("开始办");
  driver.writes("门口的灯坏了");
  return driver;
}

std::shared_ptr<const Release> classified(const std::string& kind, const std::string& collect) {
  return release_of("slots:\n  - {slot: 经过, type: text, ask: 怎么了？}\n  - {slot: 种类, type: choice, options: [甲类, 乙类], " + kind +
                    "}\nsteps:\n  - collect: [经过]\n  - {classify: kinds, of: 经过}\n" + collect + "  - say: 是<种类>\n");
}

}  // namespace

TEST_CASE("an outcome the script does not answer goes to a person, except that it worked", "[engine]") {
  const OneRelease releases(with_outcome(""));
  for (const char* outcome : {"duplicate", "fail", "timeout"}) {
    CAPTURE(outcome);
    Driver driver = submitted(releases);
    CHECK_FALSE(says(driver.answers("submit_ticket", outcome), "往下走了"));
    CHECK(driver.talk.state().human);
  }
  Driver driver = submitted(releases);
  CHECK(says(driver.answers("submit_ticket", "ok"), "往下走了"));
  CHECK_FALSE(driver.talk.state().human);
}

TEST_CASE("an outcome the script answers goes on behind the action", "[engine]") {
  const OneRelease releases(with_outcome("    outcome:\n      duplicate:\n        - say: 提过了\n"));
  Driver driver = submitted(releases);
  const std::string said = driver.answers("submit_ticket", "duplicate");
  CHECK(says(said, "提过了"));
  CHECK(says(said, "往下走了"));
}

TEST_CASE("a computed slot takes the default where the rules are unsure between two values", "[engine]") {
  const OneRelease releases(classified("computed: true", ""));
  Driver driver(releases);
  driver.writes("开始办");
  CHECK(says(driver.writes("苹果和香蕉都烂了"), "是乙类"));
}

TEST_CASE("a slot with a question is asked where the rules are unsure, whatever the default", "[engine]") {
  const OneRelease releases(classified("ask: 哪一类？", "  - collect: [种类]\n"));
  Driver driver(releases);
  driver.writes("开始办");
  CHECK(says(driver.writes("苹果和香蕉都烂了"), "哪一类？"));
  CHECK(driver.asked() == "种类");
}

TEST_CASE("a redo without a number asks again twice", "[engine]") {
  const OneRelease releases(release_of(
      "slots:\n  - {slot: 好吗, type: yesno, ask: 好不好？}\nsteps:\n  - collect: [好吗]\n  - if: 好吗 = 否\n    then:\n"
      "      - redo: [好吗]\n        why: 再想想。\n        else:\n          - say: 那算了\n          - end: cancelled\n  - say: 谢谢\n"));
  Driver driver(releases);
  driver.writes("开始办");
  CHECK(says(driver.writes("不好"), "再想想"));
  CHECK(says(driver.writes("不好"), "再想想"));
  CHECK(says(driver.writes("不好"), "那算了"));
}

}  // namespace dialogs
