#include "storage/postgres/reach.hpp"

#include <chrono>

namespace storage::postgres {

void Reach::lost(std::uint64_t generation, const PgFailure& failure) {
  {
    const std::scoped_lock lock(mutex_);
    if (generation != generation_.load()) return;
    ++generation_;
    away_ = true;
    problem_ = failure.problem();
  }
  if (wake_) wake_();
}

void Reach::back() {
  {
    const std::scoped_lock lock(mutex_);
    away_ = false;
    gone_ = false;
    problem_.clear();
  }
  changed_.notify_all();
}

void Reach::give_up_waiting(const char* problem) {
  {
    const std::scoped_lock lock(mutex_);
    away_ = true;
    gone_ = true;
    problem_ = problem;
  }
  changed_.notify_all();
}

bool Reach::wait_until_back() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return !away_ || gone_; });
  return !away_;
}

bool Reach::wait_until_back(base::Millis at_most) {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, std::chrono::milliseconds(at_most.count), [this] { return !away_; });
}

void Reach::refused(const PgFailure& failure) {
  const std::scoped_lock lock(mutex_);
  refuses_ = true;
  if (!away_) problem_ = failure.problem();
}

void Reach::wrote() {
  if (!refuses_.exchange(false)) return;
  const std::scoped_lock lock(mutex_);
  if (!away_) problem_.clear();
}

std::string Reach::problem() const {
  const std::scoped_lock lock(mutex_);
  return problem_;
}

}  // namespace storage::postgres
