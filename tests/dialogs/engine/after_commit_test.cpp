// What was filed cannot be taken back by talking (dialog language §4.4, §4.6), and what happens while it is being filed is kept.
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

/// A dialog that files a ticket and then still asks something.
const OneRelease& releases() {
  static const OneRelease one(tests::load_files(
      {{"_global.yaml", "kind: global\nbrand: 示例\ncommands:\n  - {do: back, words: [上一步]}\n  - {do: restart, words: [重新开始]}\n"
                        "  - {do: cancel, words: [取消]}\n"},
       {"demo.yaml",
        "kind: dialog\nid: demo\ntitle: 示例\nstart: {words: [开始办]}\nslots:\n  - {slot: 车牌, type: plate, ask: 车牌？}\n"
        "  - {slot: 照片, type: photos, optional: true, ask: 有照片吗？}\n"
        "  - {slot: 快吗, type: yesno, ask: 办得快吗？}\nsteps:\n  - collect: [车牌]\n  - do: submit_ticket\n    id: go\n"
        "    outcome:\n      ok:\n        - say: 交上了\n  - collect: [快吗]\n  - say: 谢谢\n"}}));
  return one;
}

Driver filed() {
  Driver driver(releases());
  driver.writes("开始办");
  driver.writes("鲁A00000");
  driver.answers("submit_ticket", "ok");
  REQUIRE(driver.asked() == "快吗");
  return driver;
}

}  // namespace

TEST_CASE("after a commit, going back, starting anew and corrections answer that it is filed", "[engine]") {
  for (const char* words : {"上一步", "重新开始", "车牌写错了", "改车牌 鲁A00001"}) {
    CAPTURE(words);
    Driver driver = filed();
    CHECK(says(driver.writes(words), "工单已提交"));
    CHECK(driver.slot("车牌") == "鲁A00000");
    CHECK(driver.asked() == "快吗");
  }
}

TEST_CASE("after a commit, cancelling closes and says so", "[engine]") {
  Driver driver = filed();
  driver.writes("取消");
  if (!driver.talk.state().frames.empty()) driver.writes("1");
  CHECK(driver.talk.state().frames.empty());
}

TEST_CASE("what is said while a ticket is being filed does not answer the question that comes after it", "[engine]") {
  Driver driver(releases());
  driver.writes("开始办");
  driver.writes("鲁A00000");
  CHECK(says(driver.writes("是的"), "正在"));
  const std::string said = driver.answers("submit_ticket", "ok");
  CHECK(says(said, "交上了"));
  CHECK(says(said, "办得快吗"));
  CHECK(driver.asked() == "快吗");
  CHECK(driver.talk.state().held.empty());
}

}  // namespace dialogs
