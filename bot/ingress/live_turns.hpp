#pragma once
// Who watches which conversation, and that they miss nothing: a watcher reads what was committed before it came, then gets every
// further turn in order, each once.
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "bot/server/http.hpp"
#include "storage/store.hpp"

namespace bot {

class LiveTurns {
 public:
  explicit LiveTurns(storage::Turns& turns) : turns_(turns) {}

  /// Sends the conversation's turns with sequence > after to `stream`, until it closes. `conversation` 0: the driver has
  /// not been heard yet.
  void watch(const storage::ConversationKey& key, std::int64_t conversation, std::uint64_t after,
             std::shared_ptr<EventStream> stream);
  void publish(const storage::ConversationKey& key, const storage::Turn& turn);

 private:
  struct Watcher;
  static std::string name_of(const storage::ConversationKey& key);
  void catch_up(Watcher& watcher);

  storage::Turns& turns_;
  std::mutex mutex_;
  std::unordered_map<std::string, std::vector<std::shared_ptr<Watcher>>> watchers_;
};

/// The turn as the web chat reads it.
std::string turn_json(const storage::Turn& turn);

}  // namespace bot
