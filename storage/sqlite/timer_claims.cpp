#include "storage/sqlite/timer_claims.hpp"

namespace storage::sqlite {

bool TimerClaims::is_free(std::int64_t conversation, std::uint64_t version, base::UnixMs now) const {
  const std::scoped_lock lock(mutex_);
  const auto found = claims_.find(conversation);
  return found == claims_.end() || !blocks(found->second, version, now);
}

bool TimerClaims::take(std::int64_t conversation, std::uint64_t version, const std::string& lease, base::UnixMs now,
                       base::UnixMs until) {
  const std::scoped_lock lock(mutex_);
  const auto [place, added] = claims_.try_emplace(conversation);
  if (!added && blocks(place->second, version, now)) return false;
  place->second = {version, lease, until};
  return true;
}

bool TimerClaims::holds(std::int64_t conversation, std::uint64_t version, const std::string& lease) const {
  const std::scoped_lock lock(mutex_);
  const auto found = claims_.find(conversation);
  return found != claims_.end() && found->second.version == version && found->second.lease == lease;
}

void TimerClaims::end(std::int64_t conversation) {
  const std::scoped_lock lock(mutex_);
  claims_.erase(conversation);
}

}  // namespace storage::sqlite
