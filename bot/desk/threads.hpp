#pragma once
// The desk's own threads: what operators ask waits for the store here and never on a thread that serves drivers. The queue is
// bounded; what does not fit is refused.
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace bot::desk {

class DeskThreads {
 public:
  DeskThreads(std::size_t threads, std::size_t queue_max);
  ~DeskThreads() { stop(); }
  /// False: the queue is full or the threads have stopped; the task was not taken.
  bool post(std::function<void()> task);
  /// Runs what is queued, then ends the threads. Idempotent.
  void stop();

 private:
  void run();

  const std::size_t queue_max_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::function<void()>> queue_;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace bot::desk
