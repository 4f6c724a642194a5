#pragma once
// Tells open consoles which conversations have just changed; whoever shows them asks the API again, with the rights of the moment.
// What is told is a number, never a word of a driver.
//
// The drivers' path only notes a number (one lock, no allocation beyond the set); a thread of ours tells all consoles, kEvery apart
// at the most, so that their number costs drivers nothing. A console that misses an event looks again when it reconnects. What all
// of them ask after an event is worked out once (shared_answers.hpp).
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "base/time.hpp"
#include "bot/desk/live/presence.hpp"
#include "bot/server/http.hpp"

namespace bot::desk {

inline constexpr base::Millis kFeedEvery{100};
inline constexpr base::Millis kFeedEveryFlood{2000};  // after more changes than kFeedChangedMax
inline constexpr std::size_t kFeedStreamsMax = 512;
inline constexpr std::size_t kFeedChangedMax = 200;  // more at once: everybody looks at everything again
/// A stream ends after so long and its console comes back through the door: nobody who has lost a right keeps it longer.
inline constexpr base::Millis kFeedStreamWhole = base::minutes(5);

class DeskFeed {
 public:
  explicit DeskFeed(const base::Clock& clock);
  ~DeskFeed() { stop(); }
  /// A turn of this conversation is durable. Any thread; short.
  void changed(std::int64_t conversation);
  /// Changes elsewhere may have been missed: everybody looks again.
  void lost();
  /// Where somebody's page is now; told as event `presence` with the next beat, and to whoever begins to listen.
  void present(const std::string& page, Presence presence);
  /// False: too many are open.
  bool add(std::shared_ptr<EventStream> stream);
  /// Counts what was told: whatever changes after this number was read is told under a later one. 0: nobody listens, so nothing is.
  std::uint64_t beat();
  void stop();

 private:
  struct Open {
    std::shared_ptr<EventStream> stream;
    base::UnixMs since;
  };
  void run();

  const base::Clock& clock_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::set<std::int64_t> changed_;
  std::uint64_t beat_ = 1;
  bool all_ = false;
  bool flood_ = false;  // all_, because so many changed
  bool stopping_ = false;
  Presences presences_;
  bool moved_ = false;  // presences_ may have changed
  std::vector<Open> streams_;
  std::thread thread_;
};

}  // namespace bot::desk
