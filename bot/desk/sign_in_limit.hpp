#pragma once
// How soon somebody may try to sign in again. Failures double the wait, of the account as tried from one address and of the
// address alone, up to a bound: guessing is slow, and nobody can keep an account's owner out — another address starts at zero, and
// after kSignInWaitMax everybody may try again. In memory: a restart forgets it. One lock; any thread.
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/time.hpp"

namespace bot::desk {

inline constexpr base::Millis kSignInWaitMax = base::minutes(15);
inline constexpr int kSignInFree = 5;         // failures of one account from one address without a wait
inline constexpr int kSignInFreeAddress = 20;  // failures of an address, whatever the account
inline constexpr std::size_t kSignInKeysMax = 10'000;

class SignInLimit {
 public:
  /// How long to wait before this attempt may be made; 0 = now.
  base::Millis wait(std::string_view account, std::string_view address, base::UnixMs now);
  void failed(std::string_view account, std::string_view address, base::UnixMs now);
  void succeeded(std::string_view account, std::string_view address);

 private:
  struct Tries {
    int failures = 0;
    base::UnixMs free_at{0};
    base::UnixMs last{0};
  };
  void count(const std::string& key, int free, base::UnixMs now);
  static std::string key_of(std::string_view account, std::string_view address);

  std::mutex mutex_;
  std::unordered_map<std::string, Tries> tries_;
};

}  // namespace bot::desk
