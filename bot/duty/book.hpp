#pragma once
// Who is on duty, as it is now. Any thread.
#include <memory>
#include <mutex>
#include <utility>

#include "bot/duty/roster.hpp"

namespace bot {

class DutyBook {
 public:
  /// Nobody is on duty.
  DutyBook() : DutyBook(std::make_shared<const Roster>()) {}
  explicit DutyBook(std::shared_ptr<const Roster> roster) : roster_(std::move(roster)) {}
  /// Never null; empty where nobody is called.
  std::shared_ptr<const Roster> now() const {
    const std::lock_guard lock(mutex_);
    return roster_;
  }
  void replace(std::shared_ptr<const Roster> roster) {
    const std::lock_guard lock(mutex_);
    roster_ = std::move(roster);
  }

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<const Roster> roster_;
};

}  // namespace bot
