#include "dialogs/engine/questions.hpp"

#include <algorithm>

#include "base/utf8.hpp"
#include "dialogs/engine/commands.hpp"
#include "dialogs/engine/digressions.hpp"
#include "dialogs/engine/effects.hpp"
#include "dialogs/engine/extraction.hpp"
#include "dialogs/engine/media.hpp"
#include "dialogs/engine/texts.hpp"
#include "dialogs/engine/values.hpp"
#include "dialogs/engine/walk.hpp"

namespace dialogs::engine {
namespace {

enum class Answer { kYes, kNo, kOther };

bool is_one_of(const Message& message, std::initializer_list<std::string_view> words) {
  return std::any_of(message.forms.begin(), message.forms.end(), [&](const std::string& form) {
    return std::find(words.begin(), words.end(), form) != words.end();
  });
}

// ---- The one open question ----------------------------------------------------------------------------------------

void answer_overwrite(Turn& turn, const Pending& pending, bool yes) {
  const Slot* slot = turn.has_frames() ? turn.top_dialog().find_slot(pending.slot) : nullptr;
  if (slot == nullptr || !yes) return;
  set_value(turn.top(), *slot, pending.value, Source::kCorrected, turn.now);
  const SlotValue* value = find(turn.top().slots, slot->name);
  turn.say(system_text(turn, "corrected", {{"槽位", slot->name}, {"新值", shown_value(turn, *slot, value)}}));
}

void answer_offer(Turn& turn, const Pending& pending, bool yes) {
  const Slot* slot = turn.has_frames() ? turn.top_dialog().find_slot(pending.slot) : nullptr;
  if (slot == nullptr) return;
  if (!yes) {
    turn.top().wait = {};  // the question itself is asked now, for the first time
    return;
  }
  set_value(turn.top(), *slot, pending.value, Source::kAsked, turn.now);
  get(turn.top().slots, slot->name).source = Source::kRemembered;
}

void answer_draft(Turn& turn, const Pending& pending, bool yes) {
  if (yes && resume_draft(turn)) return;
  turn.use(turn.releases.current());
  const DialogIndex* dialog = turn.index->find(pending.dialog);
  if (dialog == nullptr) return turn.say(system_text(turn, "menu"));
  Message message = read_message(pending.event_text);
  begin(turn, *dialog, &message, !message.text.empty());
}

void answer_late(Turn& turn, const Pending& pending, bool yes) {
  if (!yes) {
    turn.say(system_text(turn, "got_media"));
    keep_media(turn, pending.media);
  } else {
    emit_late(turn, pending.value, pending.ticket, pending.media);
  }
  if (turn.has_frames()) ask_again(turn, Asking::kResumed);
}

void answer_interrupt(Turn& turn, const Pending& pending, bool yes) {
  const DialogIndex* dialog = turn.index->find(pending.dialog);
  if (!yes || dialog == nullptr || turn.state.frames.size() >= kFramesMax) return ask_again(turn, Asking::kResumed);
  push(turn, *dialog, {}, nullptr);
  advance(turn);
}

void resolve(Turn& turn, const Pending& pending, bool yes) {
  turn.note([&] { return std::string("R1 ") + (yes ? "yes" : "no"); });
  switch (pending.kind) {
    case Pending::Kind::kNone:
      return;
    case Pending::Kind::kCancel:
      return yes ? cancel(turn) : ask_again(turn, Asking::kResumed);
    case Pending::Kind::kRestart:
      return yes ? restart(turn) : ask_again(turn, Asking::kResumed);
    case Pending::Kind::kOverwrite:
      answer_overwrite(turn, pending, yes);
      return advance(turn);
    case Pending::Kind::kOffer:
      answer_offer(turn, pending, yes);
      return advance(turn);
    case Pending::Kind::kInterrupt:
      return answer_interrupt(turn, pending, yes);
    case Pending::Kind::kLate:
      return answer_late(turn, pending, yes);
    case Pending::Kind::kDraft:
      return answer_draft(turn, pending, yes);
  }
}

// The whole message must be the answer; 不，是粤B88888 says more and is heard below, after the question is dropped.
Answer read_answer(const Turn& turn, const Message& message, Pending::Kind kind) {
  if (const std::optional<int> number = whole_message_ordinal(message.text)) {
    return *number == 1 ? Answer::kYes : (*number == 2 ? Answer::kNo : Answer::kOther);
  }
  if (kind == Pending::Kind::kCancel && is_command(turn, message, CommandKind::kCancel)) return Answer::kYes;
  if (kind == Pending::Kind::kRestart && is_command(turn, message, CommandKind::kRestart)) return Answer::kYes;
  if (kind == Pending::Kind::kDraft && is_command(turn, message, CommandKind::kResume)) return Answer::kYes;
  if (kind == Pending::Kind::kOffer && is_one_of(message, {"换一个", "换", "换个", "改一下", "不是", "变了"}))
    return Answer::kNo;
  if (kind == Pending::Kind::kInterrupt && is_one_of(message, {"先办新的", "新的"})) return Answer::kYes;
  if (kind == Pending::Kind::kInterrupt && is_one_of(message, {"继续当前", "当前", "继续"})) return Answer::kNo;
  const std::optional<Found> found = find_yes_no(message.rest);
  if (!found) return Answer::kOther;
  Message rest = message;
  rest.consume(found->span);
  if (base::count_code_points(squeeze(rest.rest.folded)) > 3) return Answer::kOther;
  return found->value == "是" ? Answer::kYes : Answer::kNo;
}

// 等一下, 再说一遍, 为什么 and 继续 are about the open question; they do not answer it.
bool keeps_open(Turn& turn, const Message& message) {
  if (is_command(turn, message, CommandKind::kHold)) {
    turn.say(system_text(turn, "hold"));
    return true;
  }
  if (is_command(turn, message, CommandKind::kWhy)) {
    turn.say(system_text(turn, "why_default"));
  } else if (!is_command(turn, message, CommandKind::kRepeat) && !is_command(turn, message, CommandKind::kResume)) {
    return false;
  }
  turn.asking = Asking::kPlain;
  return true;
}

// ---- Confirm and edit page ----------------------------------------------------------------------------------------

const Step* page_step(const Turn& turn) {
  if (!turn.has_frames()) return nullptr;
  const Wait& wait = turn.state.frames.back().wait;
  if (wait.kind != Wait::Kind::kConfirm && wait.kind != Wait::Kind::kEdit) return nullptr;
  const auto& steps = turn.top_index().steps;
  const auto found = steps.find(wait.step);
  return found == steps.end() ? nullptr : found->second;
}

void submit(Turn& turn, const Step& step) {
  Frame& frame = turn.top();
  get(frame.marks, step.id) = Mark{hash_of_confirm(turn.top_dialog(), frame, step), {}, {}, {}, {}};
  forget(frame.tries, step.id);
  frame.wait = {};
  advance(turn);
}

void open_edit(Turn& turn, const Step& step) {
  Frame& frame = turn.top();
  const int edits = ++get(frame.counters, "edit:" + step.id);
  if (edits > turn.release->global.edits) return hand_off(turn, "修改次数过多", "human", true);
  frame.wait = {Wait::Kind::kEdit, {}, step.id};
  turn.asking = Asking::kPlain;
}

void edit_slot(Turn& turn, const Slot& slot) {
  unset(turn.top(), slot.name);
  turn.top().wait = {};
  advance(turn);
}

bool press_confirm(Turn& turn, const Step& step, int number) {
  switch (number) {
    case 1:
      submit(turn, step);
      return true;
    case 2:
      open_edit(turn, step);
      return true;
    case 3:
      ask_to_cancel(turn);
      return true;
    default:
      return false;
  }
}

bool press_edit(Turn& turn, const Step& step, int number) {
  const std::vector<const Slot*> slots = relevant_slots(turn, turn.top(), step.slots);
  if (number < 1 || static_cast<std::size_t>(number) > slots.size()) return false;
  edit_slot(turn, *slots[static_cast<std::size_t>(number) - 1]);
  return true;
}

const Slot* named_slot(const Turn& turn, const Message& message, const Step& step) {
  const DialogIndex& index = turn.top_index();
  for (const auto& [name, at] : index.names) {
    const Slot& slot = index.dialog->slots[at];
    const bool listed = std::find(step.slots.begin(), step.slots.end(), slot.name) != step.slots.end();
    if (listed && std::find(message.forms.begin(), message.forms.end(), name) != message.forms.end()) return &slot;
  }
  return nullptr;
}

bool answer_confirm(Turn& turn, Message& message, const Step& step) {
  if (is_one_of(message, {"提交", "确认", "没问题", "没错", "对", "submit", "ok"})) return press_confirm(turn, step, 1);
  if (is_one_of(message, {"修改", "改", "有错", "不对", "change"})) return press_confirm(turn, step, 2);
  const std::optional<Found> found = find_yes_no(message.rest);
  if (!found) return false;
  Message rest = message;
  rest.consume(found->span);
  if (!rest.is_used_up()) return false;
  return press_confirm(turn, step, found->value == "是" ? 1 : 2);
}

void add_options(Reply& reply, std::initializer_list<std::string_view> labels) {
  for (const std::string_view label : labels) {
    const int number = static_cast<int>(reply.options.size()) + 1;
    reply.options.push_back({number, std::string(label), {}, std::to_string(number)});
  }
}

void append(Reply& reply, std::string_view text) { reply.text += text; }

void ask_pending(Turn& turn, Reply& reply) {
  const Pending& pending = turn.state.pending;
  const Slot* slot = turn.has_frames() ? turn.top_dialog().find_slot(pending.slot) : nullptr;
  const SlotValue offered{pending.value, {}, Source::kAsked, {}, false, false};
  const std::string next = slot == nullptr ? std::string() : shown_value(turn, *slot, &offered);
  const DialogIndex* dialog = turn.index->find(pending.dialog);
  const std::string title = dialog == nullptr ? std::string() : dialog->dialog->title;
  switch (pending.kind) {
    case Pending::Kind::kNone:
      return;
    case Pending::Kind::kCancel:
      append(reply, system_text(turn, "cancel_ask"));
      break;
    case Pending::Kind::kRestart:
      append(reply, word(turn, Word::kRestartAsk));
      break;
    case Pending::Kind::kOverwrite: {
      const std::string old =
          slot == nullptr ? std::string() : shown_value(turn, *slot, find(turn.top().slots, slot->name));
      append(reply, system_text(turn, "overwrite", {{"槽位", pending.slot}, {"旧值", old}, {"新值", next}}));
      break;
    }
    case Pending::Kind::kOffer:
      append(reply, system_text(turn, "offer", {{"槽位", pending.slot}, {"旧值", next}}));
      break;
    case Pending::Kind::kLate:
      append(reply, system_text(turn, "late_ask", {{"工单号", pending.ticket}}));
      break;
    case Pending::Kind::kDraft:
      append(reply, system_text(turn, "draft_ask", {{"标题", title}}));
      break;
    case Pending::Kind::kInterrupt:
      append(reply, system_text(turn, "interrupt", {{"新标题", title}}));
      return add_options(reply, {word(turn, Word::kNewFirst), word(turn, Word::kGoOn)});
  }
  add_options(reply, {word(turn, Word::kYes), word(turn, Word::kNo)});
}

void ask_slot(Turn& turn, Reply& reply, const Slot& slot) {
  const Frame& frame = turn.top();
  if (!slot.ask.empty()) {
    const int* tries = find(frame.tries, slot.name);
    const std::size_t level = std::min(static_cast<std::size_t>(tries == nullptr ? 0 : *tries), slot.ask.size() - 1);
    append(reply, render(turn, slot.ask[level], "ask:" + slot.name));
  }
  if (slot.optional) append(reply, system_text(turn, "optional_hint"));
  if (slot.type == SlotType::kChoice) {
    for (const Option& option : slot.options) {
      reply.options.push_back({static_cast<int>(reply.options.size()) + 1, option.is, slot.name, option.is});
    }
  } else if (slot.type == SlotType::kYesNo) {
    reply.options.push_back({1, std::string(word(turn, Word::kYes)), slot.name, "是"});
    reply.options.push_back({2, std::string(word(turn, Word::kNo)), slot.name, "否"});
  }
}

void ask_page(Turn& turn, Reply& reply, const Step& step) {
  if (turn.top().wait.kind == Wait::Kind::kConfirm) {
    append(reply, word(turn, Word::kCheck));
    append(reply, "\n");
    append(reply, summary(turn, turn.top(), step.slots));
    return add_options(reply, {word(turn, Word::kSubmit), word(turn, Word::kEdit), word(turn, Word::kCancel)});
  }
  append(reply, system_text(turn, "edit_ask"));
  for (const Slot* slot : relevant_slots(turn, turn.top(), step.slots)) {
    const int number = static_cast<int>(reply.options.size()) + 1;
    reply.options.push_back({number, slot->name, {}, std::to_string(number)});
  }
}

}  // namespace

bool answer_pending(Turn& turn, Message& message) {
  const Answer answer = read_answer(turn, message, turn.state.pending.kind);
  if (answer == Answer::kOther && keeps_open(turn, message)) return true;
  const Pending pending = std::move(turn.state.pending);
  turn.state.pending = {};
  if (answer != Answer::kOther) {
    resolve(turn, pending, answer == Answer::kYes);
    return true;
  }
  message.offer_dropped = pending.kind == Pending::Kind::kOffer;
  if (pending.kind == Pending::Kind::kLate) keep_media(turn, pending.media);
  return false;
}

bool answer_page(Turn& turn, Message& message) {
  const Step* step = page_step(turn);
  if (step == nullptr) return false;
  const bool edits = turn.top().wait.kind == Wait::Kind::kEdit;
  turn.note([&] { return "R3 " + std::string(edits ? "edit page " : "confirm page ") + step->id; });
  if (const std::optional<int> number = whole_message_ordinal(message.text)) {
    return edits ? press_edit(turn, *step, *number) : press_confirm(turn, *step, *number);
  }
  if (const Slot* slot = named_slot(turn, message, *step)) {
    edit_slot(turn, *slot);
    return true;
  }
  if (!edits) return answer_confirm(turn, message, *step);
  if (!is_one_of(message, {"不改", "没有要改", "不用", "不用改"})) return false;
  turn.top().wait = {};
  advance(turn);
  return true;
}

void press(Turn& turn, int number) {
  if (turn.state.pending.kind != Pending::Kind::kNone) {
    if (number != 1 && number != 2) {
      turn.asking = Asking::kPlain;
      return;
    }
    const Pending pending = std::move(turn.state.pending);
    turn.state.pending = {};
    return resolve(turn, pending, number == 1);
  }
  const Step* step = page_step(turn);
  const bool edits = step != nullptr && turn.top().wait.kind == Wait::Kind::kEdit;
  const bool pressed =
      step != nullptr && (edits ? press_edit(turn, *step, number) : press_confirm(turn, *step, number));
  if (!pressed) ask_again(turn, Asking::kResumed);
}

void ask_question(Turn& turn, Reply& reply) {
  if (turn.state.pending.kind != Pending::Kind::kNone) return ask_pending(turn, reply);
  if (const Step* step = page_step(turn)) return ask_page(turn, reply, *step);
  const Slot* slot = turn.asked_slot();
  if (slot == nullptr) return;
  if (turn.asking == Asking::kResumed) append(reply, system_text(turn, "resumed"));
  ask_slot(turn, reply, *slot);
}

}  // namespace dialogs::engine
