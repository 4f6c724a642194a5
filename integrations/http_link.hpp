#pragma once
// The bytes below http_client: names, TCP and TLS under one deadline. Nothing here blocks past its Deadline; no clock
// is read, a deadline is a kernel timer that every wait also watches.
#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "base/result.hpp"
#include "base/time.hpp"

namespace integrations {

/// A file descriptor that is closed exactly once.
class OwnedFd {
 public:
  OwnedFd() = default;
  explicit OwnedFd(int fd) noexcept : fd_(fd) {}
  ~OwnedFd();
  OwnedFd(OwnedFd&& other) noexcept;
  OwnedFd& operator=(OwnedFd&& other) noexcept;
  OwnedFd(const OwnedFd&) = delete;
  OwnedFd& operator=(const OwnedFd&) = delete;

  int get() const noexcept { return fd_; }
  int release() noexcept;

 private:
  int fd_ = -1;
};

/// Passes once, `after` the construction (at least 1 ms). If the kernel gives no timer it has passed from the
/// beginning.
class Deadline {
 public:
  explicit Deadline(base::Millis after);
  bool passed() const;
  int fd() const noexcept { return timer_.get(); }

 private:
  OwnedFd timer_;
};

/// Waits until `socket` has one of poll's `events` (or an error) or the deadline passes. False: the deadline passed.
bool wait_for(int socket, short events, const Deadline& deadline);

/// One connection. Not thread-safe.
class Link {
 public:
  virtual ~Link() = default;
  /// > 0 bytes read; 0 the peer closed; < 0 broken or the deadline passed.
  virtual ssize_t read(char* to, std::size_t size, const Deadline& deadline) = 0;
  /// All of it, or < 0.
  virtual ssize_t write(const char* from, std::size_t size, const Deadline& deadline) = 0;
};

/// Which certificates are trusted; shared by all threads.
class TlsTrust {
 public:
  virtual ~TlsTrust() = default;
};

/// `ca_file` "" = the system's certificates. Error kInvalid: the file cannot be read as PEM.
base::Result<std::unique_ptr<TlsTrust>> make_tls_trust(const std::string& ca_file);

/// Host name or IP literal to a connected, non-blocking socket; all addresses are tried within the deadline.
/// Errors kUnreached with text name_unknown, name_timeout, connect_failed, connect_timeout.
base::Result<OwnedFd> connect_tcp(const std::string& host, std::uint16_t port, const Deadline& deadline);

/// `socket` must outlive the link.
std::unique_ptr<Link> plain_link(const OwnedFd& socket);

/// TLS 1.2 or later; chain and name are verified. `socket` and `trust` must outlive the link.
/// Errors kUnreached with text tls_certificate, tls_handshake, tls_timeout.
base::Result<std::unique_ptr<Link>> tls_link(const OwnedFd& socket, const TlsTrust& trust, const std::string& host,
                                             const Deadline& deadline);

}  // namespace integrations
