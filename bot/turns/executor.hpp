#pragma once
#include <functional>

namespace bot {

/// Where the shell's tasks run; threads are injected so that a simulator can be one thread.
class Executor {
 public:
  virtual ~Executor() = default;
  /// Runs `task` later, after the tasks that are ready now.
  virtual void post(std::function<void()> task) = 0;
  /// For whoever waits for something that a task does: an executor without threads of its own runs its next task here. False:
  /// there is nothing to run here, others will do it.
  virtual bool run_one() { return false; }
};

}  // namespace bot
