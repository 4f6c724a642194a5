#pragma once
// The ring of seen messages. Pure.
#include <algorithm>
#include <cstdint>
#include <string_view>

#include "base/hash.hpp"
#include "dialogs/engine/state.hpp"

namespace bot {

/// The ring of seen messages holds every message, also those that never reach the dialog.
inline void remember_seen(dialogs::State& state, std::string_view inbound_key) {
  const std::uint64_t hash = base::hash64(inbound_key);
  if (std::find(state.seen.begin(), state.seen.end(), hash) != state.seen.end()) return;
  if (state.seen.size() >= dialogs::kSeenMax) state.seen.erase(state.seen.begin());
  state.seen.push_back(hash);
}

}  // namespace bot
