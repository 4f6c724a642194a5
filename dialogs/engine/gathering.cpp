#include "dialogs/engine/gathering.hpp"

#include <algorithm>
#include <variant>

#include "base/hash.hpp"
#include "base/utf8.hpp"
#include "dialogs/engine/commands.hpp"
#include "dialogs/engine/digressions.hpp"
#include "dialogs/engine/turn.hpp"
#include "dialogs/engine/values.hpp"

namespace dialogs {
namespace {

using engine::Message;
using engine::Turn;

bool is_narrative(const Slot* slot) {
  return slot != nullptr && slot->type == SlotType::kText && slot->again == Again::kAppend;
}

std::size_t points_in(const Burst& burst) {
  std::size_t points = 0;
  for (const Piece& piece : burst.pieces) points += base::count_code_points(piece.text);
  return points;
}

std::size_t media_in(const Burst& burst) {
  std::size_t media = 0;
  for (const Piece& piece : burst.pieces) media += piece.media.size();
  return media;
}

bool speaks_to_the_bot(const Turn& turn, const Message& message) {
  if (message.forms.empty() || engine::is_any_command(turn, message)) return true;
  if (engine::started_by(turn, message) != nullptr) return true;
  return message.points <= engine::kCardPointsMax && engine::card_in(turn, message.folded) != nullptr;
}

bool is_seen(const State& state, std::string_view id) {
  return !id.empty() && std::find(state.seen.begin(), state.seen.end(), base::hash64(id)) != state.seen.end();
}

// Zero: the event is not gathered. Else for how long more is waited for.
base::Millis wait_for(const Turn& turn, const TextEvent& event) {
  if (!is_narrative(turn.asked_slot()) || is_seen(turn.state, event.id)) return {};
  const Message message = engine::read_message(event.text);
  if (speaks_to_the_bot(turn, message)) return {};
  const std::size_t before = turn.state.burst ? points_in(*turn.state.burst) : 0;
  return before + message.points <= engine::kNarrativePointsMax ? kGatherNarrative : base::Millis{};
}

base::Millis wait_for(const Turn& turn, const MediaEvent& event) {
  if (event.type != "photo" || event.media_ids.empty() || is_seen(turn.state, event.id)) return {};
  const Slot* slot = turn.asked_slot();
  if (is_narrative(slot)) return turn.state.burst ? kGatherNarrative : base::Millis{};
  if (slot == nullptr || slot->type != SlotType::kPhotos) return {};
  const SlotValue* held = engine::find(turn.state.frames.back().slots, slot->name);
  std::size_t media = (held == nullptr ? 0 : held->items.size()) + event.media_ids.size();
  if (turn.state.burst) media += media_in(*turn.state.burst);
  return media < static_cast<std::size_t>(std::max(slot->photos_max, 1)) ? kGatherPhotos : base::Millis{};
}

Piece piece_of(const TextEvent& event) { return {event.id, base::repair_utf8(event.text), event.voice, {}}; }
Piece piece_of(const MediaEvent& event) { return {event.id, {}, false, event.media_ids}; }

}  // namespace

bool gather(const ReleaseSet& releases, State& state, const Event& event, base::UnixMs now) {
  if (state.frames.empty() || state.human || state.pending.kind != Pending::Kind::kNone) return false;
  if (state.burst && (state.burst->pieces.size() >= kPiecesMax || now >= state.burst->due)) return false;
  Turn turn(releases, state, now, false);
  if (!turn.use_release_of_frames()) return false;
  const auto* text = std::get_if<TextEvent>(&event);
  const auto* media = std::get_if<MediaEvent>(&event);
  if (text == nullptr && media == nullptr) return false;
  const base::Millis wait = text != nullptr ? wait_for(turn, *text) : wait_for(turn, *media);
  if (wait.count == 0) return false;
  if (!state.burst) state.burst = Burst{{}, now, now};
  state.burst->pieces.push_back(text != nullptr ? piece_of(*text) : piece_of(*media));
  state.burst->due = std::min(now + wait, state.burst->since + kGatherMax);
  return true;
}

std::vector<Event> take_burst(State& state) {
  if (!state.burst) return {};
  const Burst burst = std::move(*state.burst);
  state.burst.reset();
  TextEvent words{{}, {}, {}, true};
  MediaEvent photos{{}, "photo", {}};
  for (const Piece& piece : burst.pieces) {
    // The pieces' own ids were seen when they came; the burst has one of its own.
    if (piece.media.empty()) {
      words.id = words.id.empty() ? "burst:" + piece.id : words.id;
      words.text += (words.text.empty() ? "" : "\n") + piece.text;
      words.part_ids.push_back(piece.id);
      words.voice = words.voice && piece.voice;
    } else {
      photos.id = photos.id.empty() ? "burst:" + piece.id : photos.id;
      photos.media_ids.insert(photos.media_ids.end(), piece.media.begin(), piece.media.end());
    }
  }
  std::vector<Event> events;
  if (!words.part_ids.empty()) events.emplace_back(std::move(words));
  if (!photos.media_ids.empty()) events.emplace_back(std::move(photos));
  return events;
}

}  // namespace dialogs
