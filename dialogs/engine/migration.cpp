#include "dialogs/engine/migration.hpp"

#include <algorithm>

#include "dialogs/engine/effects.hpp"
#include "dialogs/engine/texts.hpp"
#include "dialogs/engine/values.hpp"
#include "dialogs/engine/walk.hpp"

namespace dialogs::engine {
namespace {

bool still_fits(const Dialog& now, const Dialog* before, const std::string& name, const SlotValue& value) {
  const Slot* slot = now.find_slot(name);
  if (slot == nullptr) return false;
  const Slot* old = before == nullptr ? nullptr : before->find_slot(name);
  if (old != nullptr && old->type != slot->type) return false;
  if (value.skipped) return true;
  if ((slot->type == SlotType::kPhotos) != !value.items.empty()) return false;
  if (slot->type == SlotType::kYesNo) return value.value == "是" || value.value == "否";
  if (slot->type != SlotType::kChoice) return true;
  return std::any_of(slot->options.begin(), slot->options.end(),
                     [&](const Option& option) { return option.is == value.value; });
}

// A counter is named after what it counts: "edit:check", "offer:车牌号", "redo:s4".
std::string_view subject(std::string_view counter) {
  const std::size_t colon = counter.find(':');
  return colon == std::string_view::npos ? counter : counter.substr(colon + 1);
}

void keep_what_fits(Turn& turn, Frame& frame, const DialogIndex& now, const Dialog* before) {
  std::erase_if(frame.slots, [&](const auto& slot) {
    const bool drops = !still_fits(*now.dialog, before, slot.first, slot.second);
    if (drops) turn.note([&] { return "dropped " + frame.dialog + "/" + slot.first; });
    return drops;
  });
  const auto unknown = [&](std::string_view name) {
    return now.steps.find(name) == now.steps.end() && now.dialog->find_slot(name) == nullptr;
  };
  std::erase_if(frame.marks, [&](const auto& mark) { return now.steps.find(mark.first) == now.steps.end(); });
  std::erase_if(frame.tries, [&](const auto& one) { return unknown(one.first); });
  std::erase_if(frame.counters, [&](const auto& one) { return unknown(subject(one.first)); });
  std::erase_if(frame.order, [&](const std::string& name) { return find(frame.slots, name) == nullptr; });
}

const std::vector<std::string>* confirmed_slots(const DialogIndex* index, const Wait& wait) {
  if (index == nullptr || wait.kind != Wait::Kind::kConfirm) return nullptr;
  const auto step = index->steps.find(wait.step);
  return step == index->steps.end() ? nullptr : &step->second->slots;
}

}  // namespace

bool move_frames(Turn& turn, const Release& target) {
  State& state = turn.state;
  const ReleaseIndex& index = target.index.of(target);
  if (std::any_of(state.frames.begin(), state.frames.end(),
                  [&](const Frame& one) { return index.find(one.dialog) == nullptr; })) {
    return false;
  }
  const Release* old = turn.releases.find(state.frames.front().release);
  for (Frame& frame : state.frames) {
    const DialogIndex* before = old == nullptr ? nullptr : old->index.of(*old).find(frame.dialog);
    const DialogIndex& now = *index.find(frame.dialog);
    // A commit that left from a step which is gone must still be answered for.
    Frame orphans = frame;
    std::erase_if(orphans.marks, [&](const auto& mark) { return now.steps.find(mark.first) != now.steps.end(); });
    if (before != nullptr) keep_unsettled(turn, orphans, *before);
    keep_what_fits(turn, frame, now, before == nullptr ? nullptr : before->dialog);
    frame.release = target.id;
  }
  turn.use(target);
  const Dialog& top = turn.top_dialog();
  if (!state.pending.slot.empty() && top.find_slot(state.pending.slot) == nullptr) state.pending = {};
  if (!state.append_slot.empty() && top.find_slot(state.append_slot) == nullptr) state.append_slot.clear();
  return true;
}

bool on_migrate(Turn& turn, const MigrateEvent& event) {
  const Release* target = turn.releases.find(event.to);
  if (target == nullptr || !turn.has_frames()) return false;
  const Release* old = turn.releases.find(turn.state.frames.front().release);
  const DialogIndex* old_index = old == nullptr ? nullptr : old->index.of(*old).find(turn.top().dialog);
  const Wait asked = turn.top().wait;
  const std::size_t depth = turn.state.frames.size();
  if (!move_frames(turn, *target)) {
    abandon(turn, "话本已撤回");
    return true;
  }
  if (turn.state.human || turn.state.pending.kind != Pending::Kind::kNone) return true;  // walked when they are over
  turn.top().wait = {};
  advance(turn);
  if (turn.state.human || turn.state.frames.size() != depth) return true;
  turn.said.clear();  // what the new script would have said before this question is not said afterwards
  Wait& wait = turn.top().wait;
  if (asked.kind == Wait::Kind::kEdit && wait.kind == Wait::Kind::kConfirm && wait.step == asked.step) wait = asked;
  const std::vector<std::string>* before = confirmed_slots(old_index, asked);
  const std::vector<std::string>* after = confirmed_slots(&turn.top_index(), wait);
  const bool same_page = before == nullptr || after == nullptr || *before == *after;
  if (wait == asked && same_page) {
    turn.asking = Asking::kNo;
    turn.unseen = false;  // it was shown when it was asked
  } else if (turn.asking != Asking::kNo) {
    turn.asking = Asking::kPlain;
    turn.question_prefix = word(turn, Word::kUpdated);
  }
  return true;
}

void abandon(Turn& turn, std::string reason) {
  HandoffEffect effect{std::move(reason), collected(turn.state)};
  turn.state.frames.clear();
  turn.state.ended = "human";
  turn.state.pending = {};
  turn.state.held.clear();
  turn.state.append_slot.clear();
  turn.state.append_until = {};
  turn.use(turn.releases.current());
  if (!turn.state.human) turn.say(system_text(turn, "human"));
  turn.state.human = HumanMode{turn.now, turn.now, effect.reason};
  turn.asking = Asking::kNo;
  turn.effects.emplace_back(std::move(effect));
}

}  // namespace dialogs::engine
