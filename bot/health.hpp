#pragma once
// /livez and /readyz, for whoever supervises the process.
#include <atomic>
#include <string>
#include <vector>

#include "bot/clock_watch.hpp"
#include "bot/releases.hpp"
#include "bot/server/http.hpp"
#include "storage/store.hpp"

namespace bot {

struct HealthParts {
  storage::Store& store;
  const std::atomic<bool>& draining;
  const ReleaseBook& releases;
  ClockWatch& promise_clock;  // of the clock that deadlines count by
};

/// /livez: 200 as long as the event loop turns. /readyz: 200 with what runs, or 503 with the problem's code. A clock that
/// jumped and waits for a person is a `warning` with a sentence: the node answers, but nothing fires by time.
std::vector<Route> health_routes(const HealthParts& parts);

}  // namespace bot
