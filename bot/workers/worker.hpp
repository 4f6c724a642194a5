#pragma once
// Background work as passes: one pass does what is due and says how long to rest. Threads are given to workers from outside, so a
// simulator can run passes on a virtual clock.
#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "base/log.hpp"
#include "base/time.hpp"

namespace bot {

class Worker {
 public:
  virtual ~Worker() = default;
  /// Does what is due now; must end within its own bounds. Returns how long to rest before the next pass.
  virtual base::Millis pass() = 0;
};

/// One thread per worker. An exception that leaves a pass is logged and the worker rests: one bad row must not end it.
class WorkerThreads {
 public:
  explicit WorkerThreads(base::Log& log) : log_(log) {}
  ~WorkerThreads() { stop(); }
  void start(std::unique_ptr<Worker> worker);
  /// Lets running passes end, then joins. Idempotent.
  void stop();

 private:
  void run(Worker& worker);

  base::Log& log_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  std::vector<std::unique_ptr<Worker>> workers_;
  std::vector<std::thread> threads_;
};

}  // namespace bot
