// Danger in the middle of anything: the safety words first, a person after, the dialog untouched.
#include <catch2/catch.hpp>

#include "dialogs/engine/step.hpp"
#include "tests/dialogs/engine/driver.hpp"

namespace dialogs::tests {
namespace {

constexpr const char* kDialog = R"(kind: dialog
id: complaint
title: 投诉
start: {words: [我要投诉]}
slots:
  - slot: 经过
    field: story
    type: text
    ask: 发生了什么事？
  - slot: 金额
    field: amount
    type: number
    ask: 多少钱？
steps:
  - collect: [经过, 金额]
  - do: submit_ticket
    id: submit
    outcome:
      ok:
        - say: 收到。
      duplicate:
        - say: 收到过了。
  - end: done
)";

constexpr const char* kRules = R"(kind: rules
id: safety
outputs:
  - output: 危险
    values: [自伤, 起火, 疲劳, 无]
    default: 无
rules:
  - rule: 自伤
    tier: 9
    score: 40
    if: {any: [不想活]}
    give: {危险: 自伤}
  - rule: 起火
    tier: 8
    score: 40
    if: {any: [着火]}
    give: {危险: 起火}
  - rule: 疲劳
    tier: 8
    score: 40
    if: {any: [睁不开眼]}
    give: {危险: 疲劳}
)";

constexpr const char* kDangers = R"(kind: dangers
chat: 20
dangers:
  - danger: 自伤
    code: AQ01
    urgency: U0
    category: 人身安全
    say: [您现在安全吗？, "打 12356"]
  - danger: 起火
    code: AQ05
    urgency: U0
    category: 人身安全
    say: 离车30米以上。
  - danger: 疲劳
    code: AQ09
    urgency: U1
    mute: false
    say: 先别开了。
)";

std::vector<SourceFile> files() {
  return {{"_global.yaml", "kind: global\nbrand: 试\nsafety: safety\n"},
          {"complaint.yaml", kDialog},
          {"dangers.yaml", kDangers},
          {"rules/safety.yaml", kRules}};
}

const OneRelease& releases() {
  static const OneRelease one(load_release(files()).release);
  return one;
}

const AlarmEffect* alarm_of(const Driver& driver) {
  for (const Effect& effect : driver.talk.effects()) {
    if (const auto* alarm = std::get_if<AlarmEffect>(&effect)) return alarm;
  }
  return nullptr;
}

bool relays(const Driver& driver) {
  const auto& effects = driver.talk.effects();
  return std::any_of(effects.begin(), effects.end(),
                     [](const Effect& one) { return std::holds_alternative<RelayEffect>(one); });
}

}  // namespace

TEST_CASE("a danger outside any dialog gets its words and an alarm with what was said", "[safety]") {
  Driver driver(releases());
  const std::string said = driver.writes("我不想活了");
  CHECK(said == "您现在安全吗？\n打 12356");
  const AlarmEffect* alarm = alarm_of(driver);
  REQUIRE(alarm != nullptr);
  CHECK(alarm->danger == "自伤");
  CHECK(alarm->code == "AQ01");
  CHECK(alarm->urgency == "U0");
  CHECK(alarm->text == "我不想活了");
  CHECK(alarm->first);
  CHECK(driver.talk.broken().empty());
}

TEST_CASE("after a danger the bot is mute, keeps and relays what is said, until a person gives it back", "[safety]") {
  Driver driver(releases());
  driver.writes("我要投诉");
  REQUIRE(driver.asked() == "经过");
  driver.writes("我不想活了");
  CHECK(driver.writes("菜单").empty());
  CHECK(relays(driver));
  CHECK(driver.waits(base::hours(3)).empty());
  CHECK(driver.writes("还在吗").empty());
  driver.happens(AgentEvent{AgentEvent::Act::kRelease, {}});
  CHECK(driver.asked() == "经过");
  driver.writes("站长扣我工资三个月");
  CHECK(driver.slot("经过") == "站长扣我工资三个月");
  CHECK(driver.talk.broken().empty());
}

TEST_CASE("another danger while a person is in charge still gets its words, each once", "[safety]") {
  Driver driver(releases());
  driver.writes("我不想活了");
  CHECK(driver.writes("真的不想活了").empty());
  CHECK(driver.writes("车着火了") == "离车30米以上。");
  REQUIRE(alarm_of(driver) != nullptr);
  CHECK_FALSE(alarm_of(driver)->first);
  CHECK(driver.writes("还在着火").empty());
}

TEST_CASE("a danger is heard while a person talks with the driver for another reason", "[safety]") {
  Driver driver(releases());
  driver.writes("转人工");
  CHECK(driver.writes("我不想活了") == "您现在安全吗？\n打 12356");
  CHECK(relays(driver));
  CHECK(driver.waits(base::hours(2)).empty());
  CHECK(driver.talk.state().human.has_value());
}

TEST_CASE("a danger is heard while an action runs and in answer to an engine's question", "[safety]") {
  Driver driver(releases());
  driver.writes("我要投诉");
  driver.writes("站长扣我工资三个月了也不说为什么");
  SECTION("while the ticket is being submitted") {
    driver.writes("5000");
    REQUIRE(driver.talk.last_action("submit_ticket") != nullptr);
    CHECK(says(driver.writes("我不想活了"), "您现在安全吗"));
    driver.answers("submit_ticket", "ok");
    CHECK(driver.talk.broken().empty());
  }
  SECTION("where yes or no was asked") {
    driver.writes("取消");
    CHECK(says(driver.writes("我不想活了"), "您现在安全吗"));
    driver.happens(AgentEvent{AgentEvent::Act::kRelease, {}});
    driver.writes("5000");
    CHECK(driver.slot("金额") == "5000");
  }
}

TEST_CASE("a danger that does not silence the bot is said once and the dialog goes on", "[safety]") {
  Driver driver(releases());
  driver.writes("我要投诉");
  CHECK(driver.writes("我睁不开眼了") == "先别开了。");
  CHECK(driver.asked() == "经过");
  CHECK(driver.slot("经过").empty());
  driver.writes("我睁不开眼了还要我送");
  CHECK(driver.slot("经过") == "我睁不开眼了还要我送");
}

TEST_CASE("nobody gave the bot back for a day: it asks how things are, by day", "[safety]") {
  Driver driver(releases());
  driver.writes("我不想活了");
  CHECK(driver.waits(base::hours(23)).empty());
  CHECK(says(driver.waits(base::hours(20)), "您现在还好吗"));
  CHECK_FALSE(driver.talk.state().human.has_value());
}

TEST_CASE("in a letter only words that mean danger at any length count", "[safety]") {
  Driver driver(releases());
  const std::string letter = "去年冬天我的车在高速上着火了一次后来保险公司赔了钱现在想问问能不能再投诉他们";
  driver.writes(letter);
  CHECK(alarm_of(driver) == nullptr);
  driver.writes(letter + "我不想活");
  CHECK(alarm_of(driver) != nullptr);
}

TEST_CASE("each message of a gathered burst is heard, however long the burst is", "[safety]") {
  Driver driver(releases());
  driver.happens(TextEvent{"b3", "师傅们都来说一说这件事情到底怎么办才好\n车着火了", {"b1", "b2", "b3"}, false});
  CHECK(alarm_of(driver) != nullptr);
}

TEST_CASE("a transcript of speech is heard like a text", "[safety]") {
  Driver driver(releases());
  driver.happens(TextEvent{"v1", "车着火了", {}, true});
  CHECK(alarm_of(driver) != nullptr);
}

TEST_CASE("safety rules without words for a danger are refused with the place", "[safety]") {
  std::vector<SourceFile> broken = files();
  std::string& dangers = broken[2].text;
  dangers = dangers.substr(0, dangers.find("  - danger: 疲劳"));
  const Loaded loaded = load_release(std::move(broken));
  REQUIRE(loaded.release == nullptr);
  REQUIRE(loaded.diagnostics.size() == 1);
  CHECK(loaded.diagnostics[0].code == "E0306");
  CHECK(loaded.diagnostics[0].message.find("疲劳") != std::string::npos);
}

TEST_CASE("a safety rule set that does not exist is refused", "[safety]") {
  std::vector<SourceFile> broken = files();
  broken[0].text = "kind: global\nbrand: 试\nsafety: safty\n";
  const Loaded loaded = load_release(std::move(broken));
  REQUIRE(loaded.release == nullptr);
  CHECK(loaded.diagnostics[0].code == "E0306");
}

}  // namespace dialogs::tests
