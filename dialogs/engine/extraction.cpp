#include "dialogs/engine/extraction.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/civil_time.hpp"
#include "base/utf8.hpp"
#include "dialogs/engine/commands.hpp"
#include "dialogs/engine/corrections.hpp"
#include "dialogs/engine/digressions.hpp"
#include "dialogs/engine/media.hpp"
#include "dialogs/engine/questions.hpp"
#include "dialogs/engine/texts.hpp"
#include "dialogs/engine/values.hpp"
#include "dialogs/engine/walk.hpp"

namespace dialogs::engine {
namespace {

// In characters of what the driver wrote: an operator counts no bytes.
std::string place_in(const Message& message, Span span) {
  const std::string_view text = message.text;
  const std::size_t end = std::min(span.end, text.size());
  const std::size_t begin = std::min(span.begin, end);
  const std::size_t first = base::count_code_points(text.substr(0, begin));
  return "[" + std::to_string(first) + "," + std::to_string(first + base::count_code_points(text.substr(begin, end - begin))) +
         ")";
}

std::string_view extractor_of(const Slot& slot) {
  static constexpr std::array<std::string_view, 9> kWords = {"text", "choice", "yesno", "number", "phone",
                                                             "plate", "time",  "place", "photos"};
  return kWords.at(static_cast<std::size_t>(slot.type));
}

// "2025-03-09" or "2025-03-09 15:00".
std::optional<base::UnixMs> instant_of(std::string_view time) {
  base::CivilTime civil;
  const auto number = [&](std::size_t at, std::size_t length, int& out) {
    if (time.size() < at + length) return false;
    const char* end = time.data() + at + length;
    const auto [stop, error] = std::from_chars(time.data() + at, end, out);
    return error == std::errc() && stop == end;
  };
  if (!number(0, 4, civil.year) || !number(5, 2, civil.month) || !number(8, 2, civil.day)) return std::nullopt;
  if (time.size() > 10 && (!number(11, 2, civil.hour) || !number(14, 2, civil.minute))) return std::nullopt;
  return base::to_unix(civil);
}

bool is_in_the_past(const Slot& slot, std::string_view time, base::UnixMs now) {
  if (!slot.past) return true;
  const std::optional<base::UnixMs> at = instant_of(time);
  if (!at || *at > now) return false;
  const base::Millis slack = time.size() > 10 ? base::Millis{0} : base::days(1);
  return now - *at <= *slot.past + slack;
}

bool is_within(const Slot& slot, std::string_view number) {
  double value = 0;
  const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), value);
  if (error != std::errc()) return false;
  return (!slot.min || value >= *slot.min) && (!slot.max || value <= *slot.max);
}

void answer(Turn& turn, const Message& message, const Slot& slot, std::string value, Span span, std::string_view how) {
  turn.note([&] { return "R5 " + std::string(how) + "@" + place_in(message, span) + " → " + slot.name; });
  set_value(turn.top(), slot, std::move(value), Source::kAsked, turn.now);
}

bool answer_narrative(Turn& turn, Message& message, const Slot& slot) {
  const bool long_enough = message.points >= static_cast<std::size_t>(std::max(slot.min_len, 1));
  if (!long_enough || message.forms.empty()) return false;  // without forms it holds no word at all: emoji, dots
  answer(turn, message, slot, narrative(slot, message.text), {0, message.text.size()}, extractor_of(slot));
  if (slot.again == Again::kAppend) open_append_window(turn, slot);
  message.matched = true;
  return true;
}

bool answer_choice(Turn& turn, Message& message, const Slot& slot, std::size_t at, const DialogIndex& index) {
  const Span all{0, message.text.size()};
  if (const std::optional<int> number = whole_message_ordinal(message.text)) {
    if (*number < 1 || static_cast<std::size_t>(*number) > slot.options.size()) return false;
    answer(turn, message, slot, slot.options[static_cast<std::size_t>(*number) - 1].is, all, "number");
    message.consume(all);
    return true;
  }
  for (const std::string& form : message.forms) {
    const auto found = index.option_words[at].find(form);
    if (found == index.option_words[at].end()) continue;
    answer(turn, message, slot, slot.options[found->second].is, all, "option");
    message.consume(all);
    return true;
  }
  const bool is_short = message.points <= kLabelPointsMax;
  if (!is_short && slot.listen != Listen::kAlways) return false;
  const std::optional<Found> found = find_choice(message.rest, index.choices[at], !is_short);
  if (!found) return false;
  answer(turn, message, slot, found->value, found->span, "option");
  message.consume(found->span);
  return true;
}

bool answer_yes_no(Turn& turn, Message& message, const Slot& slot) {
  if (const std::optional<int> number = whole_message_ordinal(message.text); number && (*number == 1 || *number == 2)) {
    answer(turn, message, slot, *number == 1 ? "是" : "否", {0, message.text.size()}, "number");
    message.consume({0, message.text.size()});
    return true;
  }
  const std::optional<Found> found = find_yes_no(message.rest);
  if (!found) return false;
  answer(turn, message, slot, found->value, found->span, "yesno");
  message.consume(found->span);
  return true;
}

void open_overwrite(Turn& turn, const Slot& slot, std::string value) {
  if (turn.state.pending.kind != Pending::Kind::kNone) return;
  turn.state.pending.kind = Pending::Kind::kOverwrite;
  turn.state.pending.slot = slot.name;
  turn.state.pending.value = std::move(value);
}

// A message that names the stored plate and another one says nothing new about the plate.
bool repeats(const Slot& slot, const SlotValue& held, const Found& found, const NormalText& rest) {
  if (held.value == found.value) return true;
  if (slot.type != SlotType::kPlate) return false;
  const std::vector<Found> plates = find_plates(rest);
  return std::any_of(plates.begin(), plates.end(), [&](const Found& one) { return one.value == held.value; });
}

bool hear(Turn& turn, Message& message, const Slot& slot, const Found& found, bool frozen) {
  Frame& frame = turn.top();
  SlotValue* held = find(frame.slots, slot.name);
  if (!is_filled(held)) {
    set_value(frame, slot, found.value, Source::kHeard, turn.now);
  } else if (!repeats(slot, *held, found, message.rest)) {
    if (frozen || slot.again == Again::kIgnore) return false;
    if (slot.again == Again::kReplace) {
      set_value(frame, slot, found.value, Source::kHeard, turn.now);
    } else if (slot.again == Again::kAsk) {
      open_overwrite(turn, slot, found.value);
    }
  }
  turn.note([&] {
    return "R6 " + std::string(extractor_of(slot)) + "@" + place_in(message, found.span) + " → " + slot.name;
  });
  message.consume(found.span);
  return true;
}

// Rule 9. A value alone (粤B12345) is not a piece of the story.
bool append(Turn& turn, const Message& message) {
  State& state = turn.state;
  if (message.held || state.append_slot.empty() || turn.now > state.append_until) return false;
  if (base::count_code_points(squeeze(message.rest.folded)) < 2) return false;
  const Slot* slot = turn.top_dialog().find_slot(state.append_slot);
  SlotValue* value = slot == nullptr ? nullptr : find(turn.top().slots, slot->name);
  if (!is_filled(value) || is_committed(turn.top_dialog(), turn.top())) return false;
  value->value = narrative(*slot, value->value + "\n" + message.text);
  open_append_window(turn, *slot);
  turn.note([&] { return "R9 append → " + slot->name; });
  return true;
}

// After something was heard, answered or appended: the open question comes first, else the walk finds the next one.
void go_on(Turn& turn) {
  if (turn.state.human) return;
  if (turn.state.pending.kind == Pending::Kind::kOverwrite) {
    turn.top().wait = {};
    turn.asking = Asking::kPlain;
    return;
  }
  advance(turn);
}

// Rules 5 to 10.
void take(Turn& turn, Message& message) {
  const Slot* asked = message.held ? nullptr : turn.asked_slot();
  if (asked != nullptr && asked->type == SlotType::kPhotos && ends_photos(turn, message)) return advance(turn);
  const bool asks_text = asked != nullptr && (asked->type == SlotType::kText || asked->type == SlotType::kPlace);
  if (asks_text) {
    if (const DialogIndex* started = started_by(turn, message)) return request(turn, *started);
    const Card* card = message.points <= kCardPointsMax ? card_in(turn, message.folded) : nullptr;
    if (card != nullptr) {
      turn.note([&] { return "R5 card " + card->card; });
      turn.say(render(turn, card->say, card->card));
      return ask_again(turn, Asking::kResumed);
    }
  }
  const bool answered = asked != nullptr && answer_asked(turn, message, *asked);
  const bool heard = listen(turn, message, asked);
  if (answered && asks_text) return go_on(turn);
  if (message.matched || message.points <= kCardPointsMax) {
    if (const Card* card = card_in(turn, message.rest.folded)) {
      turn.say(render(turn, card->say, card->card));
      turn.note([&] { return "R7 " + card->card; });
      return go_on(turn);
    }
  }
  if (answered) return go_on(turn);
  if (!heard) {
    if (const DialogIndex* started = started_by(turn, message)) return request(turn, *started);
  }
  if (append(turn, message) || heard) return go_on(turn);
  if (!message.held) no_match(turn, message, "nomatch");
}

void give_up(Turn& turn, const Slot& slot) {
  turn.note([&] { return "R10 gives up: " + slot.name; });
  switch (slot.give_up) {
    case GiveUp::kHuman:
      return hand_off(turn, "「" + slot.name + "」没有问清", "human", true);
    case GiveUp::kSkip:
      if (SlotValue* sent = find(turn.top().slots, slot.name); is_filled(sent)) {
        sent->open = false;  // photos that did come are kept
      } else {
        skip(turn.top(), slot, turn.now);
      }
      return advance(turn);
    case GiveUp::kEnd:
      turn.say(system_text(turn, "cancelled"));
      close_top(turn, "failed");
      say_back_to(turn);
      return advance(turn);
  }
}

}  // namespace

std::string narrative(const Slot& slot, std::string_view text) {
  const auto longest = static_cast<std::size_t>(std::max(slot.max_len, 1));
  return std::string(base::prefix_of_points(text, std::min(longest, kNarrativePointsMax)));
}

void open_append_window(Turn& turn, const Slot& slot) {
  if (slot.again != Again::kAppend) return;
  turn.state.append_slot = slot.name;
  turn.state.append_until = turn.now + kAppendWindow;
}

std::optional<Found> extract(const Turn& turn, const DialogIndex& index, std::size_t at, const NormalText& text,
                             bool listening) {
  const Slot& slot = index.dialog->slots[at];
  std::optional<Found> found;
  switch (slot.type) {
    case SlotType::kChoice:
      return find_choice(text, index.choices[at], listening);
    case SlotType::kYesNo:
      return find_yes_no(text);
    case SlotType::kPhone:
      return find_phone(text);
    case SlotType::kPlate:
      return find_plate(text);
    case SlotType::kNumber:
      found = find_number(text);
      return found && is_within(slot, found->value) ? found : std::nullopt;
    case SlotType::kTime:
      found = find_time(text, turn.now);
      return found && is_in_the_past(slot, found->value, turn.now) ? found : std::nullopt;
    case SlotType::kText:
    case SlotType::kPlace:
    case SlotType::kPhotos:
      return std::nullopt;
  }
  return std::nullopt;
}

bool answer_asked(Turn& turn, Message& message, const Slot& slot) {
  const DialogIndex& index = turn.top_index();
  const std::size_t at = index.slot(slot.name);
  switch (slot.type) {
    case SlotType::kText:
    case SlotType::kPlace:
      return answer_narrative(turn, message, slot);
    case SlotType::kChoice:
      return answer_choice(turn, message, slot, at, index);
    case SlotType::kYesNo:
      return answer_yes_no(turn, message, slot);
    case SlotType::kPhotos:
      return false;
    case SlotType::kNumber:
    case SlotType::kPhone:
    case SlotType::kPlate:
    case SlotType::kTime: {
      const std::optional<Found> found = extract(turn, index, at, message.rest, false);
      if (!found) return false;
      answer(turn, message, slot, found->value, found->span, extractor_of(slot));
      message.consume(found->span);
      return true;
    }
  }
  return false;
}

bool listen(Turn& turn, Message& message, const Slot* asked) {
  const DialogIndex& index = turn.top_index();
  const bool frozen = is_committed(*index.dialog, turn.top());
  bool heard = false;
  for (const std::size_t at : index.listeners) {
    const Slot& slot = index.dialog->slots[at];
    if (&slot == asked) continue;
    if (const std::optional<Found> found = extract(turn, index, at, message.rest, true)) {
      heard = hear(turn, message, slot, *found, frozen) || heard;
    }
  }
  return heard;
}

void no_match(Turn& turn, const Message& message, std::string_view text) {
  if (message.offer_dropped) return ask_again(turn, Asking::kPlain);
  Frame& frame = turn.top();
  if (frame.wait.kind == Wait::Kind::kConfirm || frame.wait.kind == Wait::Kind::kEdit) {
    const int misses = ++get(frame.tries, frame.wait.step);
    if (misses >= kConfirmMissesMax) return hand_off(turn, "核对页没有说清", "human", true);
    turn.say(system_text(turn, text));
    turn.asking = Asking::kPlain;
    return;
  }
  const Slot* slot = turn.asked_slot();
  if (slot == nullptr) return advance(turn);  // its question was never shown: it is shown now, and nothing is counted
  const int tries = ++get(frame.tries, slot->name);
  turn.note([&] { return "R10 " + slot->name + " " + std::to_string(tries) + "/" + std::to_string(slot->tries); });
  if (tries >= slot->tries) return give_up(turn, *slot);
  turn.say(system_text(turn, text));
  turn.asking = Asking::kPlain;
}

namespace {

void sort_out(Turn& turn, Message& message) {
  if (turn.state.pending.kind != Pending::Kind::kNone && !message.held && answer_pending(turn, message)) return;
  if (run_command(turn, message)) return;
  if (!turn.has_frames()) return idle(turn, message);
  if (!message.held && answer_page(turn, message)) return;
  if (correct(turn, message)) return;
  take(turn, message);
}

}  // namespace

void on_text(Turn& turn, Message& message) {
  sort_out(turn, message);
  // An offer stood in for its question; where something else is said now, that question still was never shown.
  turn.unseen = turn.unseen || message.offer_dropped;
}

}  // namespace dialogs::engine
