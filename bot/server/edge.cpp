#include "bot/server/edge.hpp"

#include <set>

namespace bot {
namespace {

constexpr std::int64_t kSweepMs = 250;
constexpr std::int64_t kSweepMsMin = 5;

std::string list_methods(const std::vector<Route>& routes) {
  std::set<std::string> methods;
  for (const Route& route : routes) {
    methods.insert(route.method);
    if (route.method == "GET") methods.insert("HEAD");
  }
  std::string list;
  for (const std::string& method : methods) {
    if (!list.empty()) list += ", ";
    list += method;
  }
  return list;
}

}  // namespace

Edge::Edge(ServerLimits server_limits, std::vector<Route> routes)
    : limits(std::move(server_limits)), router(routes), methods(list_methods(routes)) {
  const std::int64_t shortest = std::min(
      {limits.header_ms, limits.body_ms, limits.write_ms, limits.idle_ms, limits.answer_ms, limits.heartbeat_ms});
  sweep_ms = std::clamp(shortest / 4, kSweepMsMin, kSweepMs);
}

std::string Share::make_request_id() {
  std::uint64_t z = next_id += 0x9E3779B97F4A7C15ULL;  // splitmix64: a bijection, so ids do not repeat
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
  z ^= z >> 31;
  std::string id(16, '0');
  for (char& digit : id) {
    digit = "0123456789abcdef"[z & 15];
    z >>= 4;
  }
  return id;
}

}  // namespace bot
