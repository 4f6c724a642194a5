// Laws of the engine that hold for every conversation (dialog language §5.3). P1 and P2 are checked by Conversation for
// each step of each test; P9 and P10 also by the walks.
#include <catch2/catch.hpp>

#include <algorithm>
#include <set>

#include "base/random.hpp"
#include "tests/dialogs/engine/driver.hpp"
#include "tests/dialogs/rehearsal/dialog_tree.hpp"

namespace dialogs {
namespace {

using tests::Driver;

const OneRelease& spec() {
  static const OneRelease releases(tests::spec_release());
  return releases;
}

// What a slot holds, without when and how it got there.
Fields values(const State& state) {
  Fields fields;
  for (const Frame& frame : state.frames) {
    for (const auto& [name, value] : frame.slots) {
      fields.emplace_back(frame.dialog + "/" + name, value.value + (value.skipped ? "(skipped)" : ""));
    }
  }
  std::sort(fields.begin(), fields.end());
  return fields;
}

const std::vector<std::string> kConversation = {"投诉",
                                                "滴滴无故扣了我两百块还限制接单，说不清为什么",
                                                "2",
                                                "粤B12345",
                                                "昨天下午三点",
                                                "公司门口",
                                                "没有",
                                                "同意",
                                                "13000000000"};

}  // namespace

TEST_CASE("P1: a state that was damaged and can still be read never breaks a step", "[property]") {
  Driver driver(spec());
  for (std::size_t i = 0; i < 6; ++i) driver.writes(kConversation[i]);
  const std::string good = encode_state(driver.talk.state());
  base::SeededRandom random(4);
  int read = 0;
  for (int round = 0; round < 4000; ++round) {
    std::string bad = good;
    for (std::uint64_t n = 1 + random.below(2); n > 0; --n) {
      const auto at = static_cast<std::size_t>(random.below(bad.size()));
      if (random.below(2) == 0) {
        bad[at] = static_cast<char>(random.below(256));
      } else {
        bad.erase(at, 1 + random.below(4));
      }
    }
    const auto state = decode_state(bad);
    if (!state.ok()) continue;
    ++read;
    const std::vector<Event> events = {TextEvent{"x", "1", {}, false},      TextEvent{"x", "改车牌", {}, false},
                                       MediaEvent{"x", "photo", {"m1"}},    ButtonEvent{"x", "", "2", 0},
                                       TimerEvent{state->timer.generation}, MigrateEvent{tests::spec_release()->id}};
    for (const Event& event : events) {
      const StepResult result = step(spec(), *state, event, driver.talk.now() + base::days(3), false);
      const auto again = decode_state(encode_state(result.state));
      REQUIRE(again.ok());
      REQUIRE(*again == result.state);
    }
  }
  CHECK(read > 500);
}

TEST_CASE("P4: redelivering any event of a conversation changes nothing and says nothing", "[property]") {
  Driver driver(spec());
  std::vector<Event> delivered;
  for (const std::string& text : kConversation) {
    driver.writes(text);
    delivered.emplace_back(TextEvent{"e" + std::to_string(delivered.size() + 1), text, {}, false});
    for (const Event& event : delivered) {
      const State before = driver.talk.state();
      driver.happens(event);
      REQUIRE(driver.talk.state() == before);
      REQUIRE(driver.talk.replies() == 0);
      REQUIRE(driver.talk.effects().empty());
    }
  }
}

TEST_CASE("P3: the wait of a conversation is found again by walking", "[property]") {
  Driver driver(spec());
  for (const std::string& text : kConversation) {
    driver.writes(text);
    State forgetful = driver.talk.state();
    if (forgetful.frames.empty()) continue;
    const Wait wait = forgetful.frames.back().wait;
    forgetful.frames.back().wait = {};
    const StepResult again = step(spec(), forgetful, TextEvent{"again", "再说一遍", {}, false}, driver.talk.now());
    REQUIRE_FALSE(again.state.frames.empty());
    REQUIRE(again.state.frames.back().wait == wait);
  }
}

TEST_CASE("P6: slots heard before their question are the same in any order", "[property]") {
  std::vector<std::string> heard = {"车牌粤B12345", "昨天下午三点的事", "我是网约车司机", "电话13000000000"};
  std::sort(heard.begin(), heard.end());
  std::set<Fields> results;
  do {
    Driver driver(spec());
    driver.writes("投诉");
    driver.writes("公司每个月多收我管理费，说不清道不明");
    for (const std::string& text : heard) driver.writes(text);
    results.insert(values(driver.talk.state()));
  } while (std::next_permutation(heard.begin(), heard.end()));
  REQUIRE(results.size() == 1);
  CHECK(results.begin()->size() >= 6);
}

TEST_CASE("P7: correcting a value and correcting it back restores every slot", "[property]") {
  const std::vector<std::pair<std::string, std::string>> there_and_back = {
      {"车牌写错了，是粤B54321", "车牌写错了，是粤B12345"},
      {"改车辆类型 出租车", "改车辆类型 网约车"},
      {"不是粤B12345，是粤B54321", "不是粤B54321，应该是粤B12345"},
      {"改时间 前天上午九点", "改时间 昨天下午三点"},
  };
  for (const auto& [there, back] : there_and_back) {
    CAPTURE(there);
    Driver driver(spec());
    for (std::size_t i = 0; i < 6; ++i)
      driver.writes(i == 1 ? "滴滴扣了我两百块还限制接单，说不清为什么" : kConversation[i]);
    const State before = driver.talk.state();
    driver.writes(there);
    REQUIRE(values(driver.talk.state()) != values(before));
    driver.writes(back, base::Millis{0});
    CHECK(values(driver.talk.state()) == values(before));
    CHECK(driver.talk.state().frames.back().wait == before.frames.back().wait);
  }
}

TEST_CASE("P8: going back undoes exactly the last answer", "[property]") {
  Driver driver(spec());
  driver.writes(kConversation[0]);
  for (std::size_t i = 1; i < kConversation.size(); ++i) {
    const State before = driver.talk.state();
    driver.writes(kConversation[i]);
    Driver back = driver;
    back.writes("上一步");
    CAPTURE(kConversation[i]);
    // What the first narrative let us hear or classify stays: only the answer goes.
    Fields undone = values(back.talk.state());
    if (i == 1) {
      CHECK(back.slot("事情经过").empty());
    } else {
      CHECK(undone == values(before));
    }
    CHECK(back.talk.state().frames.back().wait == before.frames.back().wait);
  }
}

TEST_CASE("P9: a commit leaves once, whatever happens around it", "[property]") {
  Driver driver(spec());
  for (const std::string& text : kConversation) driver.writes(text);
  driver.writes("1");
  const auto again = [&](auto&&... act) { (act(), ...); };
  again([&] { driver.talk.deliver_again(); }, [&] { driver.writes("1", base::seconds(1)); },
        [&] { driver.writes("提交", base::seconds(1)); },
        [&] {
          driver.answers("submit_ticket", "ok", {{"工单号", "SX1"}});
        },
        [&] {
          driver.answers("submit_ticket", "ok", {{"工单号", "SX1"}});
        },
        [&] { driver.talk.deliver_again(); });
  std::set<std::string> ids;
  for (const DoEffect& effect : driver.talk.all_actions()) {
    if (effect.action == "submit_ticket") CHECK(ids.insert(effect.id).second);
  }
  CHECK(ids.size() == 1);
}

TEST_CASE("P5: two fragments within the window and one joined message give the same story", "[property]") {
  Driver apart(spec());
  Driver joined(spec());
  const std::string first = "公司每个月多收我管理费";
  const std::string second = "还扣着我的押金不肯退";
  apart.writes("投诉");
  joined.writes("投诉");
  apart.writes(first);
  apart.writes(second, base::seconds(3));
  joined.writes(first + "\n" + second);
  CHECK(values(apart.talk.state()) == values(joined.talk.state()));
}

}  // namespace dialogs
