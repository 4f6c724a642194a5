#pragma once
// The server's words: what a handler receives and what it answers. Boost.Beast stays behind http_server.cpp and its
// siblings.
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace bot {

struct Request {
  std::string method;
  std::string path;                                        // percent-decoded once, without the query; starts with '/'
  std::vector<std::pair<std::string, std::string>> query;  // decoded once, in order
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  std::string peer;        // address without port: for limits; personal data, never logged
  std::string request_id;  // 16 hex digits, made by us

  /// Case-insensitive; "" if absent.
  std::string_view header(std::string_view name) const;
  /// The value of that cookie, "" if absent or given twice (bad input: somebody may have planted one).
  std::string_view cookie(std::string_view name) const;
};

struct Response {
  int status = 200;
  std::string content_type;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
};

/// {"error":"code","message":"…","request_id":"…"}; the message tells the reader what to do.
Response error_response(int status, std::string_view code, std::string_view message, std::string_view request_id);

class EventStream;

/// Answers one request exactly once, from any thread. If it is destroyed unanswered the client gets 503 with
/// Retry-After: a request cannot be forgotten.
class Responder {
 public:
  class Port {
   public:
    virtual ~Port() = default;
    virtual void send(Response response) = 0;
    /// Switches the connection to text/event-stream. See EventStream.
    virtual std::shared_ptr<EventStream> stream(Response head) = 0;
    /// Nobody will answer: 503 with Retry-After.
    virtual void forgotten();
  };
  explicit Responder(std::shared_ptr<Port> port) : port_(std::move(port)) {}
  Responder(Responder&&) noexcept = default;
  Responder& operator=(Responder&&) noexcept;  // what it held is answered 503
  Responder(const Responder&) = delete;
  Responder& operator=(const Responder&) = delete;
  ~Responder();

  /// Requires that nothing was answered yet.
  void send(Response response);
  std::shared_ptr<EventStream> stream(Response head = {});

 private:
  std::shared_ptr<Port> port_;
};

/// One server-sent-events connection. Members may be called from any thread.
class EventStream {
 public:
  virtual ~EventStream() = default;
  /// Queues one event ("id: …\nevent: …\ndata: …"); `data` may have line breaks. False: closed, or its queue (256) is
  /// full and the connection is being closed; the client will come back with Last-Event-ID.
  virtual bool send(std::string_view id, std::string_view event, std::string_view data) = 0;
  virtual void close() = 0;
  virtual bool is_open() const = 0;
  /// Called once, when the connection ends for whatever reason. At once if it already has.
  virtual void on_close(std::function<void()> callback) = 0;
};

using Handler = std::function<void(Request, Responder)>;

struct Route {
  std::string method;  // "GET" also serves HEAD
  std::string path;    // exact, or ending in "/*": any one further segment or more
  Handler handler;
  std::size_t body_bytes_max = 64 * 1024;
  std::vector<std::string> content_types;  // empty: any; compared without parameters; 415 otherwise
  bool chunked = false;                    // Transfer-Encoding: chunked is allowed (uploads only), 411 otherwise
};

struct ServerLimits {
  std::size_t connections_max = 10'000;
  std::size_t connections_per_peer_max = 64;  // loopback is exempt if trust_loopback
  bool trust_loopback = true;
  std::size_t header_bytes_max = 8 * 1024;
  std::size_t headers_max = 100;
  std::size_t target_bytes_max = 2 * 1024;
  std::int64_t header_ms = 5'000;  // total, per phase; never re-armed per read
  std::int64_t body_ms = 10'000;
  std::int64_t write_ms = 10'000;
  std::int64_t idle_ms = 15'000;
  std::int64_t answer_ms = 30'000;     // from the whole request to the handler's answer; 503 after it
  std::int64_t heartbeat_ms = 15'000;  // a comment on event streams
  std::vector<std::string> hosts;      // accepted Host values without port; empty: any (mode: dev)
};

}  // namespace bot
