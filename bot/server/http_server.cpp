#include "bot/server/http_server.hpp"

#include <unistd.h>

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <chrono>
#include <mutex>

#include "bot/server/loop.hpp"

namespace bot {
namespace {

namespace asio = boost::asio;
using tcp = asio::ip::tcp;

constexpr int kBacklog = 4'096;

struct Listening {
  int descriptor = -1;
  std::uint16_t port = 0;
};

base::Result<Listening> bind_and_listen(const ServerOptions& options) {
  const std::string place = options.address + ":" + std::to_string(options.port);
  boost::system::error_code failed;
  const asio::ip::address address = asio::ip::make_address(options.address, failed);
  if (failed)
    return base::Error{base::ErrorCode::kInvalid, "'" + options.address + "' is not an IP address to listen on"};
  asio::io_context io;
  tcp::acceptor acceptor(io);
  const tcp::endpoint endpoint(address, options.port);
  acceptor.open(endpoint.protocol(), failed);
  if (!failed) acceptor.set_option(tcp::acceptor::reuse_address(true), failed);
  if (!failed) acceptor.bind(endpoint, failed);
  if (!failed) acceptor.listen(kBacklog, failed);
  if (!failed) acceptor.non_blocking(true, failed);
  Listening listening;
  if (!failed) listening.port = acceptor.local_endpoint(failed).port();
  if (!failed) listening.descriptor = acceptor.release(failed);
  if (failed) {
    return base::Error{base::ErrorCode::kUnreached,
                       "cannot listen on " + place + ": " + failed.message() + "; choose another address or port"};
  }
  return listening;
}

class Server final : public HttpServer {
 public:
  Server(const ServerOptions& options, std::vector<Route> routes, Listening listening, base::Random& random,
         base::Log& log)
      : edge_(std::make_shared<const Edge>(options.limits, std::move(routes))),
        admission_(std::make_shared<Admission>(options.limits)),
        port_(listening.port) {
    for (int i = 0; i < std::max(1, options.threads); ++i) {
      loops_.push_back(Loop::start(edge_, admission_, random.next_u64(), log));
    }
    loops_.front()->listen(listening.descriptor, [this](Arrival arrival) { place(std::move(arrival)); });
  }
  ~Server() override { drain(0); }

  std::uint16_t port() const override { return port_; }

  void post(std::function<void()> task) override { near_loop().post(std::move(task)); }

  void post_after(std::int64_t delay_ms, std::function<void()> task) override {
    near_loop().post_after(delay_ms, std::move(task));
  }

  std::size_t drain(std::int64_t grace_ms) override {
    const std::lock_guard lock(drain_mutex_);
    if (drained_) return cut_;
    using Steady = std::chrono::steady_clock;
    const auto deadline = Steady::now() + std::chrono::milliseconds(grace_ms);
    loops_.front()->stop_accepting();  // from here on nothing new comes behind begin_drain()
    for (const auto& loop : loops_) loop->begin_drain();
    for (const auto& loop : loops_) {
      const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Steady::now()).count();
      loop->wait_until_empty(std::max<std::int64_t>(left, 0));
    }
    for (const auto& loop : loops_) cut_ += loop->stop();
    drained_ = true;
    return cut_;
  }

  Counts counts() const override {
    Counts counts;
    for (const auto& loop : loops_) {
      counts.connections += loop->counted().connections.load(std::memory_order_relaxed);
      counts.requests += loop->counted().requests.load(std::memory_order_relaxed);
      counts.refused += loop->counted().refused.load(std::memory_order_relaxed);
      counts.accept_errors += loop->accept_errors();
    }
    counts.open_connections = admission_->open();
    return counts;
  }

 private:
  // On the listening loop's thread.
  void place(Arrival arrival) {
    arrival.place = admission_->enter(arrival.peer, arrival.loopback);
    if (arrival.place == Admission::Place::kNone) {
      ::close(arrival.descriptor);
      return;
    }
    loops_[next_arrival_++ % loops_.size()]->adopt(std::move(arrival));
  }

  // A task posted by a handler stays on the handler's thread: its answers need no other.
  Loop& near_loop() {
    for (const auto& loop : loops_) {
      if (loop.get() == Loop::current()) return *loop;
    }
    return *loops_[next_task_.fetch_add(1, std::memory_order_relaxed) % loops_.size()];
  }

  std::shared_ptr<const Edge> edge_;
  std::shared_ptr<Admission> admission_;
  std::uint16_t port_;
  std::vector<std::shared_ptr<Loop>> loops_;
  std::size_t next_arrival_ = 0;
  std::atomic<std::size_t> next_task_{0};
  std::mutex drain_mutex_;
  bool drained_ = false;
  std::size_t cut_ = 0;
};

}  // namespace

base::Result<std::unique_ptr<HttpServer>> start_http_server(const ServerOptions& options, std::vector<Route> routes,
                                                            base::Random& random, base::Log& log) {
  base::Result<Listening> listening = bind_and_listen(options);
  if (!listening) return std::move(listening).error();
  return std::unique_ptr<HttpServer>(std::make_unique<Server>(options, std::move(routes), *listening, random, log));
}

}  // namespace bot
