#include "integrations/http_link.hpp"

#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <ctime>
#include <mutex>
#include <utility>
#include <vector>

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
  Addresses& operator=(Addresses&&) = delete;
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

/// One question to the resolver, which cannot be interrupted: its memory must live until the resolver is done with it.
struct NameQuestion {
  std::string host, service;
  addrinfo hints{};
  gaicb control{};
};

/// Questions given up at their deadline, freed when the resolver has let go of them. Bounded: a resolver that hangs
/// must not collect memory.
class AbandonedQuestions {
 public:
  static constexpr std::size_t kMax = 32;

  bool full() {
    const std::scoped_lock lock(mutex_);
    std::erase_if(questions_, [](const std::unique_ptr<NameQuestion>& question) {
      if (::gai_error(&question->control) == EAI_INPROGRESS) return false;
      if (question->control.ar_result != nullptr) ::freeaddrinfo(question->control.ar_result);
      return true;
    });
    return questions_.size() >= kMax;
  }
  void add(std::unique_ptr<NameQuestion> question) {
    const std::scoped_lock lock(mutex_);
    questions_.push_back(std::move(question));
  }

 private:
  std::mutex mutex_;
  std::vector<std::unique_ptr<NameQuestion>> questions_;
};

AbandonedQuestions& abandoned_questions() {
  // Never destroyed: the resolver's threads may still write into a question while the program ends.
  static AbandonedQuestions& questions = *new AbandonedQuestions();
  return questions;
}

base::Error unreached(const char* text) { return {base::ErrorCode::kUnreached, text}; }

/// Waits in steps, because the resolver can be waited for only by time and the deadline only by descriptor.
constexpr long kResolverStepNs = 20'000'000;

base::Result<Addresses> ask_resolver(const std::string& host, const std::string& service, const Deadline& deadline) {
  if (abandoned_questions().full()) return unreached("name_timeout");
  auto question = std::make_unique<NameQuestion>();
  question->host = host;
  question->service = service;
  question->hints = tcp_hints(AI_ADDRCONFIG);
  question->control.ar_name = question->host.c_str();
  question->control.ar_service = question->service.c_str();
  question->control.ar_request = &question->hints;
  gaicb* list[] = {&question->control};
  if (::getaddrinfo_a(GAI_NOWAIT, list, 1, nullptr) != 0) return unreached("name_unknown");

  const timespec step{0, kResolverStepNs};
  while (::gai_error(&question->control) == EAI_INPROGRESS) {
    if (deadline.passed()) {
      ::gai_cancel(&question->control);
      abandoned_questions().add(std::move(question));
      return unreached("name_timeout");
    }
    const gaicb* waiting[] = {&question->control};
    ::gai_suspend(waiting, 1, &step);
  }
  Addresses addresses(question->control.ar_result);
  if (::gai_error(&question->control) != 0 || addresses.first() == nullptr) return unreached("name_unknown");
  return addresses;
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
