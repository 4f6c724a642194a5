#pragma once
// What the connections of a server share, and time as the server counts it: in sweeps. Nothing on the way of a request
// reads a clock; a timer sweeps all connections every few hundred milliseconds. A server that is too busy to sweep
// counts slower, so that its own delay is never held against a peer.
#include <algorithm>
#include <atomic>
#include <cstdint>
#include <string>
#include <vector>

#include "base/log.hpp"
#include "bot/server/http.hpp"
#include "bot/server/router.hpp"

namespace bot {

using Sweep = std::int64_t;

/// Fixed once made; read by all threads.
struct Edge {
  Edge(ServerLimits server_limits, std::vector<Route> routes);

  /// A deadline of `ms` from `now` in whole sweeps, never early.
  Sweep deadline(Sweep now, std::int64_t ms) const { return now + (ms + sweep_ms - 1) / sweep_ms + 1; }

  ServerLimits limits;
  Router router;
  std::string methods;        // every method some route has, as in Allow
  std::int64_t sweep_ms = 0;  // 250, or less if the limits are shorter than a second
};

/// What the connections of one thread share. Only that thread writes; counters are read by others.
struct Share {
  Share(std::uint64_t id_seed, base::Log& server_log) : next_id(id_seed), log(server_log) {}

  /// 16 hexadecimal digits, different for every request of the process as far as 64 bits go.
  std::string make_request_id();
  static void count(std::atomic<std::uint64_t>& counter) {
    counter.store(counter.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
  }

  Sweep now = 0;
  bool draining = false;
  std::uint64_t next_id;
  std::atomic<std::uint64_t> connections{0}, requests{0}, refused{0};
  base::Log& log;
};

}  // namespace bot
