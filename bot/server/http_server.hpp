#pragma once
// The HTTP edge on Boost.Beast: listener, guard (reliability reference §5.10), deadlines, routes, drain.
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/log.hpp"
#include "base/random.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "bot/server/http.hpp"

namespace bot {

struct ServerOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;  // 0: any free one
  int threads = 1;
  ServerLimits limits;
};

class HttpServer {
 public:
  virtual ~HttpServer() = default;  // stops at once what is still running
  virtual std::uint16_t port() const = 0;
  /// Runs `task` on one of the server's threads, after the handlers that are ready now.
  virtual void post(std::function<void()> task) = 0;
  /// Runs `task` on one of the server's threads after `delay_ms`. Dropped when the server stops.
  virtual void post_after(std::int64_t delay_ms, std::function<void()> task) = 0;
  /// Stops accepting, lets running requests finish for at most `grace_ms`, closes idle connections and event streams,
  /// then stops the threads. Returns the number of requests that had to be cut. Idempotent. Not from a server's thread.
  virtual std::size_t drain(std::int64_t grace_ms) = 0;
  struct Counts {
    std::uint64_t connections = 0, requests = 0, refused = 0;
    std::size_t open_connections = 0;
    std::uint64_t accept_errors = 0;  // file descriptors ran out and the like: waited, then accepted again
  };
  virtual Counts counts() const = 0;
};

/// Binds and listens before it returns: a server that could not bind does not live. Routes are fixed.
base::Result<std::unique_ptr<HttpServer>> start_http_server(const ServerOptions& options, std::vector<Route> routes,
                                                            base::Random& random, base::Log& log);

}  // namespace bot
