#pragma once
// /livez and /readyz, for whoever supervises the process.
#include <atomic>
#include <string>
#include <vector>

#include "bot/releases.hpp"
#include "bot/server/http.hpp"
#include "storage/store.hpp"

namespace bot {

struct HealthParts {
  storage::Store& store;
  const std::atomic<bool>& draining;
  const ReleaseBook& releases;
};

/// /livez: 200 as long as the event loop turns. /readyz: 200 with what runs, or 503 with the problem's code.
std::vector<Route> health_routes(const HealthParts& parts);

}  // namespace bot
