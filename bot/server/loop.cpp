#include "bot/server/loop.hpp"

#include <unistd.h>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <condition_variable>
#include <future>
#include <optional>
#include <thread>

#include "bot/server/listener.hpp"
#include "bot/server/session.hpp"

namespace bot {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

constexpr std::int64_t kAcceptRetryMs = 100;

thread_local Loop* current_loop = nullptr;

class AsioLoop final : public Loop, public SessionHost, public std::enable_shared_from_this<AsioLoop> {
 public:
  AsioLoop(std::shared_ptr<const Edge> edge, std::shared_ptr<Admission> admission, std::uint64_t id_seed,
           base::Log& log)
      : edge_(std::move(edge)),
        admission_(std::move(admission)),
        share_(id_seed, log),
        works_(std::make_unique<Works>()) {}
  ~AsioLoop() override = default;

  void run();

  void post(Task task) override { deliver(std::move(task)); }
  void post_after(std::int64_t delay_ms, Task task) override;
  void adopt(Arrival arrival) override { deliver(std::move(arrival)); }
  void listen(int descriptor, std::function<void(Arrival)> accepted) override;
  void stop_accepting() override;
  void begin_drain() override;
  bool wait_until_empty(std::int64_t deadline_ms) override;
  std::size_t stop() override;
  const Share& counted() const override { return share_; }
  std::uint64_t accept_errors() const override { return accept_errors_.load(std::memory_order_relaxed); }

  // SessionHost
  bool is_current() const override;
  void deliver(Errand errand) override;
  asio::io_context& io() override { return works_->io; }
  const Edge& edge() const override { return *edge_; }
  Share& share() override { return share_; }
  void remove(Session& session, const Arrival& arrival) override;

 private:
  // Destroyed when the loop stops: what still waits in the io_context may own responders, whose sessions own this loop.
  struct Works {
    asio::io_context io{1};
    asio::executor_work_guard<asio::io_context::executor_type> guard{io.get_executor()};
    asio::steady_timer sweeper{io};
    asio::steady_timer accept_timer{io};
    std::optional<asio::posix::stream_descriptor> listener;
  };

  void carry_out(Errand& errand);
  void carry_out_all();
  void sweep_soon();
  void sweep();
  void accept_when_ready();
  void accept_now();
  void close_listener();
  void take_in(Arrival arrival);
  void drop(Errand& errand);
  void close_all();

  std::shared_ptr<const Edge> edge_;
  std::shared_ptr<Admission> admission_;
  Share share_;
  std::unique_ptr<Works> works_;
  std::thread thread_;
  std::vector<std::shared_ptr<Session>> sessions_;
  std::function<void(Arrival)> accepted_;
  bool accept_failing_ = false;
  std::atomic<std::uint64_t> accept_errors_{0};
  std::size_t cut_ = 0;

  std::mutex mutex_;  // of what follows
  std::condition_variable emptied_;
  std::vector<Errand> inbox_;
  bool running_ = true;
  bool empty_ = false;  // drained and no connection left
};

void AsioLoop::run() {
  thread_ = std::thread([this] {
    current_loop = this;
    sweep_soon();
    for (;;) {
      try {
        works_->io.run();
        break;
      } catch (const std::exception&) {  // a posted task met a broken invariant: the others go on
        share_.log.error("server_task_threw");
      }
    }
    current_loop = nullptr;
  });
}

bool AsioLoop::is_current() const { return current_loop == this; }

void AsioLoop::deliver(Errand errand) {
  if (current_loop == this) {
    if (auto* arrival = std::get_if<Arrival>(&errand)) {
      take_in(std::move(*arrival));
      return;
    }
    asio::post(works_->io, [this, errand = std::move(errand)]() mutable { carry_out(errand); });
    return;
  }
  const std::lock_guard lock(mutex_);
  if (!running_) {
    drop(errand);
    return;
  }
  inbox_.push_back(std::move(errand));
  if (inbox_.size() == 1) asio::post(works_->io, [this] { carry_out_all(); });
}

void AsioLoop::carry_out_all() {
  std::vector<Errand> errands;
  {
    const std::lock_guard lock(mutex_);
    errands.swap(inbox_);
  }
  for (Errand& errand : errands) {
    if (std::holds_alternative<Task>(errand)) {  // each task on its own: one that throws takes no other with it
      asio::post(works_->io, std::move(std::get<Task>(errand)));
    } else {
      carry_out(errand);
    }
  }
}

void AsioLoop::carry_out(Errand& errand) {
  if (auto* task = std::get_if<Task>(&errand)) {
    (*task)();
  } else if (auto* answered = std::get_if<Answered>(&errand)) {
    answered->session->send(std::move(answered->response));
  } else if (auto* forgotten = std::get_if<Forgotten>(&errand)) {
    forgotten->session->forgotten();
  } else if (auto* started = std::get_if<StreamStart>(&errand)) {
    started->session->begin_stream(started->head, std::move(started->queue));
  } else if (auto* arrival = std::get_if<Arrival>(&errand)) {
    take_in(std::move(*arrival));
  } else {
    std::get<Wake>(errand).session->pump();
  }
}

// The loop has stopped: nobody hears of these, except those who wait for an end.
void AsioLoop::drop(Errand& errand) {
  if (auto* started = std::get_if<StreamStart>(&errand)) {
    started->queue->end();
  } else if (auto* arrival = std::get_if<Arrival>(&errand)) {
    ::close(arrival->descriptor);
    admission_->leave(arrival->place, arrival->peer, arrival->loopback);
  }
}

void AsioLoop::post_after(std::int64_t delay_ms, Task task) {
  deliver(Task([this, delay_ms, task = std::move(task)]() mutable {
    auto timer = std::make_shared<asio::steady_timer>(works_->io, std::chrono::milliseconds(delay_ms));
    timer->async_wait([timer, task = std::move(task)](error_code failed) {
      if (!failed) task();
    });
  }));
}

void AsioLoop::take_in(Arrival arrival) {
  auto session = std::make_shared<Session>(shared_from_this(), std::move(arrival));
  session->index = sessions_.size();
  sessions_.push_back(session);
  Share::count(share_.connections);
  session->begin();
}

void AsioLoop::remove(Session& session, const Arrival& arrival) {
  const std::size_t index = session.index;
  const std::shared_ptr<Session> kept = std::move(sessions_[index]);
  sessions_[index] = std::move(sessions_.back());
  if (sessions_[index]) sessions_[index]->index = index;
  sessions_.pop_back();
  admission_->leave(arrival.place, arrival.peer, arrival.loopback);
  if (share_.draining && sessions_.empty()) {
    const std::lock_guard lock(mutex_);
    empty_ = true;
    emptied_.notify_all();
  }
}

void AsioLoop::sweep_soon() {
  works_->sweeper.expires_after(std::chrono::milliseconds(edge_->sweep_ms));
  works_->sweeper.async_wait([this](error_code failed) {
    if (failed) return;
    sweep();
    sweep_soon();
  });
}

void AsioLoop::sweep() {
  ++share_.now;
  for (std::size_t i = sessions_.size(); i > 0; --i) {
    if (i > sessions_.size()) continue;  // a callback closed others
    const std::shared_ptr<Session> session = sessions_[i - 1];
    session->sweep();
  }
}

void AsioLoop::listen(int descriptor, std::function<void(Arrival)> accepted) {
  deliver(Task([this, descriptor, accepted = std::move(accepted)] {
    accepted_ = accepted;
    works_->listener.emplace(works_->io, descriptor);
    accept_when_ready();
  }));
}

void AsioLoop::accept_when_ready() {
  works_->listener->async_wait(asio::posix::stream_descriptor::wait_read, [this](error_code failed) {
    if (!failed) accept_now();
  });
}

void AsioLoop::accept_now() {
  if (!works_->listener) return;
  if (accept_round(works_->listener->native_handle(), accepted_) != AcceptOutcome::kExhausted) {
    accept_failing_ = false;
    return accept_when_ready();
  }
  Share::count(accept_errors_);
  if (!accept_failing_) share_.log.error("accept_failed", {{"retry_ms", kAcceptRetryMs}});
  accept_failing_ = true;
  works_->accept_timer.expires_after(std::chrono::milliseconds(kAcceptRetryMs));
  works_->accept_timer.async_wait([this](error_code failed) {
    if (!failed) accept_now();
  });
}

// Connections that are complete but were not accepted yet would be reset by closing the listener: take them in first.
void AsioLoop::close_listener() {
  if (!works_->listener) return;
  for (int round = 0; round < 64; ++round) {
    if (accept_round(works_->listener->native_handle(), accepted_) != AcceptOutcome::kMore) break;
  }
  works_->accept_timer.cancel();
  works_->listener.reset();
}

void AsioLoop::stop_accepting() {
  std::promise<void> closed;
  deliver(Task([this, &closed] {
    close_listener();
    closed.set_value();
  }));
  closed.get_future().wait();
}

void AsioLoop::begin_drain() {
  deliver(Task([this] {
    share_.draining = true;
    for (std::size_t i = sessions_.size(); i > 0; --i) {
      if (i > sessions_.size()) continue;
      const std::shared_ptr<Session> session = sessions_[i - 1];
      session->begin_drain();
    }
    const std::lock_guard lock(mutex_);
    empty_ = sessions_.empty();
    emptied_.notify_all();
  }));
}

bool AsioLoop::wait_until_empty(std::int64_t deadline_ms) {
  std::unique_lock lock(mutex_);
  return emptied_.wait_for(lock, std::chrono::milliseconds(deadline_ms), [this] { return empty_; });
}

void AsioLoop::close_all() {
  while (!sessions_.empty()) {
    const std::shared_ptr<Session> session = sessions_.back();
    cut_ += session->owes_bytes() ? 1 : 0;
    session->close();
  }
}

std::size_t AsioLoop::stop() {
  deliver(Task([this] {
    close_all();
    asio::post(works_->io, [this] { works_->io.stop(); });  // behind the completions of what was closed
  }));
  if (thread_.joinable()) thread_.join();
  std::vector<Errand> dropped;
  {
    const std::lock_guard lock(mutex_);
    running_ = false;
    dropped.swap(inbox_);
  }
  for (Errand& errand : dropped) drop(errand);
  works_.reset();  // deliver() no longer touches it
  return cut_;
}

}  // namespace

std::shared_ptr<Loop> Loop::start(std::shared_ptr<const Edge> edge, std::shared_ptr<Admission> admission,
                                  std::uint64_t id_seed, base::Log& log) {
  auto loop = std::make_shared<AsioLoop>(std::move(edge), std::move(admission), id_seed, log);
  loop->run();
  return loop;
}

Loop* Loop::current() { return current_loop; }

}  // namespace bot
