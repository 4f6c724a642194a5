#pragma once
// Accepting from a listening socket, as system calls: what came of the attempts, and what to do about it.
#include <functional>

#include "bot/server/loop.hpp"

namespace bot {

enum class AcceptOutcome {
  kDrained,    // nothing is waiting
  kMore,       // the bound of one round was reached
  kExhausted,  // descriptors or memory ran out: wait, then try again
};

/// Accepts what is waiting, at most 64 a round; calls `accepted` for each with place kServed (the caller asks for
/// admission). A connection that its peer has already given up is skipped.
AcceptOutcome accept_round(int listening_descriptor, const std::function<void(Arrival)>& accepted);

}  // namespace bot
