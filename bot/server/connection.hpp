#pragma once
// One HTTP connection without its socket: bytes in, handlers called, bytes out, one deadline per phase. Whoever owns
// the socket moves bytes and calls expire() when the deadline has come. Single-threaded.
#include <cstddef>
#include <memory>
#include <span>
#include <string>

#include "bot/server/edge.hpp"
#include "bot/server/event_queue.hpp"
#include "bot/server/guard.hpp"
#include "bot/server/read_buffer.hpp"

namespace bot {

/// A body that is still arriving when its deadline comes may go on while it came at least this fast on average: a photo
/// over a slow network. Bodies are bounded, so this has an end too.
inline constexpr std::int64_t kBodyBytesPerSecondMin = 8 * 1024;

class Connection {
 public:
  enum class Phase {
    kWaiting,  // for the first byte of a request
    kHead,
    kBody,
    kRunning,  // a handler owes the answer; nothing is read
    kStream,
    kLast,    // what is in output() is the last; then close
    kLinger,  // our side is closed; the peer's bytes are dropped until it closes too, so that it can read our answer
    kOver,    // close now
  };

  Connection(const Edge& edge, Share& share, std::string peer);
  virtual ~Connection() = default;
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// Where received bytes go; then arrived() says how many.
  std::span<char> room();
  void arrived(std::size_t count) { in_.filled(count); }
  /// The peer closed its side.
  void arrived_end();
  /// Works on what has arrived: calls handlers, fills output(). Stops at a request whose answer is owed, and before
  /// output() grows without being sent. Requires that no earlier output is still unsent.
  void consume();
  /// Output ready to be sent; the owner moves it out.
  std::string& output() { return out_; }
  /// What was moved out of output() is sent.
  void output_sent();

  /// The handler's answer. Ignored unless it is owed.
  void answer(const Response& response);
  void start_stream(const Response& head, std::shared_ptr<EventQueue> queue);
  /// Nobody will answer: 503.
  void answer_forgotten();
  /// Refused before a request was read: connection bounds.
  void refuse_connection();

  void expire();
  Sweep deadline() const { return deadline_; }
  /// No more requests after the one that is running; an idle connection or a stream ends.
  void drain();
  /// The socket is gone.
  void end();

  Phase phase() const { return phase_; }
  bool wants_input() const;
  /// A request has begun and its answer is not out.
  bool is_busy() const;

 protected:
  virtual std::shared_ptr<Responder::Port> port() = 0;

 private:
  bool step();
  bool step_head();
  bool step_body();
  void begin_request(Head head);
  void begin_body(const Head& head);
  void run();
  void refuse(const Refusal& refusal, std::string_view allow = {});
  void refuse_route(const Head& head, const Router::Match& match);
  void respond(const Response& response, bool keep_alive);
  void enter(Phase phase, std::int64_t deadline_ms);

  const Edge& edge_;
  Share& share_;
  const std::string peer_;
  Phase phase_ = Phase::kWaiting;
  Sweep deadline_ = 0;
  Sweep body_began_ = 0;
  ReadBuffer in_;
  std::string out_;
  HeadScan scan_;
  Request request_;
  const Route* route_ = nullptr;
  std::uint64_t body_left_ = 0;
  std::size_t body_arrived_ = 0;  // on the wire
  std::unique_ptr<ChunkedBody> chunked_;
  bool keep_alive_ = true;
  bool head_only_ = false;
  std::size_t dropped_bytes_ = 0;  // while lingering
  std::string request_id_;         // of the request that is running
  std::shared_ptr<EventQueue> events_;
};

}  // namespace bot
