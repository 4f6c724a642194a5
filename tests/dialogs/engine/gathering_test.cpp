#include "dialogs/engine/gathering.hpp"

#include <catch2/catch.hpp>

#include "tests/dialogs/engine/driver.hpp"
#include "tests/dialogs/rehearsal/dialog_tree.hpp"

namespace dialogs {
namespace {

using tests::Driver;

const OneRelease& spec() {
  static const OneRelease releases(tests::spec_release());
  return releases;
}

TextEvent text(std::string id, std::string words) { return {std::move(id), std::move(words), {}, false}; }
MediaEvent photo(std::string id, std::vector<std::string> media) { return {std::move(id), "photo", std::move(media)}; }

State asked_for_the_story() {
  Driver driver(spec());
  driver.writes("投诉");
  return driver.talk.state();
}

State asked_for_photos() {
  Driver driver(spec());
  driver.writes("我是网约车司机，车牌粤B12345，滴滴昨天下午三点无故扣了我两百块");
  driver.writes("跳过");
  REQUIRE(driver.asked() == "证据");
  return driver.talk.state();
}

const base::UnixMs kNow = Conversation::kMorning + base::minutes(5);

}  // namespace

TEST_CASE("pieces of a story are due eight seconds after the last one and at most twenty after the first", "[engine]") {
  State state = asked_for_the_story();
  REQUIRE(gather(spec(), state, text("a", "公司每个月多收我三百块管理费"), kNow));
  CHECK(state.burst->due == kNow + base::seconds(8));
  REQUIRE(gather(spec(), state, text("b", "上个月还扣了我的押金不退"), kNow + base::seconds(6)));
  CHECK(state.burst->due == kNow + base::seconds(14));
  REQUIRE(gather(spec(), state, text("c", "我有转账记录"), kNow + base::seconds(13)));
  CHECK(state.burst->due == kNow + base::seconds(20));
  CHECK_FALSE(gather(spec(), state, text("d", "还有一句"), kNow + base::seconds(20)));
  CHECK(state.burst->pieces.size() == 3);
}

TEST_CASE("a burst is one text with all its ids, and leaves nothing behind", "[engine]") {
  State state = asked_for_the_story();
  for (const auto& [id, words] : std::vector<std::pair<std::string, std::string>>{{"a", "公司每个月多收"}, {"b", "我三百块管理费"}}) {
    REQUIRE(gather(spec(), state, text(id, words), kNow));
    state.seen.push_back(0);
  }
  const std::vector<Event> events = take_burst(state);
  REQUIRE(events.size() == 1);
  const auto& joined = std::get<TextEvent>(events[0]);
  CHECK(joined.text == "公司每个月多收\n我三百块管理费");
  CHECK(joined.part_ids == std::vector<std::string>{"a", "b"});
  CHECK_FALSE(state.burst.has_value());
  CHECK(take_burst(state).empty());
  const StepResult result = step(spec(), state, joined, kNow);
  CHECK(result.state.frames.back().wait.slot == "车辆类型");
  // A piece that is delivered again later is known.
  CHECK(step(spec(), result.state, text("a", "公司每个月多收"), kNow).replies.empty());
}

TEST_CASE("a gathered burst fills the same slots as its pieces one by one", "[engine]") {
  const std::vector<std::string> pieces = {"公司每个月多收我三百块管理费", "是昨天下午三点的事", "车牌粤B12345", "我开出租车"};
  State gathered = asked_for_the_story();
  for (const std::string& one : pieces) REQUIRE(gather(spec(), gathered, text("g" + one, one), kNow));
  for (const Event& event : take_burst(gathered)) gathered = step(spec(), gathered, event, kNow + base::seconds(8)).state;
  State apart = asked_for_the_story();
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    apart = step(spec(), apart, text("p" + pieces[i], pieces[i]), kNow + base::seconds(2) * static_cast<std::int64_t>(i)).state;
  }
  const auto value = [](const State& state, std::string_view name) {
    for (const auto& [slot, held] : state.frames.back().slots) {
      if (slot == name) return held.value;
    }
    return std::string();
  };
  for (const char* slot : {"车牌号", "发生时间", "车辆类型"}) {
    CAPTURE(slot);
    CHECK_FALSE(value(gathered, slot).empty());
    CHECK(value(gathered, slot) == value(apart, slot));
  }
}

TEST_CASE("who speaks to the bot in the middle of a story does not wait", "[engine]") {
  State state = asked_for_the_story();
  for (const char* words : {"转人工", "取消", "上一步", "为什么", "法律咨询", "多久能有结果？", "😀😀", "在开车"}) {
    CAPTURE(words);
    const State before = state;
    CHECK_FALSE(gather(spec(), state, text("x", words), kNow));
    CHECK(state == before);
  }
}

TEST_CASE("nothing is gathered where nothing is being told", "[engine]") {
  const auto never = [](const State& before, const Event& event) {
    State state = before;
    CHECK_FALSE(gather(spec(), state, event, kNow));
    CHECK(state == before);
  };
  never(new_state("c", "wechat"), text("a", "公司每个月多收我三百块管理费"));
  Driver driver(spec());
  driver.writes("投诉");
  never(driver.talk.state(), photo("p", {"m1"}));
  never(driver.talk.state(), LocationEvent{"l", "泺口", {}, {}});
  driver.writes("公司每个月多收我三百块管理费，说不清为什么");
  never(driver.talk.state(), text("b", "出租车"));  // a choice is being asked
  driver.writes("取消");
  never(driver.talk.state(), text("c", "公司每个月多收我三百块管理费"));  // 确定不办了吗
  driver.writes("2");
  driver.writes("转人工");
  never(driver.talk.state(), text("d", "公司每个月多收我三百块管理费"));
}

TEST_CASE("photos are gathered for four seconds, up to the one that fills the slot", "[engine]") {
  State state = asked_for_photos();
  REQUIRE(gather(spec(), state, photo("a", {"m1", "m2"}), kNow));
  CHECK(state.burst->due == kNow + base::seconds(4));
  REQUIRE(gather(spec(), state, photo("b", {"m3"}), kNow + base::seconds(1)));
  CHECK_FALSE(gather(spec(), state, photo("c", {"m4", "m5", "m6", "m7", "m8", "m9"}), kNow + base::seconds(2)));
  CHECK_FALSE(gather(spec(), state, text("d", "好了"), kNow + base::seconds(2)));
  const std::vector<Event> events = take_burst(state);
  REQUIRE(events.size() == 1);
  CHECK(std::get<MediaEvent>(events[0]).media_ids == std::vector<std::string>{"m1", "m2", "m3"});
}

TEST_CASE("a photo in the middle of a story is part of the burst", "[engine]") {
  State state = asked_for_the_story();
  REQUIRE(gather(spec(), state, text("a", "公司每个月多收我三百块管理费"), kNow));
  REQUIRE(gather(spec(), state, photo("b", {"m1"}), kNow + base::seconds(2)));
  REQUIRE(gather(spec(), state, text("c", "说不清为什么"), kNow + base::seconds(4)));
  const std::vector<Event> events = take_burst(state);
  REQUIRE(events.size() == 2);
  CHECK(std::get<TextEvent>(events[0]).text == "公司每个月多收我三百块管理费\n说不清为什么");
  CHECK(std::get<MediaEvent>(events[1]).media_ids == std::vector<std::string>{"m1"});
}

TEST_CASE("a burst is bounded in pieces and in characters", "[engine]") {
  State state = asked_for_the_story();
  for (std::size_t i = 0; i < kPiecesMax; ++i) REQUIRE(gather(spec(), state, text("a" + std::to_string(i), "又扣钱了"), kNow));
  CHECK_FALSE(gather(spec(), state, text("z", "又扣钱了"), kNow));
  State other = asked_for_the_story();
  std::string long_text;
  for (int i = 0; i < 3999; ++i) long_text += "扣";
  REQUIRE(gather(spec(), other, text("a", long_text), kNow));
  CHECK_FALSE(gather(spec(), other, text("b", "扣了"), kNow));
}

TEST_CASE("a burst survives its stored form", "[engine]") {
  State state = asked_for_the_story();
  REQUIRE(gather(spec(), state, text("a", "公司每个月\n多收我“三百”块"), kNow));
  REQUIRE(gather(spec(), state, photo("b", {"m1", "m2"}), kNow));
  REQUIRE(gather(spec(), state, TextEvent{"c", "语音说的", {}, true}, kNow));
  const auto stored = decode_state(encode_state(state));
  REQUIRE(stored.ok());
  CHECK(*stored == state);
}

}  // namespace dialogs
