#include "bot/workers/worker.hpp"

#include <chrono>
#include <exception>
#include <utility>

namespace bot {
namespace {

constexpr base::Millis kRestAfterFault = base::seconds(5);

}  // namespace

void WorkerThreads::start(std::unique_ptr<Worker> worker) {
  Worker& started = *worker;
  workers_.push_back(std::move(worker));
  threads_.emplace_back([this, &started] { run(started); });
}

void WorkerThreads::run(Worker& worker) {
  while (true) {
    base::Millis rest = kRestAfterFault;
    try {
      rest = worker.pass();
    } catch (const std::exception&) {
      log_.error("worker_fault");
    }
    std::unique_lock lock(mutex_);
    if (wake_.wait_for(lock, std::chrono::milliseconds(rest.count), [this] { return stopping_; })) return;
  }
}

void WorkerThreads::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  for (std::thread& thread : threads_) {
    if (thread.joinable()) thread.join();
  }
  threads_.clear();
  workers_.clear();
}

}  // namespace bot
