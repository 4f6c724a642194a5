#include "dialogs/rehearsal/invariants.hpp"

#include <algorithm>
#include <variant>

#include "dialogs/language/actions.hpp"

namespace dialogs {
namespace {

constexpr base::Millis kLongPast = base::hours(24);
constexpr base::Millis kHumanLongPast = base::hours(1);
constexpr base::Millis kDangerLongPast = base::hours(36);  // a day, and the quiet hours behind it

const Release& release_of(const ReleaseSet& releases, const State& state) {
  const Release* pinned = state.frames.empty() ? nullptr : releases.find(state.frames.front().release);
  return pinned == nullptr ? releases.current() : *pinned;
}

std::string bounds(const State& state) {
  if (state.frames.size() > kFramesMax) return "正在办的话本太多";
  if (state.seen.size() > kSeenMax) return "记住的消息编号太多";
  if (state.held.size() > kHeldMax) return "排队的话太多";
  if (state.recent.size() > kRecentMax) return "记住的工单太多";
  if (state.starts.size() > kStartsMax) return "排定的回访太多";
  if (state.alarms.size() > kAlarmsMax) return "记住的危险太多";
  if (state.kept.size() > kKeptMax) return "存着的图片太多";
  if (state.burst && state.burst->pieces.size() > kPiecesMax) return "攒着的消息太多";
  if (state.unsettled.size() > kUnsettledMax) return "没有结果的动作太多";
  return {};
}

std::string frames(const ReleaseSet& releases, const State& state) {
  std::set<std::string> dialogs;
  for (const Frame& frame : state.frames) {
    if (!dialogs.insert(frame.dialog).second) return "同一个话本在办两次：" + frame.dialog;
    if (frame.release != state.frames.front().release) return "一个会话里有两个版本";
    const Dialog* dialog = release_of(releases, state).find_dialog(frame.dialog);
    for (const auto& [name, value] : frame.slots) {
      const Slot* slot = dialog == nullptr ? nullptr : dialog->find_slot(name);
      if (slot != nullptr && value.items.size() > static_cast<std::size_t>(slot->photos_max)) return "图片太多：" + name;
    }
  }
  return {};
}

// As long as something is open, something will happen by itself.
std::string stuck(const State& state, base::UnixMs now) {
  const bool open = !state.frames.empty() || state.human || !state.starts.empty();
  if (open && state.timer.kind == Timer::Kind::kNone) return "没有定时，会话会一直停在这里";
  // An action that timed out under human mode is overdue when the person has finished; nothing else ever is.
  const bool may_be_overdue = state.timer.kind == Timer::Kind::kNone || state.timer.kind == Timer::Kind::kEffect;
  if (!may_be_overdue && state.timer.due < now) return "定时早该到了";
  return {};
}

bool may_show(const TextTemplate& text, std::string_view said) {
  bool has_words = false;
  for (const TextPart& part : text) {
    if (part.kind != TextPart::Kind::kLiteral) continue;
    has_words = true;
    if (said.find(part.value) != std::string_view::npos) return true;
  }
  return !has_words;  // nothing but placeholders: it cannot be told
}

bool shows(const Slot& slot, std::string_view said) {
  return std::any_of(slot.ask.begin(), slot.ask.end(), [&](const Text& text) {
    const auto one = [&](const TextTemplate& variant) { return may_show(variant, said); };
    return std::any_of(text.zh.begin(), text.zh.end(), one) || std::any_of(text.en.begin(), text.en.end(), one);
  });
}

}  // namespace

std::string Invariants::commits(const StepResult& result) {
  for (const Effect& effect : result.effects) {
    const auto* act = std::get_if<DoEffect>(&effect);
    const Action* known = act == nullptr ? nullptr : find_action(act->action);
    if (known != nullptr && known->is_commit && !left_.insert(act->id).second) return "同一个动作发出了两次：" + act->action;
  }
  return {};
}

// A slot that is asked was shown to the driver since it became the question (the finding of §6). Under human mode or an
// engine question, what was asked before is asked still.
std::string Invariants::hidden_question(const ReleaseSet& releases, const State& state, std::string_view said) {
  if (state.human || state.pending.kind != Pending::Kind::kNone) return {};
  if (state.frames.empty() || state.frames.back().wait.kind != Wait::Kind::kSlot) {
    shown_.clear();
    return {};
  }
  const Frame& frame = state.frames.back();
  const std::string now = std::to_string(frame.number) + frame.wait.slot;
  if (now == shown_) return {};
  shown_ = now;
  const Dialog* dialog = release_of(releases, state).find_dialog(frame.dialog);
  const Slot* slot = dialog == nullptr ? nullptr : dialog->find_slot(frame.wait.slot);
  if (slot == nullptr) return "在问一个没有的槽：" + frame.wait.slot;
  if (slot->type == SlotType::kPhotos || shows(*slot, said)) return {};
  return "在等“" + slot->name + "”的回答，可是没有问过";
}

std::string Invariants::after(const ReleaseSet& releases, const StepResult& result, std::string_view said,
                              base::UnixMs now) {
  const State& state = result.state;
  if (result.replies.size() > 1) return "一步说了不止一条";
  for (const TraceItem& item : result.trace) {
    if (item.text.starts_with("internal")) return item.text;
  }
  const int most = release_of(releases, state).global.channel(state.channel).out_max;
  if (state.out > most) return "一句之后发了 " + std::to_string(state.out) + " 条";
  for (const std::string& fault : {bounds(state), frames(releases, state), stuck(state, now), commits(result)}) {
    if (!fault.empty()) return fault;
  }
  return hidden_question(releases, state, said);
}

std::string Invariants::after_silence(const ReleaseSet& releases, const State& state, base::UnixMs now) {
  const base::Millis long_past = state.human && state.human->danger ? kDangerLongPast : kHumanLongPast;
  if (state.human && now - state.human->last > long_past) return "人工早就没有动静，会话还没还给机器人";
  if (state.frames.empty() || state.human) return {};
  const Dialog* top = release_of(releases, state).find_dialog(state.frames.back().dialog);
  if (top != nullptr && now - state.active > top->expire + kLongPast) return "司机早就不说话了，会话还开着";
  return {};
}

}  // namespace dialogs
