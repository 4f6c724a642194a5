#include "dialogs/engine/walk.hpp"

#include <algorithm>
#include <optional>
#include <string>

#include "base/hash.hpp"
#include "dialogs/engine/digressions.hpp"
#include "dialogs/engine/effects.hpp"
#include "dialogs/engine/offers.hpp"
#include "dialogs/engine/texts.hpp"
#include "dialogs/engine/values.hpp"
#include "dialogs/language/actions.hpp"
#include "dialogs/rules/verdict.hpp"

namespace dialogs::engine {
namespace {

struct Stop {
  enum class Kind { kThrough, kWait, kAgain, kHuman, kNext, kEnd };
  Kind kind = Kind::kThrough;
  Wait wait;
  const Step* step = nullptr;
  std::string reason;               // kHuman
  std::string_view text = "human";  // kHuman: the system text
};

class Walk {
 public:
  Walk(Turn& turn, Frame& frame)
      : turn_(turn), frame_(frame), index_(turn.dialog_index(frame)), dialog_(*index_.dialog) {}

  Stop from_the_top() {
    for (;;) {
      Stop stop = block(dialog_.steps);
      if (stop.kind == Stop::Kind::kAgain) continue;
      if (stop.kind == Stop::Kind::kThrough) stop.kind = Stop::Kind::kEnd;
      return stop;
    }
  }

 private:
  Stop block(const std::vector<Step>& steps) {
    for (const Step& step : steps) {
      turn_.burn_fuel();
      Stop stop = visit(step);
      if (stop.kind != Stop::Kind::kThrough) return stop;
    }
    return {};
  }

  Stop visit(const Step& step) {
    took(step, {});
    switch (step.kind) {
      case StepKind::kSay:
        return say(step);
      case StepKind::kCollect:
        return collect(step);
      case StepKind::kConfirm:
        return confirm(step);
      case StepKind::kIf:
        return choose(step);
      case StepKind::kSet:
        return assign(step);
      case StepKind::kClassify:
        return classify(step);
      case StepKind::kDo:
        return act(step);
      case StepKind::kRedo:
        return redo(step);
      case StepKind::kHuman:
        return {Stop::Kind::kHuman, {}, &step, step.reason, "human"};
      case StepKind::kNext:
        return {Stop::Kind::kNext, {}, &step, {}, {}};
      case StepKind::kEnd:
        return {Stop::Kind::kEnd, {}, &step, {}, {}};
    }
    throw Unexpected{"a step of no kind"};
  }

  void took(const Step& step, std::string_view branch) { turn_.visit(dialog_.id, step.id, branch); }

  Stop choose(const Step& step) {
    const bool yes = holds(dialog_, frame_, step.condition);
    took(step, yes ? "then" : "else");
    return block(yes ? step.then_steps : step.else_steps);
  }

  Stop say(const Step& step) {
    if (find(frame_.marks, step.id) != nullptr) return {};
    get(frame_.marks, step.id).hash = 1;
    for (std::size_t i = 0; i < step.say.size(); ++i) {
      turn_.say(render(turn_, step.say[i], step.id + static_cast<char>('0' + i)));
    }
    return {};
  }

  Stop collect(const Step& step) {
    for (const std::string& name : step.slots) {
      const Slot* slot = dialog_.find_slot(name);
      if (slot == nullptr || slot->computed || slot->given || is_satisfied(frame_, name)) continue;
      if (!is_relevant(dialog_, frame_, *slot)) continue;
      if (take_remembered(turn_, frame_, *slot)) continue;
      return {Stop::Kind::kWait, {Wait::Kind::kSlot, name, {}}, &step, {}, {}};
    }
    return {};
  }

  Stop confirm(const Step& step) {
    const Mark* mark = find(frame_.marks, step.id);
    if (mark != nullptr && mark->hash == hash_of_confirm(dialog_, frame_, step)) return {};
    return {Stop::Kind::kWait, {Wait::Kind::kConfirm, {}, step.id}, &step, {}, {}};
  }

  Stop assign(const Step& step) {
    for (const auto& [name, value] : step.set) {
      const Slot* slot = dialog_.find_slot(name);
      if (slot == nullptr) continue;
      const SlotValue* held = find(frame_.slots, name);
      if (held == nullptr || held->value != value) set_value(frame_, *slot, value, Source::kRule, turn_.now);
    }
    return {};
  }

  /// What the driver chose among the matters an earlier classification offered is classified as that matter; where he
  /// chose none of them, nothing is.
  std::optional<std::string> text_to_classify(const std::string& name, const std::string& value) const {
    const Slot* slot = dialog_.find_slot(name);
    if (slot == nullptr || slot->type != SlotType::kChoice) return value;
    const std::string_view offered = name_of_choice(value);
    const SlotValue* held = offered.empty() ? nullptr : find(frame_.slots, offered);
    return is_filled(held) ? std::optional(held->value) : std::nullopt;
  }

  /// Nobody is asked for a computed slot: where the rules are unsure between two values, it takes the output's default.
  static std::optional<std::string> or_default(const RuleSet& rules, const OutputDecision& decided) {
    if (decided.value) return decided.value;
    const std::vector<RuleOutput>& outputs = rules.file().outputs;
    const auto named = std::find_if(outputs.begin(), outputs.end(),
                                    [&](const RuleOutput& one) { return one.output == decided.output; });
    return named == outputs.end() ? std::nullopt : named->fallback;
  }

  // Marked with the hash of its text: a changed text is classified again, and what the driver chose stays (§3.5).
  Stop classify(const Step& step) {
    const SlotValue* of = find(frame_.slots, step.of);
    if (!is_filled(of)) return {};
    const std::uint64_t seen = base::hash64(of->value);
    Mark& mark = get(frame_.marks, step.id);
    if (mark.hash == seen) return {};
    mark.hash = seen;
    const RuleSet* rules = turn_.release->find_rules(step.rules);
    if (rules == nullptr) return {};
    const std::optional<std::string> text = text_to_classify(step.of, of->value);
    if (!text) return {};
    const Decision decision = rules->classify(*text);
    for (const OutputDecision& output : decision.outputs) {
      const Slot* slot = dialog_.find_slot(output.output);
      if (slot == nullptr) continue;
      const SlotValue* held = find(frame_.slots, slot->name);
      if (held != nullptr && is_answered(*held)) continue;
      const std::optional<std::string> value = slot->computed ? or_default(*rules, output) : output.value;
      if (value) {
        set_value(frame_, *slot, *value, Source::kRule, turn_.now);
      } else {
        unset(frame_, slot->name);  // unsure: a later collect asks
      }
      turn_.note([&] { return step.id + " " + step.rules + " → " + slot->name + " " + value.value_or("未定"); });
    }
    return {};
  }

  Stop act(const Step& step) {
    const Action* action = find_action(step.action);
    const bool is_commit = action != nullptr && action->is_commit;
    Mark* mark = find(frame_.marks, step.id);
    // A commit leaves once per frame, whatever changes afterwards; a query runs again when a value it was sent changed.
    // After a commit everything is frozen, and so are the answers it was made from.
    const bool is_outdated = mark != nullptr && !is_commit &&
                             mark->hash != hash_of_inputs(dialog_, frame_, mark->inputs) &&
                             !is_committed(dialog_, frame_);
    if (mark == nullptr || is_outdated) {
      emit(turn_, frame_, index_, step);
      return {Stop::Kind::kWait, {Wait::Kind::kEffect, {}, step.id}, &step, {}, {}};
    }
    if (mark->outcome.empty()) return {Stop::Kind::kWait, {Wait::Kind::kEffect, {}, step.id}, &step, {}, {}};
    took(step, mark->outcome);
    for (const auto& [outcome, steps] : step.outcomes) {
      if (outcome == mark->outcome) return block(steps);
    }
    // Only that it worked needs no answer of the script; everything else it does not answer goes to a person (§4.12, G3).
    if (mark->outcome == "ok") return {};
    const bool is_failure = mark->outcome == "fail" || mark->outcome == "timeout";
    return {Stop::Kind::kHuman, {}, &step, step.action + " " + mark->outcome, is_failure ? "fail" : "human"};
  }

  Stop redo(const Step& step) {
    int& done = get(frame_.counters, "redo:" + step.id);
    took(step, done >= step.times ? "else" : "again");
    if (done >= step.times) {
      if (!step.has_else)
        return {Stop::Kind::kHuman, {}, &step, "重填 " + std::to_string(done) + " 次仍不成功", "human"};
      return block(step.else_steps);
    }
    ++done;
    if (step.why) turn_.say(render(turn_, *step.why, step.id));
    for (const std::string& name : step.slots) unset(frame_, name);
    frame_.wait = {};
    return {Stop::Kind::kAgain, {}, &step, {}, {}};
  }

  Turn& turn_;
  Frame& frame_;
  const DialogIndex& index_;
  const Dialog& dialog_;
};

void keep_ticket(Turn& turn, const Frame& frame, const DialogIndex& index) {
  if (!index.dialog->late || index.ticket_slot == DialogIndex::kNone) return;
  const SlotValue* ticket = find(frame.slots, index.dialog->slots[index.ticket_slot].name);
  if (!is_filled(ticket)) return;
  std::vector<RecentTicket>& recent = turn.state.recent;
  std::erase_if(recent, [&](const RecentTicket& one) { return one.ticket == ticket->value; });
  recent.push_back({ticket->value, frame.dialog, turn.now});
  if (recent.size() > kRecentMax) recent.erase(recent.begin());
}

// A dialog that asks whether to remember (a yes/no slot of the field remember_me) keeps nothing without a yes.
bool may_remember(const Frame& frame, const Dialog& dialog) {
  return std::all_of(dialog.slots.begin(), dialog.slots.end(), [&](const Slot& slot) {
    if (slot.field != "remember_me") return true;
    const SlotValue* answer = find(frame.slots, slot.name);
    return is_filled(answer) && answer->value == "是" && is_relevant(dialog, frame, slot);
  });
}

void keep_profile(Turn& turn, const Frame& frame, const Dialog& dialog) {
  if (!may_remember(frame, dialog)) return;
  for (const Slot& slot : dialog.slots) {
    const SlotValue* value = find(frame.slots, slot.name);
    if (slot.remember == Remember::kNever || slot.field.empty() || !is_filled(value) || !value->items.empty()) continue;
    if (is_answered(*value) && is_relevant(dialog, frame, slot)) get(turn.state.profile, slot.field) = value->value;
  }
}

std::string_view name_of(EndKind kind) {
  switch (kind) {
    case EndKind::kDone:
      return "done";
    case EndKind::kCancelled:
      return "cancelled";
    case EndKind::kFailed:
      return "failed";
  }
  return "failed";
}

}  // namespace

void close_top(Turn& turn, std::string_view ended) {
  Frame& frame = turn.top();
  const DialogIndex& index = turn.top_index();
  keep_ticket(turn, frame, index);
  if (ended == "done") keep_profile(turn, frame, *index.dialog);
  keep_unsettled(turn, frame, index);
  turn.note([&] { return frame.dialog + " → " + std::string(ended); });
  turn.state.frames.pop_back();
  turn.state.append_slot.clear();
  turn.state.append_until = {};
  if (turn.state.frames.empty()) turn.state.ended = ended;
}

Fields collected(const State& state) {
  Fields slots;
  for (auto frame = state.frames.rbegin(); frame != state.frames.rend(); ++frame) {
    for (const auto& slot : frame->slots) {
      const bool known =
          std::any_of(slots.begin(), slots.end(), [&](const auto& one) { return one.first == slot.first; });
      if (is_filled(&slot.second) && !known) slots.emplace_back(slot.first, plain_value(slot.second));
    }
  }
  return slots;
}

void hand_off(Turn& turn, std::string reason, std::string_view text, bool close_frame) {
  HandoffEffect effect{std::move(reason), collected(turn.state)};
  if (!text.empty()) turn.say(system_text(turn, text));
  if (close_frame && turn.has_frames()) {
    close_top(turn, "human");
    if (turn.has_frames()) turn.top().wait = {};  // asked again when the person has finished
  } else if (turn.has_frames() && turn.state.pending.kind == Pending::Kind::kOffer) {
    turn.top().wait = {};  // so is the question an offer stood in for
  }
  turn.state.human = HumanMode{turn.now, turn.now, effect.reason};
  turn.state.pending = {};
  turn.state.held.clear();
  turn.asking = Asking::kNo;
  turn.note([&] { return "handoff: " + effect.reason; });
  turn.effects.emplace_back(std::move(effect));
}

void advance(Turn& turn) {
  while (turn.has_frames()) {
    turn.burn_fuel();
    const Stop stop = Walk(turn, turn.top()).from_the_top();
    switch (stop.kind) {
      case Stop::Kind::kWait: {
        Frame& frame = turn.top();
        const bool changed = frame.wait != stop.wait;
        turn.unseen = turn.unseen || changed;
        frame.wait = stop.wait;
        if (stop.wait.kind == Wait::Kind::kEffect) {
          turn.asking = Asking::kNo;
        } else if (changed || stop.wait.kind == Wait::Kind::kConfirm) {
          turn.asking = Asking::kPlain;
        } else if (turn.asking == Asking::kNo) {
          turn.asking = Asking::kResumed;
        }
        return;
      }
      case Stop::Kind::kHuman:
        hand_off(turn, stop.reason, stop.text, true);
        return;
      case Stop::Kind::kNext:
        go_on_with(turn, stop.step->dialog);
        break;
      case Stop::Kind::kEnd:
        close_top(turn, stop.step == nullptr ? "done" : name_of(stop.step->end));
        say_back_to(turn);
        break;
      case Stop::Kind::kThrough:
      case Stop::Kind::kAgain:
        throw Unexpected{"a walk that did not stop"};
    }
  }
  turn.asking = turn.state.pending.kind == Pending::Kind::kNone ? Asking::kNo : turn.asking;
}

}  // namespace dialogs::engine
