#pragma once
// How often a source sent calls that nobody signed (reliability reference §4 row 27). Only wrong calls are counted and
// only wrong calls are told 429: a forger behind the platform's own proxy cannot shut the platform out.
#include <cstddef>
#include <mutex>
#include <string>
#include <unordered_map>

#include "base/time.hpp"

namespace bot {

class Forgeries {
 public:
  static constexpr int kPerMinuteMax = 100;
  static constexpr std::size_t kSourcesMax =
      1024;  // beyond it counting begins anew: memory is bounded, a flood is still refused

  explicit Forgeries(const base::Clock& clock) : clock_(clock) {}

  /// Counts one. True: more than kPerMinuteMax came from this source within a minute. Any thread.
  bool count(const std::string& source);

 private:
  struct Window {
    base::MonotonicMs began{0};
    int calls = 0;
  };
  const base::Clock& clock_;
  std::mutex mutex_;
  std::unordered_map<std::string, Window> windows_;
};

}  // namespace bot
