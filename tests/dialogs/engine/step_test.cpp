#include "dialogs/engine/step.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <stdexcept>

#include "base/utf8.hpp"
#include "tests/dialogs/engine/driver.hpp"
#include "tests/dialogs/rehearsal/dialog_tree.hpp"

namespace dialogs {
namespace {

using tests::Driver;
using tests::says;

const std::string kStory = "公司每个月多收我三百块管理费，说不清为什么";
const std::string kWholeStory = "我是网约车司机，车牌粤B12345，滴滴昨天下午三点无故扣了我两百块，电话13000000000";

// Several releases at once, as the server has them.
class Releases final : public ReleaseSet {
 public:
  explicit Releases(std::shared_ptr<const Release> first) : known_{std::move(first)} {}
  void publish(std::shared_ptr<const Release> release) { known_.push_back(std::move(release)); }
  void forget_first() { known_.erase(known_.begin()); }
  const Release* find(std::string_view id) const override {
    for (const auto& release : known_) {
      if (release->id == id) return release.get();
    }
    return nullptr;
  }
  const Release& current() const override { return *known_.back(); }

 private:
  std::vector<std::shared_ptr<const Release>> known_;
};

const OneRelease& spec() {
  static const OneRelease releases(tests::spec_release());
  return releases;
}

const OneRelease& further() {
  static const OneRelease releases(tests::further_release());
  return releases;
}

template <class T>
const T* effect_of(const Driver& driver) {
  for (const Effect& effect : driver.talk.effects()) {
    if (const T* found = std::get_if<T>(&effect)) return found;
  }
  return nullptr;
}

void reach_confirm(Driver& driver) {
  driver.writes(kWholeStory);
  driver.writes("跳过");
  driver.writes("没有");
  driver.writes("同意");
  REQUIRE(driver.talk.state().frames.back().wait.kind == Wait::Kind::kConfirm);
}

}  // namespace

TEST_CASE("a spoken message with a transcript answers like a written one", "[engine]") {
  Driver driver(spec());
  driver.writes("投诉");
  driver.happens(TextEvent{"v1", kStory + "。", {}, true}, base::seconds(20));
  CHECK(driver.slot("事情经过") == kStory + "。");
  CHECK(driver.asked() == "车辆类型");
}

TEST_CASE("a recording without a transcript is kept as evidence and costs no try", "[engine]") {
  Driver driver(spec());
  driver.writes("投诉");
  const std::string said = driver.happens(MediaEvent{"v1", "voice", {"a1"}}, base::seconds(20));
  CHECK(says(said, "先帮您存着"));
  CHECK(driver.talk.state().frames.back().tries.empty());
  CHECK(driver.talk.state().frames.back().slots.at(0).second.items == std::vector<std::string>{"a1"});
}

TEST_CASE("a gathered burst remembers the ids of all its parts", "[engine]") {
  Driver driver(spec());
  driver.writes("投诉");
  driver.happens(TextEvent{"p3", "公司每个月多收我\n三百块管理费\n说不清", {"p1", "p2", "p3"}, false},
                 base::seconds(20));
  const State before = driver.talk.state();
  driver.happens(TextEvent{"p1", "公司每个月多收我", {}, false});
  CHECK(driver.talk.state() == before);
}

TEST_CASE("the ring of event ids holds sixty-four: the sixty-fifth pushes the first one out", "[engine]") {
  Driver driver(spec());
  driver.happens(TextEvent{"first", "你好", {}, false});
  for (int i = 0; i < 63; ++i) driver.writes("你好");
  CHECK(driver.talk.state().seen.size() == 64);
  CHECK(driver.happens(TextEvent{"first", "你好", {}, false}).empty());
  driver.writes("你好");
  CHECK(driver.talk.state().seen.size() == 64);
  CHECK_FALSE(driver.happens(TextEvent{"first", "你好", {}, false}).empty());
}

TEST_CASE("a stale or early timer changes nothing", "[engine]") {
  Driver driver(spec());
  driver.writes("投诉");
  const State before = driver.talk.state();
  driver.happens(TimerEvent{before.timer.generation + 1});
  CHECK(driver.talk.state() == before);
  driver.happens(TimerEvent{before.timer.generation});  // not due yet
  CHECK(driver.talk.state() == before);
}

TEST_CASE("a narrative of more than four thousand characters is cut to four thousand", "[engine]") {
  Driver driver(spec());
  driver.writes("投诉");
  std::string story;
  for (int i = 0; i < 5000; ++i) story += "扣";
  driver.writes(story);
  CHECK(base::count_code_points(driver.slot("事情经过")) == 4000);
  driver.writes("还有这些", base::seconds(1));
  CHECK(base::count_code_points(driver.slot("事情经过")) == 4000);
}

TEST_CASE("a narrative with ill-formed bytes is repaired before it is kept", "[engine]") {
  Driver driver(spec());
  driver.writes("投诉");
  driver.writes("公司每个月多收我三百块\xff\xfe管理费\xc3");
  CHECK(base::is_utf8(driver.slot("事情经过")));
  CHECK_FALSE(driver.slot("事情经过").empty());
}

TEST_CASE("a message beyond the quota is dropped, the state goes on", "[engine]") {
  Driver driver(spec());
  driver.writes("投诉");
  State state = driver.talk.state();
  state.out = 5;
  Driver later(spec(), state, driver.talk.now());
  CHECK(later.waits(base::minutes(31)).empty());
  CHECK(later.talk.state().reminded == 1);
  state.out = 4;
  Driver allowed(spec(), state, driver.talk.now());
  CHECK(says(allowed.waits(base::minutes(31)), "还差几项"));
  CHECK(allowed.talk.state().out == 5);
}

TEST_CASE("a release withdrawn while a confirm page is open hands over to a person", "[engine]") {
  Releases releases(tests::spec_release());
  Driver driver(releases);
  reach_confirm(driver);
  releases.publish(tests::load_tree_with("tests/conversations/spec", "complaint.yaml", "大约 3 分钟", "大约 5 分钟"));
  releases.forget_first();
  const std::string said = driver.writes("1");
  CHECK(says(said, "转接人工"));
  const auto* handoff = effect_of<HandoffEffect>(driver);
  REQUIRE(handoff != nullptr);
  CHECK(std::find(handoff->slots.begin(), handoff->slots.end(),
                  std::pair<std::string, std::string>("车牌号", "粤B12345")) != handoff->slots.end());
  CHECK(driver.talk.state().frames.empty());
  CHECK(driver.talk.state().ended == "human");
  driver.waits(base::minutes(31));
  CHECK(says(driver.writes("投诉"), "5 分钟"));
}

TEST_CASE("a conversation moved to a release with one more question asks it, says why, and then goes on", "[engine]") {
  Releases releases(tests::spec_release());
  Driver driver(releases);
  Driver unmoved(releases);
  for (Driver* one : {&driver, &unmoved}) {
    one->writes("我是网约车司机，车牌粤B12345，滴滴昨天下午三点无故扣了我两百块");
    one->writes("跳过");
    REQUIRE(one->asked() == "证据");
  }
  const auto longer = tests::load_tree_with(
      "tests/conversations/spec", "complaint.yaml", "  - slot: 证据\n",
      "  - slot: 损失金额\n    field: loss\n    type: number\n    ask: 损失了多少钱？\n  - slot: 证据\n");
  // The list of the collect step names it before 证据.
  std::vector<SourceFile> files = longer->sources;
  for (SourceFile& file : files) {
    const std::string list = "collect: [车辆类型, 车牌号, 平台, 公司, 发生时间, 发生地点, 证据]";
    const std::size_t at = file.text.find(list);
    if (at != std::string::npos)
      file.text.replace(at, list.size(), "collect: [车辆类型, 车牌号, 平台, 公司, 发生时间, 发生地点, 损失金额, 证据]");
  }
  const auto newer = tests::load_files(files);
  releases.publish(newer);
  const std::string said = driver.happens(MigrateEvent{newer->id});
  CHECK(says(said, "流程有更新：损失了多少钱？"));
  CHECK(driver.asked() == "损失金额");
  driver.writes("两百块");
  CHECK(driver.slot("损失金额") == "200");
  CHECK(driver.asked() == "证据");
  unmoved.writes("没有");
  CHECK(unmoved.asked() == "授权");
}

TEST_CASE("a button of a menu from before a migration does not answer another question", "[engine]") {
  Releases releases(tests::spec_release());
  Driver driver(releases);
  driver.writes("投诉");
  driver.writes(kStory);
  const std::uint64_t old_menu = driver.talk.last().replies.at(0).menu;
  REQUIRE(old_menu != 0);
  driver.writes("1");
  const auto newer =
      tests::load_tree_with("tests/conversations/spec", "complaint.yaml", "您开的是哪种车？", "您开什么车？");
  releases.publish(newer);
  driver.happens(MigrateEvent{newer->id});
  driver.happens(ButtonEvent{"b1", "车辆类型", "货车", old_menu}, base::seconds(5));
  CHECK(driver.slot("车辆类型") == "出租车");
  CHECK(driver.asked() == "车牌号");
}

TEST_CASE("a dialog that is gone from the new release hands over to a person", "[engine]") {
  Releases releases(tests::further_release());
  Driver driver(releases);
  driver.writes("办停车证");
  releases.publish(tests::spec_release());
  driver.happens(MigrateEvent{tests::spec_release()->id});
  CHECK(effect_of<HandoffEffect>(driver) != nullptr);
  CHECK(driver.talk.state().frames.empty());
  CHECK(driver.talk.state().human.has_value());
}

TEST_CASE("a migration to a release nobody knows changes nothing", "[engine]") {
  Driver driver(spec());
  driver.writes("投诉");
  const State before = driver.talk.state();
  driver.happens(MigrateEvent{"no such release"});
  CHECK(driver.talk.state() == before);
}

TEST_CASE("what should never happen returns the old state and an internal hand-off", "[engine]") {
  class Broken final : public ReleaseSet {
   public:
    const Release* find(std::string_view) const override { throw std::runtime_error("disk on fire"); }
    const Release& current() const override { return *tests::spec_release(); }
  };
  Driver driver(spec());
  driver.writes("投诉");
  driver.writes(kStory);
  const State before = driver.talk.state();
  const StepResult result = step(Broken(), before, TextEvent{"t", "1", {}, false}, driver.talk.now());
  CHECK(result.state == before);
  CHECK(result.replies.empty());
  REQUIRE(result.effects.size() == 1);
  const auto& handoff = std::get<HandoffEffect>(result.effects.at(0));
  CHECK(handoff.reason == "internal");
  CHECK(std::find(handoff.slots.begin(), handoff.slots.end(),
                  std::pair<std::string, std::string>("事情经过", kStory)) != handoff.slots.end());
}

TEST_CASE("an unknown dialog in a known release hands over instead of failing", "[engine]") {
  State state = new_state("c1", "wechat");
  Frame frame;
  frame.dialog = "gone";
  frame.release = tests::spec_release()->id;
  frame.slots.emplace_back("车牌号", SlotValue{"粤B12345", {}, Source::kAsked, {}, false, false});
  state.frames.push_back(frame);
  const StepResult result = step(spec(), state, TextEvent{"t", "你好", {}, false}, Conversation::kMorning);
  REQUIRE(result.effects.size() == 1);
  const auto* handoff = std::get_if<HandoffEffect>(&result.effects.at(0));
  REQUIRE(handoff != nullptr);
  CHECK(handoff->slots == Fields{{"车牌号", "粤B12345"}});
  CHECK(result.state.frames.empty());
}

TEST_CASE("an agent's note keeps human mode alive, a release ends it", "[engine]") {
  Driver driver(spec());
  driver.writes("转人工");
  driver.waits(base::minutes(29));
  driver.happens(AgentEvent{AgentEvent::Act::kNote, "还在处理"});
  CHECK(driver.waits(base::minutes(29)).empty());
  CHECK(driver.talk.state().human.has_value());
  CHECK(says(driver.happens(AgentEvent{AgentEvent::Act::kRelease, {}}), "人工服务已结束"));
  CHECK_FALSE(driver.talk.state().human.has_value());
}

TEST_CASE("an agent who takes over silences the bot, and after the release the open question is asked again", "[engine]") {
  Driver driver(spec());
  driver.writes("投诉");
  driver.happens(AgentEvent{AgentEvent::Act::kTake, "座席接管", "li"});
  REQUIRE(driver.talk.state().human);
  CHECK(driver.talk.state().human->by == "li");
  CHECK(driver.writes("在吗").empty());
  driver.happens(AgentEvent{AgentEvent::Act::kTake, "座席接管", "zhang"});
  CHECK(driver.talk.state().human->by == "zhang");
  CHECK(driver.talk.state().human->reason == "座席接管");
  CHECK(decode_state(encode_state(driver.talk.state())).value() == driver.talk.state());
  CHECK(says(driver.happens(AgentEvent{AgentEvent::Act::kRelease, {}}), "人工服务已结束"));
  CHECK(driver.talk.state().frames.size() == 1);
  CHECK(driver.talk.state().frames.back().wait.kind == Wait::Kind::kSlot);
}

TEST_CASE("a late commit result after a hand-off becomes a note to the agent, once", "[engine]") {
  Driver driver(spec());
  reach_confirm(driver);
  driver.writes("1");
  driver.waits(base::seconds(31));
  REQUIRE(driver.talk.state().human.has_value());
  CHECK(driver.answers("submit_ticket", "ok", {{"工单号", "SX9"}}).empty());
  const auto* note = effect_of<NoteEffect>(driver);
  REQUIRE(note != nullptr);
  CHECK(says(note->text, "SX9"));
  driver.answers("submit_ticket", "ok", {{"工单号", "SX9"}});
  CHECK(driver.talk.effects().empty());
}

TEST_CASE("photos sent before a dialog begins are found again when it begins within a day", "[engine]") {
  Driver driver(spec());
  CHECK(says(driver.sends_photos({"m1", "m2"}), "先帮您存着"));
  Driver later = driver;
  driver.writes("投诉");
  CHECK(driver.talk.state().frames.back().slots.at(0).second.items == std::vector<std::string>{"m1", "m2"});
  later.waits(base::hours(25));
  later.writes("投诉");
  CHECK(later.talk.state().frames.back().slots.empty());
}

TEST_CASE("late evidence is confirmed when it arrived and handed over when it did not", "[engine]") {
  Driver driver(spec());
  reach_confirm(driver);
  driver.writes("1");
  driver.answers("submit_ticket", "ok", {{"工单号", "SX9"}});
  REQUIRE(driver.talk.state().ended == "done");
  CHECK(says(driver.sends_photos({"m1"}), "补充到工单 SX9"));
  CHECK(driver.sends_photos({"m2"}, base::seconds(1)).empty());
  driver.writes("是");
  const auto* effect = effect_of<DoEffect>(driver);
  REQUIRE(effect != nullptr);
  CHECK(effect->args == Fields{{"ticket_no", "SX9"}, {"photos", "m1,m2"}});
  Driver unlucky = driver;
  CHECK(says(driver.answers("append_evidence", "ok"), "已补充到工单 SX9"));
  CHECK(says(unlucky.waits(base::seconds(31)), "已转人工"));
  CHECK(unlucky.answers("append_evidence", "ok").empty());
  CHECK(effect_of<NoteEffect>(unlucky) != nullptr);
}

TEST_CASE("the same system event is scheduled once, and at most five wait", "[engine]") {
  Driver driver(spec());
  const auto closed = [](const std::string& ticket) {
    return SystemEvent{"ticket_closed", {{"工单号", ticket}, {"事项", "扣款"}}};
  };
  driver.happens(closed("SX1"));
  driver.happens(closed("SX1"));
  CHECK(driver.talk.state().starts.size() == 1);
  for (int i = 2; i < 9; ++i) driver.happens(closed("SX" + std::to_string(i)));
  CHECK(driver.talk.state().starts.size() == kStartsMax);
  driver.happens(SystemEvent{"nothing listens to this", {}});
  CHECK(driver.talk.state().starts.size() == kStartsMax);
}

TEST_CASE("a scheduled start gives up after a day of hourly tries", "[engine]") {
  Driver driver(spec());
  driver.happens(SystemEvent{"ticket_closed", {{"工单号", "SX1"}, {"事项", "扣款"}}});
  driver.waits(base::hours(23));
  driver.writes("投诉");
  for (int i = 0; i < 40; ++i) driver.writes("为什么", base::hours(1));
  CHECK(driver.talk.state().starts.empty());
  CHECK(driver.talk.state().frames.size() == 1);
}

TEST_CASE("the ingress is told how long a burst of the asked kind lasts", "[engine]") {
  Driver driver(spec());
  driver.writes("投诉");
  CHECK(driver.talk.last().expect.slot == "事情经过");
  CHECK(driver.talk.last().expect.gather == base::seconds(8));
  driver.writes("我是网约车司机，车牌粤B12345，滴滴昨天下午三点无故扣了我两百块");
  driver.writes("跳过");
  CHECK(driver.talk.last().expect.slot == "证据");
  CHECK(driver.talk.last().expect.gather == base::seconds(4));
  driver.writes("取消");
  CHECK(driver.talk.last().expect.gather.count == 0);
}

TEST_CASE("a place comes with its coordinates when the platform sends them", "[engine]") {
  Driver driver(spec());
  driver.writes("投诉");
  driver.happens(LocationEvent{"l1", "泺口服务区", 36.712345, 117.0}, base::seconds(5));
  CHECK(driver.slot("发生地点") == "泺口服务区, 36.712345, 117.000000");
}

TEST_CASE("a corrected text keeps the driver's own spelling", "[engine]") {
  Driver driver(further());
  driver.writes("登记过夜");
  driver.writes("老王");
  driver.writes("称呼写错了，应该是 Peter Pan");
  CHECK(driver.slot("称呼") == "Peter Pan");
  CHECK(driver.asked() == "同意登记");
}

TEST_CASE("说错了 with another phone corrects it without asking", "[engine]") {
  Driver driver(further());
  driver.writes("登记过夜");
  driver.writes("老王，电话13000000000");
  driver.writes("打错了，13000000001");
  CHECK(driver.slot("回电号码") == "13000000001");
  CHECK(says(driver.talk.said(), "130****0001"));
}

TEST_CASE("不 with another value opens the question again with the new value", "[engine]") {
  Driver driver(spec());
  driver.writes("投诉");
  driver.writes("滴滴昨天无故扣了我两百块，车牌粤B12345");
  driver.writes("网约车");
  CHECK(says(driver.writes("在机场，当时前面的车是粤B77777"), "要改成粤B77777吗"));
  CHECK(says(driver.writes("粤B88888"), "要改成粤B88888吗"));
  CHECK(driver.slot("车牌号") == "粤B12345");
  driver.writes("1");
  CHECK(driver.slot("车牌号") == "粤B88888");
  CHECK(driver.asked() == "证据");
}

TEST_CASE("a question nobody has seen is not answered by what comes next", "[engine]") {
  Driver driver(spec());
  driver.writes("投诉");
  driver.writes("滴滴昨天无故扣了我两百块，车牌粤B12345");
  driver.writes("网约车");
  driver.writes("在机场，当时前面的车是粤B77777");
  const std::string said = driver.writes("我再想想怎么说");  // neither yes nor no; 证据 was never asked
  CHECK(says(said, "有截图或照片"));
  CHECK_FALSE(says(said, "没太明白"));
  CHECK(driver.slot("车牌号") == "粤B12345");
  CHECK(driver.talk.state().frames.back().tries.empty());
}

TEST_CASE("without a trace the result is the same and the trace is empty", "[engine]") {
  Driver driver(spec());
  driver.writes("投诉");
  const TextEvent event{"t", kStory, {}, false};
  const StepResult traced = step(spec(), driver.talk.state(), event, driver.talk.now());
  const StepResult bare = step(spec(), driver.talk.state(), event, driver.talk.now(), false);
  CHECK(traced.state == bare.state);
  CHECK_FALSE(traced.trace.empty());
  CHECK(bare.trace.empty());
}

}  // namespace dialogs
