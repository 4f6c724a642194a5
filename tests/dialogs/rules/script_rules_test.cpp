// The rules files that ship: they compile, their own tests pass, and they hold what the files' tests cannot say.
#include <catch2/catch.hpp>

#include "dialogs/rules/rules.hpp"
#include "tests/dialogs/rehearsal/dialog_tree.hpp"

using dialogs::RuleSet;

namespace {

/// With all that decides beside it: the table of points, the catalogue of matters, the rules of kinds.
const RuleSet* shipped(const std::string& id) {
  static const auto release = dialogs::tests::shipped_release();
  const RuleSet* set = release->find_rules(id);
  REQUIRE(set != nullptr);
  REQUIRE(set->file().id == id);
  return set;
}

}  // namespace

TEST_CASE("Every shipped rules file passes its own tests") {
  for (const char* id : {"intents", "kinds", "legal_area", "routing"}) {
    CAPTURE(id);
    CHECK(shipped(id)->file().tests.size() >= 7);
  }
}

TEST_CASE("Routing always names a hotline and a degree of urgency") {
  const RuleSet* routing = shipped("routing");
  for (const char* text : {"", "。", "你好", "滴滴扣我钱", "asdf", "😀", "救命", "没签合同被扣车还起火了"}) {
    CAPTURE(text);
    const auto decision = routing->classify(text);
    CHECK_FALSE(decision.value("路由").empty());
    CHECK_FALSE(decision.value("类别").empty());
    CHECK_FALSE(decision.value("紧急").empty());
  }
}

TEST_CASE("Riders and couriers never go to the transport hotline") {
  const RuleSet* routing = shipped("routing");
  for (const char* text : {"美团骑手被乱扣钱", "送外卖平台封号了", "快递网点罚款太狠", "派费降了还押着工资", "众包接单平台不派单"}) {
    CAPTURE(text);
    CHECK(routing->classify(text).value("路由") != "12328");
  }
}

TEST_CASE("Danger outranks every other rule") {
  const RuleSet* routing = shipped("routing");
  for (const char* text : {"货主不给运费，我不想活了", "滴滴封号了，车还冒烟了", "投诉乘客，他正在打我"}) {
    CAPTURE(text);
    CHECK(routing->classify(text).value("紧急") == "特急");
    CHECK(routing->classify(text).value("路由") == "12345");
  }
}

TEST_CASE("Hidden characters in a word do not hide the danger") {
  const RuleSet* routing = shipped("routing");
  CHECK(routing->classify("我不\xE2\x80\x8B想\xE2\x80\xAE活了").value("紧急") == "特急");
}
