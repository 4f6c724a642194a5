#include "bot/desk/live/feed.hpp"

#include <chrono>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>

#include "bot/json.hpp"

namespace bot::desk {

DeskFeed::DeskFeed(const base::Clock& clock) : clock_(clock) {
  thread_ = std::thread([this] { run(); });
}

void DeskFeed::changed(std::int64_t conversation) {
  {
    const std::lock_guard lock(mutex_);
    if (streams_.empty() || all_) return;
    const bool first = changed_.empty();
    changed_.insert(conversation);
    if (changed_.size() > kFeedChangedMax) {
      changed_.clear();
      all_ = flood_ = true;
    }
    if (!first) return;
  }
  wake_.notify_one();
}

void DeskFeed::lost() {
  {
    const std::lock_guard lock(mutex_);
    all_ = true;
  }
  wake_.notify_one();
}

void DeskFeed::present(const std::string& page, Presence presence) {
  {
    const std::lock_guard lock(mutex_);
    presences_.note(page, std::move(presence), clock_.now());
    moved_ = true;
  }
  wake_.notify_one();
}

bool DeskFeed::add(std::shared_ptr<EventStream> stream) {
  const std::lock_guard lock(mutex_);
  std::erase_if(streams_, [](const Open& open) { return !open.stream->is_open(); });
  if (stopping_ || streams_.size() >= kFeedStreamsMax) return false;
  if (streams_.empty()) ++beat_;  // what changed while nobody listened was not told
  (void)stream->send("", "presence", to_text(presences_.all()));
  streams_.push_back({std::move(stream), clock_.now()});
  return true;
}

std::uint64_t DeskFeed::beat() {
  const std::lock_guard lock(mutex_);
  return streams_.empty() ? 0 : beat_;
}

void DeskFeed::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    for (const Open& open : streams_) open.stream->close();
    streams_.clear();
  }
  wake_.notify_one();
  if (thread_.joinable()) thread_.join();
}

void DeskFeed::run() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    wake_.wait_for(lock, std::chrono::seconds(1), [this] { return stopping_ || all_ || moved_ || !changed_.empty(); });
    const bool all = std::exchange(all_, false), flood = std::exchange(flood_, false);
    const std::set<std::int64_t> changed = std::exchange(changed_, {});
    const base::UnixMs now = clock_.now();
    std::erase_if(streams_, [now](const Open& open) {
      const bool over = !open.stream->is_open() || now - open.since > kFeedStreamWhole;
      if (over) open.stream->close();
      return over;
    });
    moved_ = false;
    const std::string moves = presences_.look(now) ? to_text(presences_.take_changes()) : std::string();
    const bool some = all || !changed.empty();
    if (!some && moves.empty()) continue;
    if (some) ++beat_;
    const std::vector<Open> streams = streams_;
    lock.unlock();
    if (!moves.empty()) {
      for (const Open& open : streams) (void)open.stream->send("", "presence", moves);
    }
    std::string data = all ? "{\"all\":true}" : "{\"conversations\":[";
    if (!all) {
      for (const std::int64_t id : changed) data += (data.back() == '[' ? "" : ",") + std::to_string(id);
      data += "]}";
    }
    if (some) {
      for (const Open& open : streams) (void)open.stream->send("", "changed", data);
    }
    lock.lock();
    wake_.wait_for(lock, std::chrono::milliseconds((flood ? kFeedEveryFlood : kFeedEvery).count), [this] { return stopping_; });
  }
}

}  // namespace bot::desk
