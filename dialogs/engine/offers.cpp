#include "dialogs/engine/offers.hpp"

#include <algorithm>

#include "dialogs/engine/values.hpp"

namespace dialogs::engine {
namespace {

// Options change between releases; what is no option any more is not offered.
bool still_fits(const Slot& slot, const std::string& value) {
  if (value.empty() || slot.type == SlotType::kPhotos) return false;
  if (slot.type != SlotType::kChoice) return true;
  return std::any_of(slot.options.begin(), slot.options.end(),
                     [&](const Option& option) { return option.is == value; });
}

}  // namespace

bool take_remembered(Turn& turn, Frame& frame, const Slot& slot) {
  if (slot.remember == Remember::kNever || slot.field.empty()) return false;
  const std::string* value = find(turn.state.profile, slot.field);
  if (value == nullptr || !still_fits(slot, *value)) return false;
  int& offered = get(frame.counters, "offer:" + slot.name);
  if (offered > 0 || turn.state.pending.kind != Pending::Kind::kNone) return false;
  offered = 1;
  if (slot.remember == Remember::kUse) {
    set_value(frame, slot, *value, Source::kRemembered, turn.now);
    return true;
  }
  turn.state.pending = {};
  turn.state.pending.kind = Pending::Kind::kOffer;
  turn.state.pending.slot = slot.name;
  turn.state.pending.value = *value;
  return false;
}

}  // namespace dialogs::engine
