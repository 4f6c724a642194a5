#pragma once
// Brings the turns that other nodes commit to those who watch here. A node that dies between its commit and its
// notification tells nobody: now and then every watcher looks, so that a notification that never came costs a moment,
// not a message.
#include "base/time.hpp"
#include "bot/ingress/live_turns.hpp"
#include "bot/workers/worker.hpp"
#include "storage/store.hpp"

namespace bot {

class LiveFollower final : public Worker {
 public:
  LiveFollower(LiveTurns& live, storage::Store& store, const base::Clock& clock)
      : live_(live), store_(store), clock_(clock), looked_(clock.monotonic()) {}

  /// Sleeps until a turn is heard; short enough not to hold up the end of the program.
  base::Millis pass() override;

 private:
  LiveTurns& live_;
  storage::Store& store_;
  const base::Clock& clock_;
  base::MonotonicMs looked_;
};

}  // namespace bot
