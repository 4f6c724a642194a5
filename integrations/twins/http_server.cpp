#include "integrations/twins/http_server.hpp"

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/strand.hpp>
#include <chrono>
#include <csignal>
#include <list>
#include <mutex>
#include <thread>
#include <vector>

#include "integrations/twins/connection.hpp"

namespace twins {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

constexpr std::chrono::milliseconds kTick{250};
constexpr std::chrono::milliseconds kAcceptPause{100};
constexpr std::chrono::milliseconds kDrainStep{20};
constexpr int kDrainSteps = 150;  // three seconds

}  // namespace

struct HttpServer::State {
  asio::io_context io{HttpServer::kThreads};
  // All below runs on this strand; connections have their own.
  asio::strand<asio::io_context::executor_type> strand{asio::make_strand(io)};
  tcp::acceptor acceptor{strand};
  asio::signal_set signals{strand};
  asio::steady_timer ticker{strand};
  asio::steady_timer pause{strand};
  asio::steady_timer drain_timer{strand};
  std::unique_ptr<Shared> shared;
  std::list<std::weak_ptr<Connection>> connections;

  void accept();
  void adopt(tcp::socket socket);
  void tick();
  void stop();
  void drain(int steps_left);
};

void HttpServer::State::accept() {
  acceptor.async_accept(asio::make_strand(io), [this](error_code failure, tcp::socket socket) {
    if (shared->stopping) return;
    if (failure) {
      // Out of descriptors, or the peer left: never a busy loop, never the end of listening.
      pause.expires_after(kAcceptPause);
      pause.async_wait([this](error_code stopped) {
        if (!stopped) accept();
      });
      return;
    }
    if (shared->connections < HttpServer::kConnectionsMax) adopt(std::move(socket));
    accept();
  });
}

void HttpServer::State::adopt(tcp::socket socket) {
  connections.remove_if([](const std::weak_ptr<Connection>& old) { return old.expired(); });
  const auto connection = std::make_shared<Connection>(std::move(socket), *shared);
  connections.push_back(connection);
  connection->start();
}

void HttpServer::State::tick() {
  ticker.expires_after(kTick);
  ticker.async_wait([this](error_code stopped) {
    if (stopped || shared->stopping) return;
    shared->handler.tick();
    tick();
  });
}

void HttpServer::State::stop() {
  shared->stopping = true;
  error_code ignored;
  acceptor.close(ignored);
  ticker.cancel();
  pause.cancel();
  for (const auto& weak : connections) {
    if (const auto connection = weak.lock()) connection->stop();
  }
  drain(kDrainSteps);
}

void HttpServer::State::drain(int steps_left) {
  if (steps_left == 0 || shared->connections == 0) return io.stop();
  drain_timer.expires_after(kDrainStep);
  drain_timer.async_wait([this, steps_left](error_code) { drain(steps_left - 1); });
}

HttpServer::HttpServer() : state_(std::make_unique<State>()) {}
HttpServer::~HttpServer() = default;

base::Result<std::uint16_t> HttpServer::listen(const std::string& address, std::uint16_t port) {
  error_code failure;
  const auto ip = asio::ip::make_address(address, failure);
  if (failure) return base::Error{base::ErrorCode::kInvalid, "--address is no IP address: " + address};
  const tcp::endpoint endpoint(ip, port);
  auto& acceptor = state_->acceptor;
  acceptor.open(endpoint.protocol(), failure);
  if (!failure) acceptor.set_option(tcp::acceptor::reuse_address(true), failure);
  if (!failure) acceptor.bind(endpoint, failure);
  if (!failure) acceptor.listen(HttpServer::kConnectionsMax, failure);
  if (failure) {
    return base::Error{base::ErrorCode::kInvalid,
                       "cannot listen on " + address + ":" + std::to_string(port) + ": " + failure.message()};
  }
  return acceptor.local_endpoint().port();
}

void HttpServer::run(CallHandler& handler, Faults& faults) {
  std::signal(SIGPIPE, SIG_IGN);
  state_->shared = std::make_unique<Shared>(handler, faults);
  state_->signals.add(SIGTERM);
  state_->signals.add(SIGINT);
  state_->signals.async_wait([this](error_code failure, int) {
    if (!failure) state_->stop();
  });
  asio::post(state_->strand, [this] {
    state_->accept();
    state_->tick();
  });
  std::vector<std::thread> threads;
  for (int i = 1; i < kThreads; ++i) threads.emplace_back([this] { state_->io.run(); });
  state_->io.run();
  for (std::thread& thread : threads) thread.join();
}

}  // namespace twins
