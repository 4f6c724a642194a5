#pragma once
// Bursts (dialog language §4.8; decisions of the owner, "Bursts"): what a driver sends in pieces while a narrative or
// photos are being collected is read as one message when he has paused. Pure; the caller keeps the state, acknowledges
// each piece, and comes back when the burst is due.
#include <vector>

#include "dialogs/engine/event.hpp"
#include "dialogs/engine/state.hpp"
#include "dialogs/engine/step.hpp"

namespace dialogs {

inline constexpr base::Millis kGatherNarrative{8000};
inline constexpr base::Millis kGatherPhotos{4000};
/// No burst is older than this when it is read.
inline constexpr base::Millis kGatherMax{20'000};

/// True: the event is a piece of a burst and now lies in state.burst, which is due at its `due`; nothing is to be
/// answered. False: the state is unchanged; the event is for step(), behind the burst if there is one. Commands, start
/// words and questions that a card answers are never gathered: who writes 转人工 does not wait.
bool gather(const ReleaseSet& releases, State& state, const Event& event, base::UnixMs now);

/// The burst as events for step(): the texts joined by newlines with all their ids, then the photos. Afterwards there is no
/// burst. Empty if there was none.
std::vector<Event> take_burst(State& state);

}  // namespace dialogs
