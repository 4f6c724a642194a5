#include "bot/server/event_queue.hpp"

#include "bot/server/wire.hpp"

namespace bot {

bool EventQueue::send(std::string_view id, std::string_view event, std::string_view data) {
  bool accepted = true;
  {
    const std::lock_guard lock(mutex_);
    if (!wanted_ || ended_) return false;
    if (events_ >= kEventsQueuedMax) {
      wanted_ = accepted = false;  // the peer does not read: it comes back with Last-Event-ID
      bytes_.clear();
    } else {
      append_event(bytes_, id, event, data);
      ++events_;
    }
    if (awake_) return accepted;
    awake_ = true;
  }
  wake_();
  return accepted;
}

void EventQueue::close() {
  {
    const std::lock_guard lock(mutex_);
    if (!wanted_ || ended_) return;
    wanted_ = false;
    if (awake_) return;
    awake_ = true;
  }
  wake_();
}

bool EventQueue::is_open() const {
  const std::lock_guard lock(mutex_);
  return wanted_ && !ended_;
}

void EventQueue::on_close(std::function<void()> callback) {
  {
    const std::lock_guard lock(mutex_);
    if (!ended_) {
      callback_ = std::move(callback);
      return;
    }
  }
  callback();
}

bool EventQueue::take(std::string& out) {
  const std::lock_guard lock(mutex_);
  out += bytes_;
  bytes_.clear();
  events_ = 0;
  awake_ = false;
  return wanted_;
}

void EventQueue::end() {
  std::function<void()> callback;
  {
    const std::lock_guard lock(mutex_);
    ended_ = true;
    bytes_.clear();
    callback.swap(callback_);
  }
  if (callback) callback();
}

}  // namespace bot
