#include "dialogs/engine/effects.hpp"

#include <algorithm>
#include <array>

#include "base/hash.hpp"
#include "base/utf8.hpp"
#include "dialogs/engine/extraction.hpp"
#include "dialogs/engine/texts.hpp"
#include "dialogs/engine/values.hpp"
#include "dialogs/engine/walk.hpp"
#include "dialogs/language/actions.hpp"

namespace dialogs::engine {
namespace {

std::string hexadecimal(std::uint64_t number) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text(16, '0');
  for (std::size_t i = 16; i-- > 0; number >>= 4) text[i] = kDigits[number & 15];
  return text;
}

bool is_commit(const Step& step) {
  const Action* action = find_action(step.action);
  return action != nullptr && action->is_commit;
}

bool fills(const Action* action, std::string_view slot) {
  return action != nullptr && std::find(action->fills.begin(), action->fills.end(), slot) != action->fills.end();
}

// What the outcome blocks of a query said and asked belongs to its old result. Commits below it keep their marks.
void forget_outcome(Frame& frame, const std::vector<Step>& steps) {
  for (const Step& step : steps) {
    if (step.kind != StepKind::kDo || !is_commit(step)) forget(frame.marks, step.id);
    forget_outcome(frame, step.then_steps);
    forget_outcome(frame, step.else_steps);
    for (const auto& [outcome, block] : step.outcomes) forget_outcome(frame, block);
  }
}

void note_to_agent(Turn& turn, const std::string& action, const ResultEvent& event) {
  std::string text = action + " " + event.outcome;
  for (const auto& [slot, value] : event.give) text += " " + slot + "=" + value;
  turn.effects.emplace_back(NoteEffect{"agent", std::move(text)});
}

std::string known_outcome(const Step& step, const std::string& outcome) {
  if (outcome == "timeout" || outcome == "fail") return outcome;
  const Action* action = find_action(step.action);
  const bool written =
      std::any_of(step.outcomes.begin(), step.outcomes.end(), [&](const auto& o) { return o.first == outcome; });
  const bool declared = action != nullptr &&
                        std::find(action->outcomes.begin(), action->outcomes.end(), outcome) != action->outcomes.end();
  return written || declared ? outcome : "fail";
}

// Only what the action is declared to fill: a query that wrote its own inputs would run for ever.
void take_given(Turn& turn, Frame& frame, const Dialog& dialog, const Step& step, const Fields& give) {
  const Action* action = find_action(step.action);
  for (const auto& [name, value] : give) {
    const Slot* slot = dialog.find_slot(name);
    if (slot == nullptr || value.empty() || !fills(action, name)) continue;
    const SlotValue* held = find(frame.slots, name);
    if (held != nullptr && is_answered(*held)) continue;
    const std::string well_formed = base::repair_utf8(value);
    set_value(frame, *slot, std::string(base::prefix_of_points(well_formed, kNarrativePointsMax)), Source::kAction,
              turn.now);
  }
}

// What was said while the action ran. It was said before the next question, so it cannot answer that one.
void replay_held(Turn& turn) {
  std::vector<std::string> held = std::move(turn.state.held);
  turn.state.held.clear();
  for (std::size_t i = 0; i < held.size(); ++i) {
    if (turn.state.human) return;
    if (turn.waits_for_effect()) {
      turn.state.held.assign(held.begin() + static_cast<std::ptrdiff_t>(i), held.end());
      return;
    }
    Message message = read_message(held[i]);
    message.held = true;
    on_text(turn, message);
  }
}

void settle(Turn& turn, Frame& frame, const Step& step, Mark& mark, const ResultEvent& event) {
  mark.outcome = known_outcome(step, event.outcome);
  turn.note([&] { return step.id + " " + step.action + " → " + mark.outcome; });
  take_given(turn, frame, *turn.dialog_index(frame).dialog, step, event.give);
  frame.wait = {};  // walked when the person has finished, or the frame is on top again
  if (turn.state.human) return note_to_agent(turn, step.action, event);
  if (&frame != &turn.top()) return;
  advance(turn);
  replay_held(turn);
}

bool settle_late(Turn& turn, const ResultEvent& event) {
  std::vector<Unsettled>& unsettled = turn.state.unsettled;
  const auto found = std::find_if(unsettled.begin(), unsettled.end(),
                                  [&](const Unsettled& one) { return one.effect_id == event.effect_id; });
  if (found == unsettled.end()) return false;
  const Unsettled one = std::move(*found);
  unsettled.erase(found);
  if (one.until.count == 0 || turn.state.human) {
    note_to_agent(turn, one.action, event);
  } else if (event.outcome == "ok") {
    turn.say(system_text(turn, "late_done", {{"工单号", one.ticket}}));
  } else {
    hand_off(turn, one.action + " " + event.outcome, "fail", false);
  }
  return true;
}

}  // namespace

std::uint64_t hash_of_inputs(const Dialog& dialog, const Frame& frame, const std::vector<std::string>& slots) {
  std::uint64_t hash = base::hash64("inputs");
  for (const std::string& slot : slots) hash = hash_slot(dialog, frame, slot, hash);
  return hash;
}

std::uint64_t hash_of_confirm(const Dialog& dialog, const Frame& frame, const Step& step) {
  return hash_of_inputs(dialog, frame, step.slots);
}

void emit(Turn& turn, Frame& frame, const DialogIndex& index, const Step& step) {
  const Dialog& dialog = *index.dialog;
  const Action* action = find_action(step.action);
  for (const auto& [outcome, block] : step.outcomes) forget_outcome(frame, block);
  Mark& mark = get(frame.marks, step.id);
  mark = {};
  DoEffect effect{{}, step.action, {}};
  for (const Slot& slot : dialog.slots) {
    const SlotValue* value = find(frame.slots, slot.name);
    if (slot.field.empty() || !is_filled(value) || !is_relevant(dialog, frame, slot)) continue;
    if (!is_commit(step) && fills(action, slot.name)) continue;  // its own last answer is not an input
    // What rules and `set` decided follows from answers; a later `set` must not make an earlier query run again.
    if (value->source != Source::kRule) mark.inputs.push_back(slot.name);
    effect.args.emplace_back(slot.field, plain_value(*value));
  }
  mark.hash = hash_of_inputs(dialog, frame, mark.inputs);
  mark.at = turn.now;
  mark.effect_id =
      turn.state.conversation + ":" + std::to_string(frame.number) + ":" + step.id + ":" + hexadecimal(mark.hash);
  effect.id = mark.effect_id;
  turn.note([&] { return "do " + step.action + " " + effect.id; });
  turn.effects.emplace_back(std::move(effect));
}

void emit_late(Turn& turn, const std::string& action, const std::string& ticket,
               const std::vector<std::string>& media) {
  SlotValue photos;
  photos.items = media;
  std::uint64_t hash = base::hash64(ticket, base::hash64(action));
  for (const std::string& id : media) hash = base::hash64(id, hash);
  DoEffect effect{turn.state.conversation + ":late:" + action + ":" + hexadecimal(hash), action, {}};
  effect.args = {{"ticket_no", ticket}, {"photos", plain_value(photos)}};
  std::vector<Unsettled>& unsettled = turn.state.unsettled;
  std::erase_if(unsettled, [&](const Unsettled& one) { return one.effect_id == effect.id; });
  unsettled.push_back({effect.id, action, ticket, turn.now + kEffectTimeout});
  if (unsettled.size() > kUnsettledMax) unsettled.erase(unsettled.begin());
  turn.effects.emplace_back(std::move(effect));
}

bool on_result(Turn& turn, const ResultEvent& event) {
  if (event.effect_id.empty()) return false;
  for (Frame& frame : turn.state.frames) {
    for (auto& [id, mark] : frame.marks) {
      if (mark.effect_id != event.effect_id) continue;
      const auto& steps = turn.dialog_index(frame).steps;
      const auto step = steps.find(id);
      if (step == steps.end()) return false;
      if (mark.outcome.empty()) {
        settle(turn, frame, *step->second, mark, event);
        return true;
      }
      if (mark.outcome != "timeout" || !is_commit(*step->second)) return false;
      mark.effect_id.clear();  // told once
      note_to_agent(turn, step->second->action, event);
      return true;
    }
  }
  return settle_late(turn, event);
}

const Mark* pending_effect(const Turn& turn) {
  if (!turn.waits_for_effect()) return nullptr;
  const Frame& frame = turn.state.frames.back();
  return find(frame.marks, frame.wait.step);
}

void time_out_effect(Turn& turn) {
  Frame& frame = turn.top();
  Mark* mark = find(frame.marks, frame.wait.step);
  if (mark == nullptr || !mark->outcome.empty()) return;
  mark->outcome = "timeout";
  turn.note([&] { return frame.wait.step + " → timeout"; });
  frame.wait = {};
  advance(turn);
  replay_held(turn);
}

void time_out_unsettled(Turn& turn) {
  for (Unsettled& one : turn.state.unsettled) {
    if (one.until.count == 0 || one.until > turn.now) continue;
    one.until = {};
    const std::string reason = one.action + " timeout";
    hand_off(turn, reason, "fail", false);
    return;
  }
}

void keep_unsettled(Turn& turn, const Frame& frame, const DialogIndex& index) {
  for (const auto& [id, mark] : frame.marks) {
    if (mark.effect_id.empty() || (!mark.outcome.empty() && mark.outcome != "timeout")) continue;
    const auto step = index.steps.find(id);
    if (step == index.steps.end() || !is_commit(*step->second)) continue;
    turn.state.unsettled.push_back({mark.effect_id, step->second->action, {}, {}});
    if (turn.state.unsettled.size() > kUnsettledMax) turn.state.unsettled.erase(turn.state.unsettled.begin());
  }
}

}  // namespace dialogs::engine
