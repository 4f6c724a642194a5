#pragma once
// A peer on a real socket that behaves as badly as a test asks.
#include <atomic>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <thread>

namespace http_tests {

/// One accepted connection, as the peer sees it.
class PeerSide {
 public:
  PeerSide(int fd, int stop_fd) : fd_(fd), stop_fd_(stop_fd) {}

  /// Reads until the request's head and announced body are there; what was read.
  std::string read_request();
  /// False: the other side is gone, or the test ends.
  bool send(std::string_view bytes);
  /// One byte, then `pause_ms`, again and again.
  void drip(std::string_view bytes, int pause_ms);
  /// Until the other side closes or the test ends.
  void hold();
  /// For a peer that speaks something else over it; blocking.
  int fd() const { return fd_; }

 private:
  bool wait(short events, int ms);

  int fd_;
  int stop_fd_;
};

/// Listens on a free port of the loopback; every connection gets `behave` on the peer's one thread, then is closed.
class RawPeer {
 public:
  explicit RawPeer(std::function<void(PeerSide&)> behave);
  ~RawPeer();
  RawPeer(const RawPeer&) = delete;
  RawPeer& operator=(const RawPeer&) = delete;

  std::uint16_t port() const { return port_; }
  std::string url(std::string_view path = "/") const;
  int connections() const { return connections_; }

 private:
  void serve(const std::function<void(PeerSide&)>& behave);

  std::uint16_t port_ = 0;  // before the listener, which sets it
  int listener_;
  int stop_fd_;
  std::atomic<int> connections_{0};
  std::thread thread_;
};

/// A port on which nobody listens (it was free a moment ago).
std::uint16_t free_port();

}  // namespace http_tests
