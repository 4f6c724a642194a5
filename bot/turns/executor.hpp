#pragma once
#include <functional>

namespace bot {

/// Where the shell's tasks run; threads are injected so that a simulator can be one thread.
class Executor {
 public:
  virtual ~Executor() = default;
  /// Runs `task` later, after the tasks that are ready now.
  virtual void post(std::function<void()> task) = 0;
};

}  // namespace bot
