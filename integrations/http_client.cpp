#include "integrations/http_client.hpp"

#include <httplib.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <exception>
#include <optional>
#include <string_view>

#include "integrations/http_head_guard.hpp"
#include "integrations/http_link.hpp"

namespace integrations {
namespace {

struct Target {
  bool tls = false;
  std::string host;  // without the brackets of an IPv6 literal
  std::uint16_t port = 0;
  std::string authority;  // for the Host header
  std::string path;       // with its query
};

bool is_plain(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < 0x7F; });
}

/// http and https only, no user information; every other URL is a fault of configuration.
std::optional<Target> parse_url(std::string_view url) {
  Target target;
  if (!is_plain(url)) return std::nullopt;
  if (url.starts_with("https://")) {
    target.tls = true;
    url.remove_prefix(8);
  } else if (url.starts_with("http://")) {
    url.remove_prefix(7);
  } else {
    return std::nullopt;
  }
  url = url.substr(0, url.find('#'));
  const std::size_t path_at = std::min(url.find_first_of("/?"), url.size());
  const std::string_view authority = url.substr(0, path_at);
  target.path = url.substr(path_at);
  if (!target.path.starts_with('/')) target.path.insert(0, "/");
  if (authority.find('@') != std::string_view::npos) return std::nullopt;

  const bool bracketed = authority.starts_with('[');
  const std::size_t host_end = bracketed ? authority.find(']') : std::min(authority.find(':'), authority.size());
  if (host_end == std::string_view::npos) return std::nullopt;
  target.host = bracketed ? authority.substr(1, host_end - 1) : authority.substr(0, host_end);
  const std::string_view rest = authority.substr(host_end + (bracketed ? 1 : 0));
  target.port = target.tls ? 443 : 80;
  if (!rest.empty()) {
    const char* const end = rest.data() + rest.size();
    const auto [stop, failure] = std::from_chars(rest.data() + 1, end, target.port);
    if (rest[0] != ':' || failure != std::errc() || stop != end || target.port == 0) return std::nullopt;
  }
  if (target.host.empty()) return std::nullopt;
  target.authority = authority;
  return target;
}

/// A line break in a header would let text from outside write headers of its own.
bool is_header_text(std::string_view text) {
  return text.find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos;
}

bool is_sendable(const HttpRequest& request) {
  if (request.method.empty() ||
      !std::all_of(request.method.begin(), request.method.end(), [](char c) { return c >= 'A' && c <= 'Z'; })) {
    return false;
  }
  return std::all_of(request.headers.begin(), request.headers.end(),
                     [](const auto& header) { return is_header_text(header.first) && is_header_text(header.second); });
}

/// What httplib reads from and writes to: our link, with the limits httplib lacks.
class GuardedStream final : public httplib::Stream {
 public:
  GuardedStream(Link& link, const Deadline& deadline, std::size_t bytes_max)
      : link_(link), deadline_(deadline), bytes_left_(bytes_max) {}

  bool is_readable() const override { return true; }
  bool is_writable() const override { return true; }

  ssize_t read(char* to, std::size_t size) override {
    if (at_ == filled_) {
      if (bytes_left_ == 0) return -1;
      const ssize_t got = link_.read(buffer_.data(), std::min(buffer_.size(), bytes_left_), deadline_);
      if (got <= 0) return got;
      at_ = 0;
      filled_ = static_cast<std::size_t>(got);
      bytes_left_ -= filled_;
      if (!guard_.admit({buffer_.data(), filled_})) bytes_left_ = filled_ = 0;
      if (filled_ == 0) return -1;
    }
    const std::size_t part = std::min(size, filled_ - at_);
    std::copy_n(buffer_.data() + at_, part, to);
    at_ += part;
    return static_cast<ssize_t>(part);
  }

  ssize_t write(const char* from, std::size_t size) override {
    wrote_ = true;  // before the call: a write that failed half-way may have arrived
    return link_.write(from, size, deadline_);
  }

  void get_remote_ip_and_port(std::string& ip, int& port) const override {
    ip.clear();
    port = 0;
  }
  void get_local_ip_and_port(std::string& ip, int& port) const override {
    ip.clear();
    port = 0;
  }
  socket_t socket() const override { return INVALID_SOCKET; }

  bool wrote() const { return wrote_; }

 private:
  Link& link_;
  const Deadline& deadline_;
  std::size_t bytes_left_;
  HeadGuard guard_;
  std::array<char, 4096> buffer_{};
  std::size_t at_ = 0;
  std::size_t filled_ = 0;
  bool wrote_ = false;
};

/// httplib's HTTP over a link that is already connected: it neither connects nor shakes hands nor waits by itself.
class Exchange final : public httplib::ClientImpl {
 public:
  Exchange(const Target& target, OwnedFd socket, GuardedStream& stream)
      : ClientImpl(target.host, target.port), connected_(std::move(socket)), stream_(stream) {
    set_follow_location(false);
    set_keep_alive(false);
    set_url_encode(false);
    set_decompress(false);
  }

 protected:
  bool create_and_connect_socket(Socket& socket, httplib::Error&) override {
    socket.sock = connected_.release();  // httplib closes it
    return true;
  }

 private:
  bool process_socket(const Socket&, std::function<bool(httplib::Stream&)> callback) override {
    return callback(stream_);
  }

  OwnedFd connected_;
  GuardedStream& stream_;
};

httplib::Request to_httplib(const HttpRequest& request, const Target& target) {
  httplib::Request out;
  out.method = request.method;
  out.path = target.path;
  out.body = request.body;
  for (const auto& [name, value] : request.headers) out.headers.emplace(name, value);
  const auto fallback = [&out](const char* name, const char* value) {
    if (!out.has_header(name)) out.headers.emplace(name, value);
  };
  fallback("Host", target.authority.c_str());
  fallback("User-Agent", "xinsheng");
  fallback("Accept-Encoding", "identity");  // an answer that unpacks itself has no limit
  return out;
}

/// One connection a call: a kept one may be closed by the peer in the moment we write, and then a request that
/// certainly was not taken looks like one that may have been. Forwards are few; a connection is cheap.
class HttpClient final : public HttpOut {
 public:
  explicit HttpClient(const HttpClientOptions& options) : trust_(make_tls_trust(options.ca_file)) {}

  base::Result<HttpResponse> call(const HttpRequest& request, const CallLimits& limits) override {
    const auto target = parse_url(request.url);
    if (!target || !is_sendable(request))
      return base::Error{base::ErrorCode::kInvalid, std::string(kHttpRequestInvalid)};
    if (target->tls && !trust_) return base::Error{base::ErrorCode::kUnreached, std::string(kHttpTlsCertificate)};

    const Deadline total(limits.total);
    auto socket = connect_tcp(target->host, target->port, Deadline(std::min(limits.connect, limits.total)));
    if (!socket) return socket.error();
    std::unique_ptr<Link> link = plain_link(*socket);
    if (target->tls) {
      auto secured = tls_link(*socket, **trust_, target->host, total);
      if (!secured) return secured.error();
      link = std::move(*secured);
    }
    return exchange(request, *target, std::move(*socket), *link, total, limits.body_bytes_max);
  }

 private:
  /// Twice the body's limit: chunked framing of small chunks costs bytes of its own.
  static std::size_t answer_bytes_max(std::size_t body_bytes_max) {
    return HeadGuard::kHeadBytesMax + 2 * body_bytes_max + 1024;
  }

  static base::Result<HttpResponse> exchange(const HttpRequest& request, const Target& target, OwnedFd socket,
                                             Link& link, const Deadline& total, std::size_t body_bytes_max) {
    GuardedStream stream(link, total, answer_bytes_max(body_bytes_max));
    HttpResponse answer;
    bool cut = false;
    bool complete = false;
    httplib::Response response;
    try {
      Exchange http(target, std::move(socket), stream);
      httplib::Request out = to_httplib(request, target);
      out.content_receiver = [&](const char* bytes, std::size_t size, std::uint64_t, std::uint64_t) {
        const std::size_t part = std::min(size, body_bytes_max - answer.body.size());
        answer.body.append(bytes, part);
        cut = part < size;
        return !cut;
      };
      httplib::Error failure = httplib::Error::Success;
      complete = http.send(out, response, failure);
    } catch (const std::exception&) {
      complete = false;  // junk that httplib's parsers throw on
    }
    // The head and the first body_bytes_max of a longer body are an answer; a body that broke off is not.
    if (complete || cut) {
      answer.status = response.status;
      for (auto& [name, value] : response.headers) answer.headers.emplace_back(name, value);
      return answer;
    }
    if (!stream.wrote()) return base::Error{base::ErrorCode::kUnreached, "connect_failed"};
    if (total.passed()) return base::Error{base::ErrorCode::kTimeout, "total_deadline"};
    return base::Error{base::ErrorCode::kUnknown, "connection_lost"};
  }

  base::Result<std::unique_ptr<TlsTrust>> trust_;
};

}  // namespace

std::unique_ptr<HttpOut> make_http_client(const HttpClientOptions& options) {
  return std::make_unique<HttpClient>(options);
}

}  // namespace integrations
