#pragma once
// What the store is told of who answers a conversation, so that lists can ask for it. Pure.
#include <optional>

#include "dialogs/engine/state.hpp"
#include "storage/store.hpp"

namespace bot {

/// nullopt: nothing of it changed with this turn.
inline std::optional<storage::Attendance> attendance_change(const std::optional<dialogs::HumanMode>& before,
                                                            const std::optional<dialogs::HumanMode>& after) {
  if (!after) return before ? std::optional(storage::Attendance{}) : std::nullopt;
  if (before && before->by == after->by && before->since == after->since) return std::nullopt;
  return storage::Attendance{.wanted = true, .person = after->by, .since = after->since};
}

}  // namespace bot
