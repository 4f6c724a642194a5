#pragma once
// Brings the turns that other nodes commit to those who watch here.
#include "bot/ingress/live_turns.hpp"
#include "bot/workers/worker.hpp"

namespace bot {

class LiveFollower final : public Worker {
 public:
  explicit LiveFollower(LiveTurns& live) : live_(live) {}

  /// Sleeps until a turn is heard; short enough not to hold up the end of the program.
  base::Millis pass() override {
    live_.follow(base::Millis{200});
    return base::Millis{0};
  }

 private:
  LiveTurns& live_;
};

}  // namespace bot
