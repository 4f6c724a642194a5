#pragma once
// How many connections there are, in all and from one peer.
#include <cstddef>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "bot/server/http.hpp"

namespace bot {

/// Thread-safe.
class Admission {
 public:
  /// Places for connections that are told 503 and closed: beyond these they are closed without a word.
  static constexpr std::size_t kRefusalsMax = 1'024;

  explicit Admission(const ServerLimits& limits) : limits_(limits) {}

  enum class Place {
    kServed,
    kRefused,  // say 503, close
    kNone,     // close; no place is held
  };
  Place enter(const std::string& peer, bool loopback);
  /// Gives back what enter() took. The same arguments; nothing for kNone.
  void leave(Place place, const std::string& peer, bool loopback);
  std::size_t open() const;

 private:
  bool is_counted(bool loopback) const { return !(loopback && limits_.trust_loopback); }

  const ServerLimits limits_;
  mutable std::mutex mutex_;
  std::size_t served_ = 0, refused_ = 0;
  std::unordered_map<std::string, std::size_t> by_peer_;
};

}  // namespace bot
