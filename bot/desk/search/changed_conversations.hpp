#pragma once
// Which conversations the search has to look at again. The drivers' path only notes a number: one lock, one word appended.
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <utility>
#include <vector>

namespace bot::desk {

/// Any thread.
class ChangedConversations {
 public:
  static constexpr std::size_t kWaitingMax = 20'000;  // more: everything is looked through instead

  /// A turn of it is durable.
  void note(std::int64_t conversation) {
    const std::lock_guard lock(mutex_);
    if (lost_) return;
    if (waiting_.size() < kWaitingMax) return waiting_.push_back(conversation);
    lose();
  }
  /// Some may have been missed.
  void lost() {
    const std::lock_guard lock(mutex_);
    lose();
  }

  /// Everything is to be thrown away and taken in anew.
  void begin_anew() {
    const std::lock_guard lock(mutex_);
    anew_ = true;
  }

  struct Taken {
    std::vector<std::int64_t> conversations;  // may repeat
    bool lost = false;
    bool anew = false;
  };
  Taken take() {
    const std::lock_guard lock(mutex_);
    return {std::exchange(waiting_, {}), std::exchange(lost_, false), std::exchange(anew_, false)};
  }

 private:
  void lose() {
    lost_ = true;
    waiting_.clear();
  }

  std::mutex mutex_;
  std::vector<std::int64_t> waiting_;
  bool lost_ = true;  // nobody was listening before
  bool anew_ = false;
};

}  // namespace bot::desk
