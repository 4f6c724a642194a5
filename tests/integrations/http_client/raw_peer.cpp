#include "tests/integrations/http_client/raw_peer.hpp"

#include <netinet/in.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <catch2/catch.hpp>

namespace http_tests {
namespace {

int listen_on_loopback(std::uint16_t& port) {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  REQUIRE(::bind(fd, reinterpret_cast<sockaddr*>(&address), size) == 0);
  REQUIRE(::listen(fd, 16) == 0);
  REQUIRE(::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size) == 0);
  port = ntohs(address.sin_port);
  return fd;
}

}  // namespace

bool PeerSide::wait(short events, int ms) {
  pollfd fds[] = {{fd_, events, 0}, {stop_fd_, POLLIN, 0}};
  return ::poll(fds, 2, ms) > 0 && fds[1].revents == 0;
}

std::string PeerSide::read_request() {
  std::string request;
  char buffer[4096];
  for (;;) {
    const std::size_t head = request.find("\r\n\r\n");
    if (head != std::string::npos) {
      const std::size_t length_at = request.find("Content-Length: ");
      const std::size_t length = length_at < head ? std::stoul(request.substr(length_at + 16)) : 0;
      if (request.size() >= head + 4 + length) return request;
    }
    if (!wait(POLLIN, -1)) return request;
    const ssize_t got = ::recv(fd_, buffer, sizeof buffer, 0);
    if (got <= 0) return request;
    request.append(buffer, static_cast<std::size_t>(got));
  }
}

bool PeerSide::send(std::string_view bytes) {
  while (!bytes.empty()) {
    if (!wait(POLLOUT, -1)) return false;
    const ssize_t put = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (put <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(put));
  }
  return true;
}

void PeerSide::drip(std::string_view bytes, int pause_ms) {
  for (const char& byte : bytes) {
    if (!send({&byte, 1})) return;
    pollfd stop{stop_fd_, POLLIN, 0};
    if (::poll(&stop, 1, pause_ms) > 0) return;
  }
}

void PeerSide::hold() {
  char byte = 0;
  while (wait(POLLIN, -1) && ::recv(fd_, &byte, 1, 0) > 0) {
  }
}

RawPeer::RawPeer(std::function<void(PeerSide&)> behave)
    : listener_(listen_on_loopback(port_)), stop_fd_(::eventfd(0, EFD_CLOEXEC)) {
  thread_ = std::thread([this, behave = std::move(behave)] { serve(behave); });
}

RawPeer::~RawPeer() {
  const std::uint64_t one = 1;
  [[maybe_unused]] const ssize_t told = ::write(stop_fd_, &one, sizeof one);
  thread_.join();
  ::close(listener_);
  ::close(stop_fd_);
}

std::string RawPeer::url(std::string_view path) const {
  return "http://127.0.0.1:" + std::to_string(port_) + std::string(path);
}

void RawPeer::serve(const std::function<void(PeerSide&)>& behave) {
  for (;;) {
    pollfd fds[] = {{listener_, POLLIN, 0}, {stop_fd_, POLLIN, 0}};
    if (::poll(fds, 2, -1) < 0 || fds[1].revents != 0) return;
    const int fd = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (fd < 0) return;
    ++connections_;
    PeerSide side(fd, stop_fd_);
    behave(side);
    ::close(fd);
  }
}

std::uint16_t free_port() {
  std::uint16_t port = 0;
  ::close(listen_on_loopback(port));
  return port;
}

}  // namespace http_tests
