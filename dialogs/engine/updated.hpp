#pragma once
// A question that came with another release and was not shown yet (dialog language §4.11).
#include <algorithm>

#include "dialogs/engine/state.hpp"

namespace dialogs {

/// In a frame's counters: its next question is told as one that came with a change of the script.
inline constexpr char kUpdated[] = "updated";

/// The question of the top frame is forgotten, and asked anew in answer to whatever comes next, with the words that the steps
/// have changed. Nothing happens without a frame.
inline void ask_as_updated(State& state) {
  if (state.frames.empty()) return;
  Frame& frame = state.frames.back();
  frame.wait = {};  // a cache of the walk: the dialog asks again
  const bool is_noted = std::any_of(frame.counters.begin(), frame.counters.end(), [](const auto& one) { return one.first == kUpdated; });
  if (!is_noted) frame.counters.emplace_back(kUpdated, 1);
}

}  // namespace dialogs
