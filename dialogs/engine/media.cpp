#include "dialogs/engine/media.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/utf8.hpp"
#include "dialogs/engine/digressions.hpp"
#include "dialogs/engine/texts.hpp"
#include "dialogs/engine/values.hpp"
#include "dialogs/engine/walk.hpp"

namespace dialogs::engine {
namespace {

constexpr std::size_t kPlacePointsMax = 200;

// The asked slot of that type, else the first relevant one of the top dialog; nullptr if none takes anything now.
const Slot* taker(const Turn& turn, SlotType type) {
  if (!turn.has_frames()) return nullptr;
  const Frame& frame = turn.state.frames.back();
  const Dialog& dialog = turn.top_dialog();
  if (is_committed(dialog, frame)) return nullptr;
  const Slot* asked = turn.asked_slot();
  if (asked != nullptr && asked->type == type) return asked;
  const auto found = std::find_if(dialog.slots.begin(), dialog.slots.end(), [&](const Slot& slot) {
    return slot.type == type && !slot.computed && !slot.given && is_relevant(dialog, frame, slot);
  });
  return found == dialog.slots.end() ? nullptr : &*found;
}

void store_photos(Turn& turn, const Slot& slot, const MediaEvent& event) {
  const Slot* asked = turn.asked_slot();
  Frame& frame = turn.top();
  SlotValue& value = get(frame.slots, slot.name);
  const auto most = static_cast<std::size_t>(std::max(slot.photos_max, 1));
  if (slot.again == Again::kReplace && !value.open) value.items.clear();
  value.skipped = false;
  value.source = asked == &slot ? Source::kAsked : Source::kHeard;
  value.at = turn.now;
  for (const std::string& id : event.media_ids) {
    const bool known = std::find(value.items.begin(), value.items.end(), id) != value.items.end();
    if (!known && value.items.size() < most) value.items.push_back(id);
  }
  value.open = asked == &slot && value.items.size() < most;
  turn.note([&] { return event.type + " → " + slot.name + " " + std::to_string(value.items.size()); });
  if (asked == &slot) {
    std::erase(frame.order, slot.name);
    frame.order.push_back(slot.name);
    forget(frame.tries, slot.name);
    if (!value.open) advance(turn);
    return;  // open: silence, more may come
  }
  turn.say(system_text(turn, "got_media"));
  const bool on_page = frame.wait.kind == Wait::Kind::kConfirm || frame.wait.kind == Wait::Kind::kEdit;
  if (on_page && turn.state.pending.kind == Pending::Kind::kNone) advance(turn);
}

struct LateTicket {
  const RecentTicket* ticket;
  const Late* late;
};

std::optional<LateTicket> late_ticket(const Turn& turn, const MediaEvent& event) {
  for (auto recent = turn.state.recent.rbegin(); recent != turn.state.recent.rend(); ++recent) {
    const DialogIndex* index = turn.index->find(recent->dialog);
    if (index == nullptr || !index->dialog->late) continue;
    const Late& late = *index->dialog->late;
    if (late.accept == event.type && turn.now - recent->closed <= late.within) return LateTicket{&*recent, &late};
  }
  return std::nullopt;
}

std::string coordinate(double degrees) {
  std::array<char, 32> digits{};
  const auto [end, error] =
      std::to_chars(digits.data(), digits.data() + digits.size(), degrees, std::chars_format::fixed, 6);
  return error == std::errc() ? std::string(digits.data(), end) : std::string();
}

std::string place_of(const LocationEvent& event) {
  const std::string name = base::repair_utf8(event.name);
  std::string place(base::prefix_of_points(name, kPlacePointsMax));
  if (!event.latitude || !event.longitude) return place;
  if (!place.empty()) place += ", ";
  return place + coordinate(*event.latitude) + ", " + coordinate(*event.longitude);
}

}  // namespace

bool ends_photos(Turn& turn, const Message& message) {
  static constexpr std::array<std::string_view, 14> kEnds = {
      "好了", "没了", "没有了", "好", "好的", "完了", "发完", "完", "就这些", "行了", "可以", "ok", "没有啦", "发好"};
  const Slot* slot = turn.asked_slot();
  if (slot == nullptr) return false;
  SlotValue* value = find(turn.top().slots, slot->name);
  const bool none = value == nullptr || value->items.empty();
  if (none && !slot->optional) return false;
  const bool ends = std::any_of(message.forms.begin(), message.forms.end(), [](const std::string& form) {
    return std::find(kEnds.begin(), kEnds.end(), form) != kEnds.end();
  });
  if (!ends) return false;
  // "Done" without a photo means that there is none: the driver is not asked again for what he does not have.
  if (none) {
    skip(turn.top(), *slot, turn.now);
  } else {
    value->open = false;
  }
  return true;
}

void keep_media(Turn& turn, const std::vector<std::string>& media) {
  std::vector<KeptMedia>& kept = turn.state.kept;
  std::erase_if(kept, [&](const KeptMedia& one) { return turn.now - one.at > kKeepMedia; });
  for (const std::string& id : media) {
    if (kept.size() < kKeptMax) kept.push_back({id, turn.now});
  }
}

void on_media(Turn& turn, const MediaEvent& event) {
  if (event.media_ids.empty()) return;
  if (const Slot* slot = taker(turn, SlotType::kPhotos)) return store_photos(turn, *slot, event);
  Pending& pending = turn.state.pending;
  if (pending.kind == Pending::Kind::kLate) {
    for (const std::string& id : event.media_ids) {
      if (pending.media.size() < kKeptMax) pending.media.push_back(id);
    }
    return;  // the question was just asked; a burst of photos needs one answer
  }
  const std::optional<LateTicket> late = late_ticket(turn, event);
  if (!late || pending.kind != Pending::Kind::kNone || turn.waits_for_effect()) {
    keep_media(turn, event.media_ids);
    return turn.say(system_text(turn, "got_media"));
  }
  pending.kind = Pending::Kind::kLate;
  pending.ticket = late->ticket->ticket;
  pending.value = late->late->action;
  pending.media.assign(event.media_ids.begin(), event.media_ids.begin() + static_cast<std::ptrdiff_t>(std::min(
                                                                              kKeptMax, event.media_ids.size())));
  turn.asking = Asking::kPlain;
}

void on_location(Turn& turn, const LocationEvent& event) {
  const std::string place = place_of(event);
  const Slot* slot = place.empty() ? nullptr : taker(turn, SlotType::kPlace);
  if (slot != nullptr) {
    Frame& frame = turn.top();
    const bool asked = slot == turn.asked_slot();
    const bool filled = is_filled(frame, slot->name);
    if (asked || !filled || slot->again == Again::kReplace) {
      set_value(frame, *slot, place, asked ? Source::kAsked : Source::kHeard, turn.now);
      turn.note([&] { return "location → " + slot->name; });
    } else if (slot->again == Again::kAsk && turn.state.pending.kind == Pending::Kind::kNone &&
               !turn.waits_for_effect()) {
      turn.state.pending.kind = Pending::Kind::kOverwrite;
      turn.state.pending.slot = slot->name;
      turn.state.pending.value = place;
      frame.wait = {};
    }
  }
  if (!turn.has_frames()) return turn.say(system_text(turn, "menu"));
  if (turn.waits_for_effect()) return turn.say(system_text(turn, "busy"));
  if (turn.state.pending.kind != Pending::Kind::kNone) {
    turn.asking = Asking::kPlain;
  } else {
    advance(turn);
  }
}

}  // namespace dialogs::engine
