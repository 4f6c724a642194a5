#include "integrations/http_link.hpp"

#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <ctime>
#include <memory>
#include <system_error>
#include <thread>
#include <utility>

namespace integrations {

OwnedFd::~OwnedFd() {
  if (fd_ >= 0) ::close(fd_);
}

OwnedFd::OwnedFd(OwnedFd&& other) noexcept : fd_(other.release()) {}

OwnedFd& OwnedFd::operator=(OwnedFd&& other) noexcept {
  if (this != &other) {
    if (fd_ >= 0) ::close(fd_);
    fd_ = other.release();
  }
  return *this;
}

int OwnedFd::release() noexcept { return std::exchange(fd_, -1); }

Deadline::Deadline(base::Millis after) : timer_(::timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK)) {
  const std::int64_t ms = std::max<std::int64_t>(after.count, 1);
  itimerspec spec{};
  spec.it_value.tv_sec = static_cast<time_t>(ms / 1000);
  spec.it_value.tv_nsec = static_cast<long>(ms % 1000) * 1'000'000;
  if (timer_.get() >= 0 && ::timerfd_settime(timer_.get(), 0, &spec, nullptr) != 0) timer_ = OwnedFd();
}

bool Deadline::passed() const {
  if (timer_.get() < 0) return true;
  pollfd timer{timer_.get(), POLLIN, 0};
  return ::poll(&timer, 1, 0) != 0;
}

bool wait_for(int socket, short events, const Deadline& deadline) {
  if (deadline.fd() < 0) return false;
  std::array<pollfd, 2> fds{pollfd{socket, events, 0}, pollfd{deadline.fd(), POLLIN, 0}};
  while (::poll(fds.data(), fds.size(), -1) < 0) {
    if (errno != EINTR) return false;
  }
  // The deadline rules even when bytes are there: a peer that drips always has bytes.
  return fds[1].revents == 0;
}

namespace {

/// Answers of the resolver.
class Addresses {
 public:
  explicit Addresses(addrinfo* first) : first_(first) {}
  ~Addresses() {
    if (first_ != nullptr) ::freeaddrinfo(first_);
  }
  Addresses(Addresses&& other) noexcept : first_(std::exchange(other.first_, nullptr)) {}
  Addresses& operator=(Addresses&& other) noexcept {
    std::swap(first_, other.first_);
    return *this;
  }
  Addresses(const Addresses&) = delete;
  Addresses& operator=(const Addresses&) = delete;
  const addrinfo* first() const { return first_; }

 private:
  addrinfo* first_;
};

addrinfo tcp_hints(int flags) {
  addrinfo hints{};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = flags;
  return hints;
}

base::Error unreached(const char* text) { return {base::ErrorCode::kUnreached, text}; }

/// One question to the resolver, which cannot be interrupted: it asks on a thread of its own, and whoever lets go last
/// frees it.
struct NameQuestion {
  std::string host, service;
  OwnedFd answered{::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)};
  std::atomic<bool> done{false};
  Addresses addresses{nullptr};
};

/// Threads that hang in the resolver; bounded, because a resolver that hangs must not collect them.
constexpr int kQuestionsMax = 32;
std::atomic<int> questions_open{0};

void answer_question(const std::shared_ptr<NameQuestion>& question) {
  const addrinfo hints = tcp_hints(AI_ADDRCONFIG);
  addrinfo* first = nullptr;
  if (::getaddrinfo(question->host.c_str(), question->service.c_str(), &hints, &first) == 0) {
    question->addresses = Addresses(first);
  }
  question->done = true;
  ::eventfd_write(question->answered.get(), 1);
  --questions_open;
}

base::Result<Addresses> ask_resolver(const std::string& host, const std::string& service, const Deadline& deadline) {
  const auto question = std::make_shared<NameQuestion>();
  question->host = host;
  question->service = service;
  if (++questions_open > kQuestionsMax) {
    --questions_open;
    return unreached("name_timeout");
  }
  try {
    std::thread(answer_question, question).detach();
  } catch (const std::system_error&) {
    --questions_open;
    return unreached("name_timeout");
  }
  if (!wait_for(question->answered.get(), POLLIN, deadline) || !question->done) return unreached("name_timeout");
  if (question->addresses.first() == nullptr) return unreached("name_unknown");
  return std::move(question->addresses);
}

base::Result<Addresses> resolve(const std::string& host, const std::string& service, const Deadline& deadline) {
  const addrinfo literal_only = tcp_hints(AI_NUMERICHOST | AI_NUMERICSERV);
  addrinfo* literal = nullptr;
  if (::getaddrinfo(host.c_str(), service.c_str(), &literal_only, &literal) == 0) return Addresses(literal);
  return ask_resolver(host, service, deadline);
}

class PlainLink final : public Link {
 public:
  explicit PlainLink(int socket) : socket_(socket) {}

  ssize_t read(char* to, std::size_t size, const Deadline& deadline) override {
    while (wait_for(socket_, POLLIN, deadline)) {
      const ssize_t got = ::recv(socket_, to, size, 0);
      if (got >= 0) return got;
      if (errno != EAGAIN && errno != EINTR) return -1;
    }
    return -1;
  }

  ssize_t write(const char* from, std::size_t size, const Deadline& deadline) override {
    std::size_t sent = 0;
    while (sent < size) {
      if (!wait_for(socket_, POLLOUT, deadline)) return -1;
      const ssize_t put = ::send(socket_, from + sent, size - sent, MSG_NOSIGNAL);
      if (put < 0 && errno != EAGAIN && errno != EINTR) return -1;
      if (put > 0) sent += static_cast<std::size_t>(put);
    }
    return static_cast<ssize_t>(size);
  }

 private:
  int socket_;
};

}  // namespace

base::Result<OwnedFd> connect_tcp(const std::string& host, std::uint16_t port, const Deadline& deadline) {
  const auto addresses = resolve(host, std::to_string(port), deadline);
  if (!addresses) return addresses.error();
  for (const addrinfo* address = addresses->first(); address != nullptr; address = address->ai_next) {
    OwnedFd socket(::socket(address->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (socket.get() < 0) continue;
    const int on = 1;
    ::setsockopt(socket.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (::connect(socket.get(), address->ai_addr, address->ai_addrlen) == 0) return socket;
    if (errno != EINPROGRESS) continue;
    if (!wait_for(socket.get(), POLLOUT, deadline)) return unreached("connect_timeout");
    int failure = 0;
    socklen_t failure_size = sizeof failure;
    if (::getsockopt(socket.get(), SOL_SOCKET, SO_ERROR, &failure, &failure_size) == 0 && failure == 0) return socket;
  }
  return unreached("connect_failed");
}

std::unique_ptr<Link> plain_link(const OwnedFd& socket) { return std::make_unique<PlainLink>(socket.get()); }

}  // namespace integrations
