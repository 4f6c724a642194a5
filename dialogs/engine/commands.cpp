#include "dialogs/engine/commands.hpp"

#include <algorithm>
#include <array>

#include "dialogs/engine/digressions.hpp"
#include "dialogs/engine/extraction.hpp"
#include "dialogs/engine/media.hpp"
#include "dialogs/engine/texts.hpp"
#include "dialogs/engine/values.hpp"
#include "dialogs/engine/walk.hpp"

namespace dialogs::engine {
namespace {

std::optional<CommandKind> command_in(const Turn& turn, const Message& message) {
  for (const std::string& form : message.forms) {
    const auto found = turn.index->commands.find(form);
    if (found != turn.index->commands.end()) return found->second;
  }
  return std::nullopt;
}

std::string_view name_of(CommandKind kind) {
  static constexpr std::array<std::string_view, kCommandKinds> kNames = {"cancel", "back", "restart", "human", "menu",
                                                                         "repeat", "why",  "skip",    "hold",  "resume"};
  return kNames.at(static_cast<std::size_t>(kind));
}

bool top_is_committed(const Turn& turn) { return is_committed(turn.top_dialog(), turn.state.frames.back()); }

void refuse_submitted(Turn& turn) {
  turn.say(system_text(turn, "submitted"));
  ask_again(turn, Asking::kResumed);
}

void go_back(Turn& turn) {
  if (top_is_committed(turn)) return refuse_submitted(turn);
  Frame& frame = turn.top();
  if (frame.wait.kind == Wait::Kind::kEdit) {
    frame.wait = {};
    return advance(turn);
  }
  if (frame.order.empty()) {
    turn.say(system_text(turn, "first_step"));
    return ask_again(turn, Asking::kPlain);
  }
  const std::string last = frame.order.back();
  unset(frame, last);
  frame.wait = {};
  advance(turn);
}

void ask_to_restart(Turn& turn) {
  if (top_is_committed(turn)) return refuse_submitted(turn);
  if (!has_answers(turn.top())) return restart(turn);
  turn.state.pending = {};
  turn.state.pending.kind = Pending::Kind::kRestart;
  turn.asking = Asking::kPlain;
}

void explain(Turn& turn) {
  const Slot* slot = turn.asked_slot();
  turn.say(slot != nullptr && slot->why ? render(turn, *slot->why, "why:" + slot->name)
                                        : system_text(turn, "why_default"));
  ask_again(turn, Asking::kPlain);
}

// 没有 is an answer to a yes/no question and may be the name of an option; only then is it a wish to skip.
bool is_answer(const Turn& turn, const Message& message, const Slot& slot) {
  if (slot.type == SlotType::kYesNo) return find_yes_no(message.rest).has_value();
  if (slot.type != SlotType::kChoice) return false;
  const DialogIndex& index = turn.top_index();
  const auto& words = index.option_words[index.slot(slot.name)];
  for (const std::string& form : message.forms) {
    if (words.find(form) != words.end()) return true;
  }
  return false;
}

// 不用了 to a yes/no question is a no to that question, not to the whole matter. 取消 and 算了 stay commands.
bool says_no(const Turn& turn, const Message& message) {
  const Slot* slot = message.held ? nullptr : turn.asked_slot();
  if (slot == nullptr || slot->type != SlotType::kYesNo) return false;
  return std::find(message.forms.begin(), message.forms.end(), "不用") != message.forms.end();
}

bool skip_asked(Turn& turn, Message& message) {
  const Slot* slot = message.held ? nullptr : turn.asked_slot();
  if (slot == nullptr || is_answer(turn, message, *slot)) return false;
  if (slot->type == SlotType::kPhotos && is_filled(turn.top(), slot->name)) {
    get(turn.top().slots, slot->name).open = false;
    advance(turn);
  } else if (slot->optional) {
    turn.note([&] { return "R2 skip → " + slot->name; });
    skip(turn.top(), *slot, turn.now);
    advance(turn);
  } else {
    no_match(turn, message, "not_optional");
  }
  return true;
}

bool run_in_frame(Turn& turn, Message& message, CommandKind kind) {
  switch (kind) {
    case CommandKind::kCancel:
      if (says_no(turn, message)) return false;
      ask_to_cancel(turn);
      return true;
    case CommandKind::kBack:
      go_back(turn);
      return true;
    case CommandKind::kRestart:
      ask_to_restart(turn);
      return true;
    case CommandKind::kMenu:
      turn.say(system_text(turn, "menu"));
      ask_again(turn, Asking::kResumed);
      return true;
    case CommandKind::kRepeat:
      ask_again(turn, Asking::kPlain);
      return true;
    case CommandKind::kWhy:
      explain(turn);
      return true;
    case CommandKind::kSkip:
      return skip_asked(turn, message);
    case CommandKind::kHold:
      turn.say(system_text(turn, "hold"));
      return true;
    case CommandKind::kResume:
      ask_again(turn, Asking::kResumed);
      return true;
    case CommandKind::kHuman:
      break;
  }
  return false;
}

bool run_idle(Turn& turn, CommandKind kind) {
  switch (kind) {
    case CommandKind::kResume:
      if (resume_draft(turn)) return true;
      [[fallthrough]];
    case CommandKind::kMenu:
    case CommandKind::kCancel:
    case CommandKind::kBack:
    case CommandKind::kRestart:
    case CommandKind::kRepeat:
      turn.say(system_text(turn, "menu"));
      return true;
    case CommandKind::kHold:
      turn.say(system_text(turn, "hold"));
      return true;
    case CommandKind::kWhy:
    case CommandKind::kSkip:
    case CommandKind::kHuman:
      break;
  }
  return false;
}

}  // namespace

bool is_command(const Turn& turn, const Message& message, CommandKind kind) {
  return command_in(turn, message) == kind;
}

bool is_any_command(const Turn& turn, const Message& message) { return command_in(turn, message).has_value(); }

bool run_command(Turn& turn, Message& message) {
  const std::optional<CommandKind> kind = command_in(turn, message);
  if (!kind) return false;
  turn.note([&] { return "R2 command " + std::string(name_of(*kind)); });
  if (*kind == CommandKind::kHuman) {
    hand_off(turn, "用户要求转人工", "human", false);
    return true;
  }
  return turn.has_frames() ? run_in_frame(turn, message, *kind) : run_idle(turn, *kind);
}

void ask_to_cancel(Turn& turn) {
  if (!has_answers(turn.top()) || top_is_committed(turn)) return cancel(turn);
  turn.state.pending = {};
  turn.state.pending.kind = Pending::Kind::kCancel;
  turn.asking = Asking::kPlain;
}

void cancel(Turn& turn) {
  // A submitted ticket is not undone by closing its dialog, and the driver must not believe so.
  turn.say(system_text(turn, top_is_committed(turn) ? "submitted" : "cancelled"));
  close_top(turn, "cancelled");
  say_back_to(turn);
  advance(turn);
}

void restart(Turn& turn) {
  Frame& frame = turn.top();
  // A new number: effects of the first attempt cannot be taken for effects of the second.
  frame.number = ++turn.state.frames_started;
  std::erase_if(frame.slots, [](const auto& slot) { return slot.second.source != Source::kGiven; });
  frame.marks.clear();
  frame.tries.clear();
  frame.counters.clear();
  frame.order.clear();
  frame.wait = {};
  turn.state.append_slot.clear();
  turn.state.append_until = {};
  advance(turn);
}

}  // namespace dialogs::engine
