#include "bot/ingress/live_turns.hpp"

#include <algorithm>
#include <chrono>
#include <nlohmann/json.hpp>
#include <utility>

#include "bot/json.hpp"
#include "bot/turns/channel_style.hpp"

namespace bot {
namespace {

constexpr std::size_t kPageTurns = 100;
constexpr std::uint64_t kNoOneKnows = ~std::uint64_t{0};

const char* speaker_name(storage::Speaker speaker) {
  switch (speaker) {
    case storage::Speaker::kDriver:
      return "driver";
    case storage::Speaker::kBot:
      return "bot";
    case storage::Speaker::kOperator:
      return "operator";
    case storage::Speaker::kSystem:
      return "system";
  }
  return "system";
}

}  // namespace

/// `mutex` orders the sending; while somebody catches up, newly committed turns only leave a note that there is more.
struct LiveTurns::Watcher {
  std::mutex mutex;
  storage::ConversationKey key;
  std::shared_ptr<EventStream> stream;
  std::int64_t conversation = 0;  // 0: not heard yet, as far as we know
  std::uint64_t sent = 0;
  bool catching_up = false;
  bool more = false;
};

std::string LiveTurns::name_of(const storage::ConversationKey& key) {
  return key.channel + '/' + key.account + '/' + key.driver;
}

void LiveTurns::watch(const storage::ConversationKey& key, std::int64_t conversation, std::uint64_t after,
                      std::shared_ptr<EventStream> stream) {
  auto watcher = std::make_shared<Watcher>();
  watcher->key = key;
  watcher->stream = std::move(stream);
  watcher->conversation = conversation;
  watcher->sent = after;
  const std::string name = name_of(key);
  {
    const std::lock_guard lock(mutex_);
    watchers_[name].push_back(watcher);
  }
  watcher->stream->on_close([this, name, gone = std::weak_ptr<Watcher>(watcher)] {
    const std::lock_guard lock(mutex_);
    const auto found = watchers_.find(name);
    if (found == watchers_.end()) return;
    std::erase(found->second, gone.lock());
    if (found->second.empty()) watchers_.erase(found);
  });
  catch_up(*watcher);
}

void LiveTurns::catch_up(Watcher& watcher) {
  std::unique_lock lock(watcher.mutex);
  if (watcher.catching_up) {
    watcher.more = true;
    return;
  }
  watcher.catching_up = true;
  bool whole = true;
  do {
    watcher.more = false;
    whole = read_on(watcher, lock);
  } while (whole && watcher.more);
  watcher.catching_up = false;
}

/// Sends what was committed behind the cursor. False: the stream has ended. `lock` is released while the store is read.
bool LiveTurns::read_on(Watcher& watcher, std::unique_lock<std::mutex>& lock) {
  if (watcher.conversation == 0) {
    lock.unlock();
    const auto found = turns_.load(watcher.key);
    lock.lock();
    if (!found) {
      watcher.stream->close();  // the client comes back and tries again
      return false;
    }
    if (*found) watcher.conversation = (*found)->id;
  }
  while (watcher.conversation != 0) {
    const std::int64_t conversation = watcher.conversation;
    const std::uint64_t after = watcher.sent;
    lock.unlock();
    auto page = turns_.transcript(conversation, after, kPageTurns);
    lock.lock();
    if (!page) {
      watcher.stream->close();
      return false;
    }
    for (const storage::Turn& turn : *page) {
      if (!watcher.stream->send(std::to_string(turn.sequence), "turn", turn_json(turn))) return false;
      watcher.sent = turn.sequence;
    }
    if (page->size() < kPageTurns) break;
  }
  return true;
}

void LiveTurns::publish(const storage::ConversationKey& key, const storage::Turn& turn) {
  Watchers watchers;
  {
    const std::lock_guard lock(mutex_);
    const auto found = watchers_.find(name_of(key));
    if (found == watchers_.end()) return;
    watchers = found->second;
  }
  for (const std::shared_ptr<Watcher>& watcher : watchers) {
    bool gap = false;
    {
      const std::lock_guard lock(watcher->mutex);
      watcher->conversation = turn.conversation;
      if (watcher->catching_up) {
        watcher->more = true;
      } else if (turn.sequence == watcher->sent + 1) {
        if (watcher->stream->send(std::to_string(turn.sequence), "turn", turn_json(turn)))
          watcher->sent = turn.sequence;
      } else {
        gap = turn.sequence > watcher->sent;
      }
    }
    if (gap) catch_up(*watcher);
  }
}

void LiveTurns::heard(const storage::ConversationKey& key, std::uint64_t sequence) {
  {
    const std::lock_guard lock(mutex_);
    const auto watched = watchers_.find(name_of(key));
    if (watched == watchers_.end()) return;
    std::uint64_t& newest = heard_[watched->first];
    newest = std::max(newest, sequence);
  }
  wake_.notify_one();
}

void LiveTurns::heard_gap() {
  {
    const std::lock_guard lock(mutex_);
    gap_ = true;
  }
  wake_.notify_one();
}

void LiveTurns::follow(base::Millis wait) {
  std::vector<Behind> all;
  {
    std::unique_lock lock(mutex_);
    wake_.wait_for(lock, std::chrono::milliseconds(wait.count), [this] { return gap_ || !heard_.empty(); });
    all = take_notes();
  }
  for (const Behind& behind : all) {
    {
      const std::lock_guard lock(behind.watcher->mutex);
      if (behind.watcher->sent >= behind.newest) continue;  // our own turn, most often
    }
    catch_up(*behind.watcher);
  }
}

/// Called under the lock.
std::vector<LiveTurns::Behind> LiveTurns::take_notes() {
  std::vector<Behind> all;
  const auto add = [&all](const Watchers& watchers, std::uint64_t newest) {
    for (const std::shared_ptr<Watcher>& watcher : watchers) all.push_back({watcher, newest});
  };
  if (gap_) {
    for (const auto& [name, watchers] : watchers_) add(watchers, kNoOneKnows);
  } else {
    for (const auto& [name, newest] : heard_) {
      const auto watched = watchers_.find(name);
      if (watched != watchers_.end()) add(watched->second, newest);
    }
  }
  heard_.clear();
  gap_ = false;
  return all;
}

std::string turn_json(const storage::Turn& turn) {
  nlohmann::json json{{"sequence", turn.sequence}, {"at", turn.at.count}, {"lines", nlohmann::json::array()}};
  for (const storage::Line& line : turn.lines) {
    if (!is_for_driver(line)) continue;
    nlohmann::json out{{"from", speaker_name(line.speaker)}, {"text", line.text}};
    if (!line.extra.empty()) {
      const nlohmann::json extra = nlohmann::json::parse(line.extra, nullptr, false);
      if (extra.is_object()) out.update(extra);
      if (line.speaker == storage::Speaker::kOperator) out.erase("by");
    }
    json["lines"].push_back(std::move(out));
  }
  return to_text(json);
}

}  // namespace bot
