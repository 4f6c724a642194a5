#pragma once
// The twin's HTTP: a bounded number of connections on a few threads, and the faults that only a transport can have.
#include <cstdint>
#include <memory>
#include <string>

#include "base/result.hpp"
#include "base/time.hpp"
#include "integrations/twins/book.hpp"
#include "integrations/twins/faults.hpp"
#include "integrations/twins/formats.hpp"
#include "integrations/twins/open311_server.hpp"

namespace twins {

/// Answers calls; both are called by several threads at once.
class CallHandler {
 public:
  virtual ~CallHandler() = default;
  virtual Answer handle(const Call& call) = 0;
  /// Called about four times a second while the server runs.
  virtual void tick() = 0;
};

class HttpServer {
 public:
  static constexpr int kThreads = 2;
  static constexpr int kConnectionsMax = 200;
  static constexpr std::uint64_t kBodyBytesMax = 64 * 1024;

  HttpServer();
  ~HttpServer();
  /// The port that is now listened on (chosen by the system if `port` is 0). Error kInvalid: the address is none, or
  /// the port is taken.
  base::Result<std::uint16_t> listen(const std::string& address, std::uint16_t port);
  /// Serves until SIGTERM or SIGINT; answers in progress are finished, for at most three seconds. `handler` and
  /// `faults` must outlive it.
  void run(CallHandler& handler, Faults& faults);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace twins
