#include "tests/storage/postgres/cutting_proxy.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <string_view>

namespace test {

namespace {

constexpr int kLookMs = 20;  // how soon a change of mind is noticed

sockaddr_in local_address(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  return address;
}

bool send_all(int to, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(to, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

}  // namespace

CuttingProxy::CuttingProxy(const std::string& server_url) {
  const std::size_t host = server_url.rfind('@') + 1;
  const std::size_t colon = server_url.find(':', host);
  const std::size_t slash = server_url.find('/', host);
  server_port_ = std::stoi(server_url.substr(colon + 1, slash - colon - 1));
  listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = local_address(0);
  REQUIRE(::bind(listener_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
  REQUIRE(::listen(listener_, 64) == 0);
  socklen_t size = sizeof address;
  REQUIRE(::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) == 0);
  url_ = server_url.substr(0, colon + 1) + std::to_string(ntohs(address.sin_port)) + server_url.substr(slash);
  thread_ = std::thread([this] { work(); });
}

CuttingProxy::~CuttingProxy() {
  stopping_ = true;
  thread_.join();
  ::close(listener_);
}

void CuttingProxy::accept_one() {
  const int client = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
  if (client < 0) return;
  const int server = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = local_address(server_port_);
  if (cut_ == Cut::kAll || ::connect(server, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
    ::close(client);
    ::close(server);
    return;
  }
  pairs_.push_back({client, server});
}

bool CuttingProxy::pass(int from, int to, bool from_client) {
  char buffer[65536];
  const ssize_t got = ::recv(from, buffer, sizeof buffer, 0);
  if (got <= 0) return false;
  const std::string_view bytes(buffer, static_cast<std::size_t>(got));
  // The order is spelled out when it is prepared, the answer every time.
  const Cut at = from_client ? Cut::kBeforeCommit : Cut::kAfterCommit;
  Cut armed = at;
  if (bytes.find(std::string_view("COMMIT\0", 7)) != std::string_view::npos &&
      cut_.compare_exchange_strong(armed, Cut::kNever)) {
    ++cuts_;
    return false;
  }
  return send_all(to, bytes);
}

void CuttingProxy::work() {
  while (!stopping_) {
    std::vector<pollfd> waits{{.fd = listener_, .events = POLLIN, .revents = 0}};
    for (const Pair& pair : pairs_) {
      waits.push_back({.fd = pair.client, .events = POLLIN, .revents = 0});
      waits.push_back({.fd = pair.server, .events = POLLIN, .revents = 0});
    }
    (void)::poll(waits.data(), waits.size(), kLookMs);
    std::vector<Pair> left;
    for (std::size_t i = 0; i < pairs_.size(); ++i) {
      const Pair pair = pairs_[i];
      bool open = cut_ != Cut::kAll;
      if (open && waits[1 + 2 * i].revents != 0) open = pass(pair.client, pair.server, true);
      if (open && waits[2 + 2 * i].revents != 0) open = pass(pair.server, pair.client, false);
      if (open) {
        left.push_back(pair);
      } else {
        ::close(pair.client);
        ::close(pair.server);
      }
    }
    pairs_ = std::move(left);
    if (waits[0].revents != 0) accept_one();
  }
  for (const Pair& pair : pairs_) {
    ::close(pair.client);
    ::close(pair.server);
  }
}

}  // namespace test
