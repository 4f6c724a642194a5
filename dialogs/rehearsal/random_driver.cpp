#include "dialogs/rehearsal/random_driver.hpp"

#include <algorithm>

#include "dialogs/language/actions.hpp"
#include "dialogs/rehearsal/lines.hpp"

namespace dialogs {
namespace {

const std::vector<std::string> kStories = {"公司每个月多收我三百块管理费，说不清为什么", "平台没和我签劳动合同，送货受伤了怎么办",
                                           "滴滴昨天下午三点无故扣了我两百块，车牌粤B12345", "租车公司不退我两万押金，合同写了可以退",
                                           "货主拖欠运费八千三，电话也不接", "收费站乱收费，说了也没人管"};
const std::vector<std::string> kChatter = {
    "今天天气不错", "你好", "多久能有结果？", "不是粤B12345，是粤B54321", "前面的车是粤B77777", "打错了，13000000002", "😀😀", "1", "2", "3", "9",
    "   ", "要", "不用", "换一个", "好了", "是", "不对", "没解决", "说错了，是上周五", "我是开货车的，车牌鲁A00000", "第三个", "电话13000000000",
    "不，是粤B88888", "等等，让我想想该怎么说", "没有"};
// Heard before anything else where the release has `safety:`; elsewhere a text like another.
const std::vector<std::string> kDangers = {"救命，乘客拿刀逼着我", "我不想活了", "车着火了，人还在里面", "撞车了，他流血不动了", "我胸口疼喘不上气",
                                           "开了二十个小时，眼睛睁不开了", "明天早上都去市政府门口拉横幅"};

std::string digits(std::uint64_t number) { return std::to_string(number); }

const DoEffect* waited_for(const Conversation& talk) {
  const State& state = talk.state();
  if (state.frames.empty() || state.frames.back().wait.kind != Wait::Kind::kEffect) return nullptr;
  for (const auto& [step, mark] : state.frames.back().marks) {
    if (step != state.frames.back().wait.step) continue;
    for (const DoEffect& one : talk.all_actions()) {
      // A line of a test can name the newest action of a name only.
      if (one.id == mark.effect_id && talk.last_action(one.action) == &one) return &one;
    }
  }
  return nullptr;
}

}  // namespace

RandomDriver::RandomDriver(const Release& release, base::Random& random)
    : release_(release), random_(random), noise_(kChatter) {
  for (const auto& words : release.global.commands) noise_.insert(noise_.end(), words.begin(), words.end());
  for (const Card& card : release.cards) {
    if (!card.has.empty()) noise_.push_back(card.has.front());
  }
  for (const Dialog& dialog : release.dialogs) {
    starts_.insert(starts_.end(), dialog.start_words.begin(), dialog.start_words.end());
    if (!dialog.start_event.empty()) started_by_event_.push_back(&dialog);
    for (const Slot& slot : dialog.slots) {
      if (slot.computed || slot.given) continue;
      noise_.push_back("改" + slot.name);
      noise_.push_back(slot.name + "写错了");
      noise_.push_back(slot.name);
    }
  }
  noise_.insert(noise_.end(), starts_.begin(), starts_.end());
  starts_.insert(starts_.end(), kStories.begin(), kStories.end());
  starts_.insert(starts_.end(), {"1", "2"});
}

TestLine RandomDriver::long_silence() { return line_of("later", scalar("240h")); }

TestLine RandomDriver::next(const Conversation& talk) {
  if (const DoEffect* action = waited_for(talk); action != nullptr && pick(4) != 0) return result(talk, action->action);
  if (talk.state().human && pick(6) == 0) return line_of("agent", scalar("release"));
  if (pick(60) == 0) return says(one_of(kDangers));
  switch (pick(20)) {
    case 0: return photos();
    case 1: return line_of("location", scalar("泺口"));
    case 2: return time_passes();
    case 3: return event();
    case 4: return line_of("again", scalar("true"));
    case 5: return line_of("agent", scalar(pick(4) == 0 ? "note" : "release"));
    case 6: return button(talk);
    case 7: return old_result(talk);
    case 8:
    case 9:
    case 10:
    case 11:
    case 12: return says(one_of(noise_));
    default: return says(good_answer(talk));
  }
}

TestLine RandomDriver::says(std::string text) {
  if (pick(12) == 0) return line_of("user", map_of({{"text", scalar(std::move(text))}, {"via", scalar("voice")}}));
  return line_of(pick(4) == 0 ? "quick" : "user", scalar(std::move(text)));
}

TestLine RandomDriver::photos() {
  const std::string count = digits(1 + pick(4));
  if (pick(5) != 0) return line_of("photo", scalar(count));
  return line_of("photo", map_of({{"count", scalar("1")}, {"type", scalar(pick(2) == 0 ? "voice" : "video")}}));
}

TestLine RandomDriver::time_passes() {
  return line_of("later", scalar(one_of(std::vector<std::string>{"1m", "31s", "31m", "9h", "25h", "55h"})));
}

TestLine RandomDriver::event() {
  if (started_by_event_.empty()) return time_passes();
  const Dialog& dialog = *one_of(started_by_event_);
  Fields give;
  for (const Slot& slot : dialog.slots) {
    if (slot.given) give.emplace_back(slot.name, slot.options.empty() ? "SX" + digits(pick(3)) : one_of(slot.options).is);
  }
  return line_of("event", map_of({{"name", scalar(dialog.start_event)}, {"give", map_of(give)}}));
}

TestLine RandomDriver::button(const Conversation& talk) {
  const StepResult& last = talk.last();
  if (last.replies.empty() || last.replies[0].options.empty()) return says("1");
  const Reply& reply = last.replies[0];
  const ReplyOption& option = one_of(reply.options);
  const std::uint64_t menu = pick(3) == 0 && reply.menu > 1 ? reply.menu - 1 : reply.menu;
  return line_of("button", map_of({{"slot", scalar(option.slot)}, {"value", scalar(option.value)}, {"menu", scalar(digits(menu))}}));
}

TestLine RandomDriver::result(const Conversation&, const std::string& action) {
  std::vector<std::string> outcomes = {"fail", "timeout", "nonsense"};
  Fields give;
  if (const Action* known = find_action(action)) {
    for (const std::string_view outcome : known->outcomes) outcomes.insert(outcomes.end(), 4, std::string(outcome));
    for (const std::string_view slot : known->fills) give.emplace_back(slot, "SX" + digits(pick(9)));
  }
  return line_of("result", map_of({{"of", scalar(action)}, {"as", scalar(one_of(outcomes))}, {"give", map_of(give)}}));
}

TestLine RandomDriver::old_result(const Conversation& talk) {
  if (talk.all_actions().empty()) return says("你好");
  return result(talk, one_of(talk.all_actions()).action);
}

std::string RandomDriver::good_answer(const Conversation& talk) {
  const State& state = talk.state();
  if (state.pending.kind != Pending::Kind::kNone) return pick(2) == 0 ? "1" : "不用";
  if (state.frames.empty()) return one_of(starts_);
  const Frame& frame = state.frames.back();
  if (frame.wait.kind == Wait::Kind::kConfirm) return one_of(std::vector<std::string>{"1", "1", "2", "提交"});
  if (frame.wait.kind == Wait::Kind::kEdit) return digits(1 + pick(6));
  const Dialog* dialog = release_.find_dialog(frame.dialog);
  const Slot* slot = dialog == nullptr ? nullptr : dialog->find_slot(frame.wait.slot);
  return slot == nullptr ? "你好" : answer_to(*slot);
}

std::string RandomDriver::answer_to(const Slot& slot) {
  if (slot.optional && pick(4) == 0) return "跳过";
  switch (slot.type) {
    case SlotType::kText: return pick(3) == 0 ? "济南顺通公司" : one_of(kStories);
    case SlotType::kChoice: return pick(2) == 0 ? digits(1 + pick(slot.options.size())) : one_of(slot.options).is;
    case SlotType::kYesNo: return pick(3) == 0 ? "不同意" : "可以";
    case SlotType::kNumber: return one_of(std::vector<std::string>{"三个", "2", "两百块"});
    case SlotType::kPhone: return "13000000000";
    case SlotType::kPlate: return pick(2) == 0 ? "粤B12345" : "鲁A00000";
    case SlotType::kTime: return pick(2) == 0 ? "昨天下午三点" : "上周五";
    case SlotType::kPlace: return "公司门口的停车场";
    case SlotType::kPhotos: return pick(2) == 0 ? "没有" : "好了";
  }
  return "你好";
}

}  // namespace dialogs
