#include "bot/workers/live_follower.hpp"

namespace bot {
namespace {

constexpr base::Millis kWait = base::Millis{200};
constexpr base::Millis kLookEvery = base::seconds(30);

}  // namespace

base::Millis LiveFollower::pass() {
  if (clock_.monotonic() - looked_ >= kLookEvery) {
    looked_ = clock_.monotonic();
    // A store that is away would end every stream; when it is back it says itself that something may have been missed.
    if (store_.health().problem.empty()) live_.heard_gap();
  }
  live_.follow(kWait);
  return base::Millis{0};
}

}  // namespace bot
