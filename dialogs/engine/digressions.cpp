#include "dialogs/engine/digressions.hpp"

#include <algorithm>

#include "base/utf8.hpp"
#include "dialogs/engine/extraction.hpp"
#include "dialogs/engine/migration.hpp"
#include "dialogs/engine/texts.hpp"
#include "dialogs/engine/values.hpp"
#include "dialogs/engine/walk.hpp"

namespace dialogs::engine {
namespace {

void seed_text(Turn& turn, Frame& frame, const Dialog& dialog, Message& message) {
  for (const Slot& slot : dialog.slots) {
    if (slot.type != SlotType::kText || !slot.seed ||
        message.points < static_cast<std::size_t>(std::max(0, *slot.seed)))
      continue;
    set_value(frame, slot, narrative(slot, message.text), Source::kHeard, turn.now);
    open_append_window(turn, slot);
    message.matched = true;
    return;
  }
}

void take_kept_photos(Turn& turn, Frame& frame, const Dialog& dialog) {
  std::vector<KeptMedia>& kept = turn.state.kept;
  std::erase_if(kept, [&](const KeptMedia& one) { return turn.now - one.at > kKeepMedia; });
  if (kept.empty()) return;
  const auto slot = std::find_if(dialog.slots.begin(), dialog.slots.end(), [](const Slot& one) {
    return one.type == SlotType::kPhotos && !one.computed && !one.given;
  });
  if (slot == dialog.slots.end()) return;
  SlotValue& value = get(frame.slots, slot->name);
  value.source = Source::kHeard;
  value.at = turn.now;
  for (const KeptMedia& one : kept) {
    if (value.items.size() < static_cast<std::size_t>(slot->photos_max)) value.items.push_back(one.media);
  }
  kept.clear();
}

bool is_running(const Turn& turn, const Dialog& dialog) {
  return std::any_of(turn.state.frames.begin(), turn.state.frames.end(),
                     [&](const Frame& frame) { return frame.dialog == dialog.id; });
}

bool has_draft_of(const Turn& turn, const Dialog& dialog) {
  const std::optional<Draft>& draft = turn.state.draft;
  if (!draft || draft->offered || draft->until <= turn.now) return false;
  return std::any_of(draft->frames.begin(), draft->frames.end(),
                     [&](const Frame& frame) { return frame.dialog == dialog.id; });
}

// Only a message that says what the driver wants; the label comes from the rules, the dialog from the label.
const DialogIndex* intended(Turn& turn, const Message& message) {
  if (turn.index->intents == nullptr) return nullptr;
  const Decision decision = turn.index->intents->classify(message.text);
  const std::string_view label = decision.value(turn.index->intent_output);
  turn.note([&] { return "intents → " + std::string(label); });
  return turn.index->by_intent(label);
}

}  // namespace

void push(Turn& turn, const DialogIndex& index, const Fields& give, Message* seed) {
  if (turn.state.frames.size() >= kFramesMax) throw Unexpected{"too many frames"};
  const Dialog& dialog = *index.dialog;
  Frame frame;
  frame.dialog = dialog.id;
  frame.number = ++turn.state.frames_started;
  frame.release = turn.release->id;
  frame.facts.emplace_back("channel", turn.state.channel);
  frame.facts.emplace_back("lang", turn.state.language.empty() ? "zh" : turn.state.language);
  frame.started = turn.now;
  for (const auto& [name, value] : give) {
    const Slot* slot = dialog.find_slot(name);
    if (slot != nullptr && slot->given && !value.empty()) {
      const std::string well_formed = base::repair_utf8(value);
      set_value(frame, *slot, std::string(base::prefix_of_points(well_formed, kNarrativePointsMax)), Source::kGiven,
                turn.now);
    }
  }
  take_kept_photos(turn, frame, dialog);
  turn.state.frames.push_back(std::move(frame));
  turn.state.ended.clear();
  turn.state.reminded = 0;
  turn.state.active = turn.now;
  turn.note([&] { return "start " + dialog.id; });
  if (seed == nullptr) return;
  seed_text(turn, turn.top(), dialog, *seed);
  listen(turn, *seed, nullptr);
}

void go_on_with(Turn& turn, std::string_view dialog) {
  struct Carried {
    std::string field;
    SlotType type;
    SlotValue value;
  };
  std::vector<Carried> carried;
  const Dialog& from = turn.top_dialog();
  for (const Slot& slot : from.slots) {
    const SlotValue* value = find(turn.top().slots, slot.name);
    if (!slot.field.empty() && is_filled(value)) carried.push_back({slot.field, slot.type, *value});
  }
  const DialogIndex* next = turn.index->find(dialog);
  if (next == nullptr) throw Unexpected{"next names an unknown dialog"};
  close_top(turn, "done");
  if (is_running(turn, *next->dialog)) return say_back_to(turn);
  push(turn, *next, {}, nullptr);
  Frame& frame = turn.top();
  for (const Slot& slot : next->dialog->slots) {
    const auto same = std::find_if(carried.begin(), carried.end(), [&](const Carried& one) {
      return one.field == slot.field && one.type == slot.type;
    });
    if (same == carried.end()) continue;
    SlotValue& value = get(frame.slots, slot.name);
    value = same->value;
    value.source = Source::kCarry;
    value.at = turn.now;
  }
}

void say_back_to(Turn& turn) {
  if (!turn.has_frames()) return;
  turn.say(system_text(turn, "back_to"));
  turn.top().wait = {};
}

const DialogIndex* started_by(const Turn& turn, const Message& message) {
  for (const std::string& form : message.forms) {
    const auto found = turn.index->start_words.find(form);
    if (found != turn.index->start_words.end()) return found->second;
  }
  return nullptr;
}

void request(Turn& turn, const DialogIndex& index) {
  const Dialog& dialog = *index.dialog;
  turn.note([&] { return "R8 start word of " + dialog.id; });
  if (is_running(turn, dialog)) return ask_again(turn, Asking::kResumed);
  const bool allowed = dialog.interrupt == Interrupt::kAllow;
  const bool denied =
      dialog.interrupt == Interrupt::kDeny || (turn.top_dialog().interrupt == Interrupt::kDeny && !allowed);
  if (denied || turn.state.frames.size() >= kFramesMax) {
    turn.say(system_text(turn, "cant_now"));
    return ask_again(turn, Asking::kResumed);
  }
  if (allowed) {
    push(turn, index, {}, nullptr);
    return advance(turn);
  }
  if (turn.top().wait.kind == Wait::Kind::kNone) advance(turn);
  turn.state.pending = {};
  turn.state.pending.kind = Pending::Kind::kInterrupt;
  turn.state.pending.dialog = dialog.id;
  turn.asking = Asking::kPlain;
}

void begin(Turn& turn, const DialogIndex& index, Message* message, bool seeds) {
  if (message != nullptr && has_draft_of(turn, *index.dialog)) {
    turn.state.draft->offered = true;
    turn.state.pending = {};
    turn.state.pending.kind = Pending::Kind::kDraft;
    turn.state.pending.dialog = index.dialog->id;
    if (seeds) turn.state.pending.event_text = base::prefix_of_points(message->text, kNarrativePointsMax);
    turn.asking = Asking::kPlain;
    return;
  }
  push(turn, index, {}, seeds ? message : nullptr);
  advance(turn);
}

void idle(Turn& turn, Message& message) {
  turn.use(turn.releases.current());
  if (const DialogIndex* started = started_by(turn, message)) return begin(turn, *started, &message, false);
  if (const std::optional<int> number = message.held ? std::nullopt : whole_message_ordinal(message.text)) {
    if (const DialogIndex* chosen = turn.index->by_menu(*number)) return begin(turn, *chosen, &message, false);
  }
  if (const DialogIndex* wanted = intended(turn, message)) return begin(turn, *wanted, &message, true);
  if (message.points <= kCardPointsMax) {
    if (const Card* card = card_in(turn, message.folded)) return turn.say(render(turn, card->say, card->card));
  }
  if (!message.held) turn.say(system_text(turn, "menu"));
}

bool resume_draft(Turn& turn) {
  std::optional<Draft>& draft = turn.state.draft;
  if (!draft || draft->until <= turn.now || draft->frames.empty()) return false;
  turn.state.frames = std::move(draft->frames);
  draft.reset();
  turn.state.ended.clear();
  turn.state.reminded = 0;
  turn.state.active = turn.now;
  if (!turn.use_release_of_frames() && !move_frames(turn, turn.releases.current())) {
    turn.use(turn.releases.current());
    turn.state.frames.clear();
    turn.state.ended = "expired";
    return false;
  }
  advance(turn);
  if (turn.asking == Asking::kPlain) turn.asking = Asking::kResumed;
  return true;
}

void ask_again(Turn& turn, Asking how) {
  if (turn.state.pending.kind != Pending::Kind::kNone) {
    turn.asking = Asking::kPlain;
    return;
  }
  if (!turn.has_frames()) return;
  if (turn.top().wait.kind == Wait::Kind::kNone) return advance(turn);
  turn.asking = how;
}

const Card* card_in(const Turn& turn, std::string_view folded) {
  for (const CardIndex& card : turn.index->cards) {
    for (const std::string& word : card.has) {
      if (!word.empty() && folded.find(word) != std::string_view::npos) return card.card;
    }
  }
  return nullptr;
}

}  // namespace dialogs::engine
