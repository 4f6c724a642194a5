#pragma once
// Reading and changing the data of a frame: slots, marks, counters, relevance and conditions. The position in a script
// is derived from nothing else (dialog language §0, §4.2).
#include <cstdint>
#include <string>
#include <string_view>

#include "base/time.hpp"
#include "dialogs/engine/state.hpp"
#include "dialogs/language/script.hpp"

namespace dialogs::engine {

// ---- Named values: small vectors, searched linearly ---------------------------------------------------------------

template <class T>
const T* find(const Named<T>& named, std::string_view name) {
  for (const auto& [key, value] : named) {
    if (key == name) return &value;
  }
  return nullptr;
}
template <class T>
T* find(Named<T>& named, std::string_view name) {
  return const_cast<T*>(find(static_cast<const Named<T>&>(named), name));
}
/// The value of that name, made if it was not there.
template <class T>
T& get(Named<T>& named, std::string_view name) {
  if (T* found = find(named, name)) return *found;
  return named.emplace_back(std::string(name), T{}).second;
}
template <class T>
bool forget(Named<T>& named, std::string_view name) {
  return std::erase_if(named, [&](const auto& entry) { return entry.first == name; }) > 0;
}

// ---- Slots --------------------------------------------------------------------------------------------------------

/// It holds a value (skipped slots hold none).
bool is_filled(const SlotValue* value);
bool is_filled(const Frame& frame, std::string_view slot);
/// Filled, skipped or given up, and no longer open: `collect` passes it.
bool is_satisfied(const Frame& frame, std::string_view slot);
/// True where `slot` was answered by the driver, not by rules or actions.
bool is_answered(const SlotValue& value);
/// Any slot the driver has answered in this frame.
bool has_answers(const Frame& frame);

/// The slot's `when` holds. Slots used in a condition must be relevant themselves (§3.6).
bool is_relevant(const Dialog& dialog, const Frame& frame, const Slot& slot);
bool holds(const Dialog& dialog, const Frame& frame, const Condition& condition);

/// Replaces the value; tries of the slot are forgotten, and an asked answer is remembered for 上一步.
void set_value(Frame& frame, const Slot& slot, std::string value, Source source, base::UnixMs now);
void skip(Frame& frame, const Slot& slot, base::UnixMs now);
/// The slot is as if it had never been answered.
void unset(Frame& frame, std::string_view slot);

/// Text as it is sent to an action or a person: photos joined with commas.
std::string plain_value(const SlotValue& value);
/// Hash of one slot's value, chained; an irrelevant or empty slot hashes as empty.
std::uint64_t hash_slot(const Dialog& dialog, const Frame& frame, std::string_view slot, std::uint64_t seed);

/// A commit of this frame has left: what was collected is frozen (§3.5).
bool is_committed(const Dialog& dialog, const Frame& frame);

}  // namespace dialogs::engine
