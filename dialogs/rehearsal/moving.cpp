#include "dialogs/rehearsal/moving.hpp"

#include <algorithm>
#include <string_view>
#include <variant>

namespace dialogs {
namespace {

constexpr std::string_view kDropped = "dropped ";  // a line of the engine's trace (dialogs/engine/migration.cpp)

std::string asked_in(const State& state) {
  if (state.frames.empty()) return {};
  const Wait& wait = state.frames.back().wait;
  return wait.kind == Wait::Kind::kSlot ? wait.slot : wait.step;
}

std::size_t count_in(const std::map<MoveFate, std::size_t>& fates, MoveFate fate) {
  const auto found = fates.find(fate);
  return found == fates.end() ? 0 : found->second;
}

}  // namespace

bool holds_all(const Release& release, const State& state) {
  return std::all_of(state.frames.begin(), state.frames.end(),
                     [&](const Frame& frame) { return release.find_dialog(frame.dialog) != nullptr; });
}

Moved try_move(const ReleaseSet& releases, const State& state, const std::string& to, bool forced, base::UnixMs now) {
  Moved moved;
  moved.asked = asked_in(state);
  const Release* target = releases.find(to);
  if (target == nullptr || (!forced && !holds_all(*target, state))) return moved;
  const StepResult result = step(releases, state, MigrateEvent{to}, now, true);
  for (const TraceItem& item : result.trace) {
    if (item.text.starts_with(kDropped)) moved.dropped.push_back(item.text.substr(kDropped.size()));
  }
  moved.asks = asked_in(result.state);
  const bool handed_over = std::any_of(result.effects.begin(), result.effects.end(), [](const Effect& effect) {
    return std::holds_alternative<HandoffEffect>(effect);
  });
  if (handed_over) {
    moved.fate = MoveFate::kToPerson;
  } else if (result.state.frames.size() < state.frames.size()) {
    moved.fate = MoveFate::kEnds;
  } else {
    moved.fate = result.replies.empty() ? MoveFate::kUnnoticed : MoveFate::kAsksOther;
  }
  return moved;
}

void MoveReport::add(const Moved& moved) {
  ++running;
  ++fates[moved.fate];
  for (const std::string& slot : moved.dropped) ++dropped[slot];
  if (moved.fate == MoveFate::kAsksOther) ++changed[moved.asked + " → " + moved.asks];
}

std::string render(const MoveReport& report) {
  const auto count = [&](MoveFate fate) { return std::to_string(count_in(report.fates, fate)); };
  std::string text = "进行中的对话 " + std::to_string(report.running) + " 段：留在旧版办完 " + count(MoveFate::kStays) +
                     "，换过去而司机无感 " + count(MoveFate::kUnnoticed) + "，换过去后改问别的 " +
                     count(MoveFate::kAsksOther) + "，换过去就办完 " + count(MoveFate::kEnds) + "，转人工 " +
                     count(MoveFate::kToPerson) + "\n";
  for (const auto& [slot, times] : report.dropped) {
    text += "  不再适用、会丢掉的回答：" + slot + " ×" + std::to_string(times) + "\n";
  }
  for (const auto& [questions, times] : report.changed) {
    text += "  问题会变：" + questions + " ×" + std::to_string(times) + "\n";
  }
  return text;
}

}  // namespace dialogs
