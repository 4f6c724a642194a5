#include "bot/desk/sign_in_limit.hpp"

#include <algorithm>

namespace bot::desk {

std::string SignInLimit::key_of(std::string_view account, std::string_view address) {
  return std::string(address) + '\n' + std::string(account);
}

base::Millis SignInLimit::wait(std::string_view account, std::string_view address, base::UnixMs now) {
  const std::lock_guard lock(mutex_);
  base::UnixMs free_at{0};
  for (const std::string& key : {key_of(account, address), std::string(address)}) {
    const auto found = tries_.find(key);
    if (found != tries_.end()) free_at = std::max(free_at, found->second.free_at);
  }
  return free_at > now ? free_at - now : base::Millis{0};
}

void SignInLimit::failed(std::string_view account, std::string_view address, base::UnixMs now) {
  const std::lock_guard lock(mutex_);
  count(key_of(account, address), kSignInFree, now);
  count(std::string(address), kSignInFreeAddress, now);
}

void SignInLimit::succeeded(std::string_view account, std::string_view address) {
  const std::lock_guard lock(mutex_);
  tries_.erase(key_of(account, address));
}

void SignInLimit::count(const std::string& key, int free, base::UnixMs now) {
  if (tries_.size() >= kSignInKeysMax) {
    std::erase_if(tries_, [&](const auto& one) { return one.second.free_at <= now; });
    if (tries_.size() >= kSignInKeysMax) tries_.clear();  // a flood from ten thousand addresses: no memory is worth more than the door
  }
  Tries& tries = tries_[key];
  // What lies longer back than the longest wait is forgiven.
  if (now - tries.last > kSignInWaitMax) tries.failures = 0;
  tries.last = now;
  if (++tries.failures < free) return;
  const int doublings = std::min(tries.failures - free, 20);
  tries.free_at = now + std::min(kSignInWaitMax, base::seconds(std::int64_t{1} << doublings));
}

}  // namespace bot::desk
