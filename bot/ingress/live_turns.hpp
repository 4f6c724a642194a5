#pragma once
// Who watches which conversation, and that they miss nothing: a watcher reads what was committed before it came, then
// gets every further turn in order, each once, whichever node committed it.
//
// Threads: any, but one at a time in follow().
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/time.hpp"
#include "bot/server/http.hpp"
#include "storage/store.hpp"

namespace bot {

class LiveTurns {
 public:
  explicit LiveTurns(storage::Turns& turns) : turns_(turns) {}

  /// Sends the conversation's turns with sequence > after to `stream`, until it closes. `conversation` 0: the driver
  /// has not been heard yet.
  void watch(const storage::ConversationKey& key, std::int64_t conversation, std::uint64_t after,
             std::shared_ptr<EventStream> stream);
  /// This node committed the turn.
  void publish(const storage::ConversationKey& key, const storage::Turn& turn);

  /// Some node committed turns of this conversation, up to `sequence`. A note for follow(): short, reads nothing.
  void heard(const storage::ConversationKey& key, std::uint64_t sequence);
  /// Such a note may have been lost: every watcher is to look. Likewise short.
  void heard_gap();
  /// Waits until something was heard, `wait` at most, and has the watchers it concerns read what they lack.
  void follow(base::Millis wait);

 private:
  struct Watcher;
  using Watchers = std::vector<std::shared_ptr<Watcher>>;
  static std::string name_of(const storage::ConversationKey& key);
  void catch_up(Watcher& watcher);
  bool read_on(Watcher& watcher, std::unique_lock<std::mutex>& lock);
  struct Behind {
    std::shared_ptr<Watcher> watcher;
    std::uint64_t newest;
  };
  std::vector<Behind> take_notes();

  storage::Turns& turns_;
  std::mutex mutex_;  // guards what follows
  std::condition_variable wake_;
  std::unordered_map<std::string, Watchers> watchers_;
  std::unordered_map<std::string, std::uint64_t> heard_;  // name of a watched conversation -> newest sequence
  bool gap_ = false;
};

/// The turn as the web chat reads it.
std::string turn_json(const storage::Turn& turn);

}  // namespace bot
