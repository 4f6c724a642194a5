#include "bot/server/listener.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace bot {
namespace {

constexpr int kAcceptsPerRound = 64;

void read_peer(const sockaddr_storage& address, Arrival& arrival) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (address.ss_family == AF_INET) {
    sockaddr_in v4{};
    std::memcpy(&v4, &address, sizeof v4);
    inet_ntop(AF_INET, &v4.sin_addr, text.data(), text.size());
    arrival.loopback = (ntohl(v4.sin_addr.s_addr) >> 24) == 127;
  } else if (address.ss_family == AF_INET6) {
    sockaddr_in6 v6{};
    std::memcpy(&v6, &address, sizeof v6);
    if (IN6_IS_ADDR_V4MAPPED(&v6.sin6_addr)) {  // one peer has one name, whichever socket it came through
      inet_ntop(AF_INET, &v6.sin6_addr.s6_addr[12], text.data(), text.size());
      arrival.loopback = v6.sin6_addr.s6_addr[12] == 127;
    } else {
      inet_ntop(AF_INET6, &v6.sin6_addr, text.data(), text.size());
      arrival.loopback = IN6_IS_ADDR_LOOPBACK(&v6.sin6_addr);
    }
  }
  arrival.peer = text.data();
}

// accept(2): errors of the connection that was waiting, not of the listener.
bool is_the_peers(int error) {
  switch (error) {
    case ECONNABORTED:
    case EINTR:
    case EPROTO:
    case ENETDOWN:
    case ENOPROTOOPT:
    case EHOSTDOWN:
    case ENONET:
    case EHOSTUNREACH:
    case EOPNOTSUPP:
    case ENETUNREACH:
    case EPERM:
      return true;
    default:
      return false;
  }
}

}  // namespace

AcceptOutcome accept_round(int listening_descriptor, const std::function<void(Arrival)>& accepted) {
  for (int i = 0; i < kAcceptsPerRound; ++i) {
    sockaddr_storage address{};
    socklen_t length = sizeof address;
    const int descriptor =
        accept4(listening_descriptor, reinterpret_cast<sockaddr*>(&address), &length, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (descriptor >= 0) {
      Arrival arrival;
      arrival.descriptor = descriptor;
      read_peer(address, arrival);
      accepted(std::move(arrival));
    } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
      return AcceptOutcome::kDrained;
    } else if (!is_the_peers(errno)) {
      return AcceptOutcome::kExhausted;
    }
  }
  return AcceptOutcome::kMore;
}

}  // namespace bot
