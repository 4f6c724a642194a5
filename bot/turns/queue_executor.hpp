#pragma once
// An executor without threads of its own: whoever calls run_until() runs the tasks. For the command line and for tests.
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <utility>

#include "bot/turns/executor.hpp"

namespace bot {

class QueueExecutor final : public Executor {
 public:
  void post(std::function<void()> task) override {
    {
      const std::lock_guard lock(mutex_);
      tasks_.push_back(std::move(task));
    }
    wake_.notify_one();
  }

  /// Runs tasks on the calling thread until `done` says so; waits for tasks that other threads post.
  void run_until(const std::function<bool()>& done) {
    while (!done()) {
      std::function<void()> task;
      {
        std::unique_lock lock(mutex_);
        wake_.wait(lock, [this] { return !tasks_.empty(); });
        task = std::move(tasks_.front());
        tasks_.pop_front();
      }
      task();
    }
  }

 private:
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::function<void()>> tasks_;
};

}  // namespace bot
