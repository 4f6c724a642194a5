#include "bot/ingress/forgeries.hpp"

namespace bot {

bool Forgeries::count(const std::string& source) {
  const base::MonotonicMs now = clock_.monotonic();
  const std::lock_guard lock(mutex_);
  if (windows_.size() >= kSourcesMax && !windows_.contains(source)) windows_.clear();
  Window& window = windows_[source];
  if (window.calls == 0 || now - window.began >= base::minutes(1)) window = {.began = now, .calls = 0};
  return ++window.calls > kPerMinuteMax;
}

}  // namespace bot
