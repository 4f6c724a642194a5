#include "bot/server/admission.hpp"

namespace bot {

Admission::Place Admission::enter(const std::string& peer, bool loopback) {
  const std::lock_guard lock(mutex_);
  const bool counted = is_counted(loopback);
  bool full = served_ >= limits_.connections_max;
  if (!full && counted) {
    const auto here = by_peer_.find(peer);
    full = here != by_peer_.end() && here->second >= limits_.connections_per_peer_max;
  }
  if (!full) {
    ++served_;
    if (counted) ++by_peer_[peer];
    return Place::kServed;
  }
  if (refused_ >= kRefusalsMax) return Place::kNone;
  ++refused_;
  return Place::kRefused;
}

void Admission::leave(Place place, const std::string& peer, bool loopback) {
  const std::lock_guard lock(mutex_);
  if (place == Place::kRefused) --refused_;
  if (place != Place::kServed) return;
  --served_;
  if (!is_counted(loopback)) return;
  const auto here = by_peer_.find(peer);
  if (--here->second == 0) by_peer_.erase(here);
}

std::size_t Admission::open() const {
  const std::lock_guard lock(mutex_);
  return served_ + refused_;
}

}  // namespace bot
