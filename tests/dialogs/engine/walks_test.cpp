// Model-based walks (dialog language §5.4): a driver who answers, digresses, corrects himself, falls silent and comes
// back, chosen at random but repeatably; after every event the invariants are looked at.
#include <catch2/catch.hpp>

#include <algorithm>
#include <cstdlib>
#include <set>

#include "base/random.hpp"
#include "dialogs/language/actions.hpp"
#include "tests/dialogs/engine/driver.hpp"
#include "tests/dialogs/rehearsal/dialog_tree.hpp"

namespace dialogs {
namespace {

using tests::Driver;

constexpr int kEventsPerWalk = 75;

const std::vector<std::string> kNoise = {"算了",
                                         "取消",
                                         "上一步",
                                         "重新开始",
                                         "转人工",
                                         "菜单",
                                         "再说一遍",
                                         "为什么",
                                         "跳过",
                                         "没有",
                                         "在开车",
                                         "继续",
                                         "查进度",
                                         "法律咨询",
                                         "我要投诉",
                                         "多久能有结果？",
                                         "改车牌",
                                         "车牌写错了，是粤B54321",
                                         "不是粤B12345，是粤B54321",
                                         "前面的车是粤B77777",
                                         "打错了，13000000002",
                                         "😀😀",
                                         "1",
                                         "2",
                                         "3",
                                         "9",
                                         "今天天气不错",
                                         "滴滴昨天下午三点无故扣了我两百块，车牌粤B12345",
                                         "   ",
                                         "改事情经过",
                                         "要",
                                         "不用",
                                         "换一个",
                                         "好了",
                                         "是",
                                         "\xff\xfe",
                                         "进度"};

class Walker {
 public:
  Walker(const ReleaseSet& releases, std::uint64_t seed)
      : releases_(releases), random_(seed), driver_(releases, new_state("w" + std::to_string(seed), "wechat")) {}

  void walk() {
    for (int i = 0; i < kEventsPerWalk; ++i) {
      act();
      check();
    }
    // Silence closes everything: reminders, expiry, human mode, scheduled starts.
    driver_.waits(base::days(5));
    check();
    REQUIRE(driver_.talk.state().frames.empty());
    REQUIRE_FALSE(driver_.talk.state().human.has_value());
  }

  const std::vector<std::string>& story() const { return story_; }

 private:
  std::uint64_t pick(std::uint64_t bound) { return random_.below(bound); }
  template <class T>
  const T& one_of(const std::vector<T>& all) {
    return all[static_cast<std::size_t>(pick(all.size()))];
  }
  void tell(std::string line) { story_.push_back(std::move(line)); }

  void write(const std::string& text) {
    const base::Millis after = pick(4) == 0 ? base::seconds(2) : base::seconds(20);
    tell("user: " + text);
    pause(after);
    driver_.writes(text, {});
  }

  // Timers may fire before the next event; what they say is looked at too.
  void pause(base::Millis time) {
    driver_.waits(time);
    check();
  }

  void act() {
    const State& state = driver_.talk.state();
    const bool waits_effect = !state.frames.empty() && state.frames.back().wait.kind == Wait::Kind::kEffect;
    if (waits_effect && pick(4) != 0) return settle(state.frames.back());
    switch (pick(20)) {
      case 0:
        return photos();
      case 1:
        tell("location: 泺口");
        pause(base::seconds(5));
        driver_.happens(LocationEvent{driver_.talk.next_event_id(), "泺口", {}, {}});
        return;
      case 2:
        return time_passes();
      case 3:
        tell("event: ticket_closed");
        driver_.happens(SystemEvent{"ticket_closed", {{"工单号", "SX" + std::to_string(pick(3))}, {"事项", "扣款"}}});
        return;
      case 4:
        tell("again: true");
        driver_.talk.forget_turn();
        driver_.talk.deliver_again();
        return;
      case 5:
        tell("agent: release");
        driver_.happens(AgentEvent{AgentEvent::Act::kRelease, {}});
        return;
      case 6:
        return button();
      case 7:
        return old_result();
      case 8:
      case 9:
      case 10:
      case 11:
      case 12:
        return write(one_of(kNoise));
      default:
        return write(good_answer());
    }
  }

  void photos() {
    MediaEvent event{driver_.talk.next_event_id(), pick(5) == 0 ? "voice" : "photo", {}};
    for (std::uint64_t n = 1 + pick(4); n > 0; --n) event.media_ids.push_back("m" + std::to_string(++photos_));
    tell("photo: " + std::to_string(event.media_ids.size()));
    pause(base::seconds(5));
    driver_.happens(event);
  }

  void time_passes() {
    const std::vector<base::Millis> spans = {base::minutes(1), base::seconds(31), base::minutes(31),
                                             base::hours(9),   base::hours(25),   base::hours(55)};
    const base::Millis time = one_of(spans);
    tell("later: " + std::to_string(time.count / 1000) + "s");
    driver_.waits(time);
  }

  void button() {
    const StepResult last = driver_.talk.last();
    if (last.replies.empty() || last.replies[0].options.empty()) return write("1");
    const Reply& reply = last.replies[0];
    const ReplyOption& option = one_of(reply.options);
    tell("button: " + option.slot + "=" + option.value);
    const ButtonEvent event{driver_.talk.next_event_id(), option.slot, option.value,
                            pick(3) == 0 ? reply.menu - 1 : reply.menu};
    pause(base::seconds(5));
    driver_.happens(event);
  }

  void settle(const Frame& frame) {
    for (const auto& [step, mark] : frame.marks) {
      if (step != frame.wait.step) continue;
      const DoEffect* action = nullptr;
      for (const DoEffect& one : driver_.talk.all_actions()) {
        if (one.id == mark.effect_id) action = &one;
      }
      REQUIRE(action != nullptr);
      std::vector<std::string> outcomes = {"fail", "timeout", "nonsense"};
      const Action* known = find_action(action->action);
      REQUIRE(known != nullptr);
      for (const std::string_view outcome : known->outcomes) outcomes.insert(outcomes.end(), 4, std::string(outcome));
      const std::string outcome = one_of(outcomes);
      tell("result: " + action->action + " " + outcome);
      driver_.happens(
          ResultEvent{mark.effect_id,
                      outcome,
                      {{"工单号", "SX" + std::to_string(pick(9))}, {"要点", "要点"}, {"查询结果", "办理中"}}});
      return;
    }
  }

  void old_result() {
    if (driver_.talk.all_actions().empty()) return write("你好");
    const DoEffect action = one_of(driver_.talk.all_actions());
    tell("result (old): " + action.action);
    driver_.happens(ResultEvent{action.id, "ok", {{"工单号", "SX77"}}});
  }

  std::string good_answer() {
    const State& state = driver_.talk.state();
    if (state.pending.kind != Pending::Kind::kNone) return pick(2) == 0 ? "1" : "不用";
    if (state.frames.empty())
      return one_of(
          std::vector<std::string>{"投诉", "法律咨询", "查进度", "1", "2", "滴滴无故扣我钱，说不清为什么要扣"});
    const Frame& frame = state.frames.back();
    if (frame.wait.kind == Wait::Kind::kConfirm) return one_of(std::vector<std::string>{"1", "1", "2", "提交"});
    if (frame.wait.kind == Wait::Kind::kEdit) return std::to_string(1 + pick(6));
    const Dialog* dialog = releases_.current().find_dialog(frame.dialog);
    const Slot* slot = dialog == nullptr ? nullptr : dialog->find_slot(frame.wait.slot);
    if (slot == nullptr) return "你好";
    if (slot->optional && pick(4) == 0) return "跳过";
    switch (slot->type) {
      case SlotType::kText:
        return one_of(std::vector<std::string>{"公司每个月多收我三百块管理费，说不清为什么",
                                               "平台没和我签劳动合同，送货受伤了怎么办", "济南顺通公司"});
      case SlotType::kChoice:
        return pick(2) == 0 ? std::to_string(1 + pick(slot->options.size())) : one_of(slot->options).is;
      case SlotType::kYesNo:
        return pick(3) == 0 ? "不同意" : "可以";
      case SlotType::kNumber:
        return "三个";
      case SlotType::kPhone:
        return "13000000000";
      case SlotType::kPlate:
        return pick(2) == 0 ? "粤B12345" : "鲁A00000";
      case SlotType::kTime:
        return pick(2) == 0 ? "昨天下午三点" : "上周五";
      case SlotType::kPlace:
        return "公司门口的停车场";
      case SlotType::kPhotos:
        return "没有";
    }
    return "你好";
  }

  // ---- Invariants -------------------------------------------------------------------------------------------------

  void check() {
    const Conversation& talk = driver_.talk;
    const State& state = talk.state();
    INFO(last_lines());
    REQUIRE(talk.broken() == "");
    for (const TraceItem& item : talk.trace()) REQUIRE(item.text.find("internal") == std::string::npos);
    REQUIRE(state.frames.size() <= kFramesMax);
    REQUIRE(state.seen.size() <= kSeenMax);
    REQUIRE(state.held.size() <= kHeldMax);
    REQUIRE(state.recent.size() <= kRecentMax);
    REQUIRE(state.starts.size() <= kStartsMax);
    REQUIRE(state.kept.size() <= kKeptMax);
    REQUIRE(state.unsettled.size() <= kUnsettledMax);
    REQUIRE(state.out <= 5);
    REQUIRE(talk.most_messages() <= 5);
    // Never stuck: as long as something is open, something will happen by itself.
    if (!state.frames.empty() || state.human) REQUIRE(state.timer.kind != Timer::Kind::kNone);
    if (!state.starts.empty()) REQUIRE(state.timer.kind != Timer::Kind::kNone);
    // An action that timed out under human mode is overdue when the person has finished; nothing else ever is.
    const bool may_be_overdue = state.timer.kind == Timer::Kind::kNone || state.timer.kind == Timer::Kind::kEffect;
    if (!may_be_overdue) REQUIRE(state.timer.due >= talk.now());
    check_frames(state);
    check_commits();
    check_no_hidden_question(state);
  }

  void check_frames(const State& state) {
    std::set<std::string> dialogs;
    for (const Frame& frame : state.frames) {
      REQUIRE(dialogs.insert(frame.dialog).second);
      REQUIRE(frame.release == state.frames[0].release);
      for (const auto& [name, value] : frame.slots) REQUIRE(value.items.size() <= 9);
    }
  }

  void check_commits() {
    std::set<std::string> left;
    for (const DoEffect& action : driver_.talk.all_actions()) {
      const Action* known = find_action(action.action);
      if (known != nullptr && known->is_commit) REQUIRE(left.insert(action.id).second);
    }
  }

  // A slot that is asked was shown to the driver since it became the question (the finding of §6).
  void check_no_hidden_question(const State& state) {
    // Under human mode or an engine question, what was asked before is asked still.
    if (state.human || state.pending.kind != Pending::Kind::kNone) return;
    if (state.frames.empty()) {
      shown_.clear();
      return;
    }
    const Frame& frame = state.frames.back();
    if (frame.wait.kind != Wait::Kind::kSlot) {
      shown_.clear();
      return;
    }
    const std::string now = std::to_string(frame.number) + frame.wait.slot;
    if (now == shown_) return;
    shown_ = now;
    const Slot* slot = releases_.current().find_dialog(frame.dialog)->find_slot(frame.wait.slot);
    REQUIRE(slot != nullptr);
    const bool asks = std::any_of(slot->ask.begin(), slot->ask.end(), [&](const Text& text) {
      const TextTemplate& first = text.zh.at(0);
      return driver_.talk.said().find(first.at(0).value) != std::string::npos;
    });
    const bool photos_open = slot->type == SlotType::kPhotos;
    REQUIRE((asks || photos_open));
  }

  std::string last_lines() const {
    std::string text;
    for (const std::string& line : story_) text += line + "\n";
    return text + "said: " + driver_.talk.said();
  }

  const ReleaseSet& releases_;
  base::SeededRandom random_;
  Driver driver_;
  std::vector<std::string> story_;
  std::string shown_;
  int photos_ = 0;
};

// XINSHENG_WALKS=2000 for the long run; one failing seed is repeated with XINSHENG_WALK_SEED.
std::uint64_t from_environment(const char* name, std::uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

void walk_many(const std::shared_ptr<const Release>& release, std::uint64_t first, std::uint64_t count) {
  const OneRelease releases(release);
  const std::uint64_t only = from_environment("XINSHENG_WALK_SEED", 0);
  for (std::uint64_t seed = first; seed < first + count; ++seed) {
    if (only != 0 && seed != only) continue;
    INFO("seed " << seed);
    Walker(releases, seed).walk();
  }
}

}  // namespace

TEST_CASE("walks through the specification's dialogs keep every invariant", "[walk]") {
  walk_many(tests::spec_release(), 1, from_environment("XINSHENG_WALKS", 300));
}

TEST_CASE("walks through dialogs with every other construct keep every invariant", "[walk]") {
  walk_many(tests::further_release(), 100'001, from_environment("XINSHENG_WALKS", 100));
}

TEST_CASE("walks through the shipped dialogs keep every invariant", "[walk]") {
  walk_many(tests::shipped_release(), 200'001, from_environment("XINSHENG_WALKS", 100));
}

}  // namespace dialogs
