#include "bot/server/connection.hpp"

#include <exception>

#include "bot/server/ascii.hpp"
#include "bot/server/wire.hpp"

namespace bot {
namespace {

constexpr std::size_t kOutputBytesMax = 64 * 1024;       // pipelined answers are sent before more are made
constexpr std::size_t kBodyReserveBytesMax = 64 * 1024;  // a length that was only announced buys no more
constexpr std::size_t kLingerBytesMax = 1024 * 1024;
constexpr std::int64_t kLingerMs = 2'000;
constexpr std::int64_t kLingerDrainMs = 500;

constexpr Refusal kLengthRequired{411, "length_required", "Send Content-Length instead of Transfer-Encoding."};
constexpr Refusal kTooLarge{413, "body_too_large", "Send a smaller body."};
constexpr Refusal kEncoded{415, "unsupported_content_encoding",
                           "Send the body uncompressed, without Content-Encoding."};
constexpr Refusal kType{415, "unsupported_content_type", "Send the Content-Type this address takes."};
constexpr Refusal kNotFound{404, "not_found", "Nothing is served at this address."};
constexpr Refusal kMethod{405, "method_not_allowed", "Use a method that the Allow header names."};
constexpr Refusal kSlow{408, "request_timeout", "Send the whole request at once, then try again."};
constexpr Refusal kNoAnswer{503, "unanswered", "Try again in a moment."};
constexpr Refusal kFull{503, "too_many_connections", "Try again in a moment, over fewer connections."};

bool takes_type(const Route& route, const std::vector<std::pair<std::string, std::string>>& headers, bool has_body) {
  if (route.content_types.empty()) return true;
  for (const auto& [name, value] : headers) {
    if (!equal_ignoring_case(name, "content-type")) continue;
    const std::string_view type = trim_blanks(std::string_view(value).substr(0, value.find(';')));
    for (const std::string& taken : route.content_types) {
      if (equal_ignoring_case(type, taken)) return true;
    }
    return false;
  }
  return !has_body;
}

}  // namespace

Connection::Connection(const Edge& edge, Share& share, std::string peer)
    : edge_(edge), share_(share), peer_(std::move(peer)) {
  enter(Phase::kWaiting, edge.limits.header_ms);  // whoever connects has something to say
}

void Connection::enter(Phase phase, std::int64_t deadline_ms) {
  phase_ = phase;
  deadline_ = edge_.deadline(share_.now, deadline_ms);
}

std::span<char> Connection::room() {
  const bool long_body = phase_ == Phase::kBody && (chunked_ || body_left_ > ReadBuffer::kSmallBytes);
  return in_.room(long_body ? ReadBuffer::kLargeBytes : ReadBuffer::kSmallBytes / 4);
}

void Connection::arrived_end() {
  // A peer that only closed its sending side still gets the answer it waits for; everything else is over.
  if (phase_ != Phase::kRunning && phase_ != Phase::kLast) phase_ = Phase::kOver;
}

bool Connection::wants_input() const {
  switch (phase_) {
    case Phase::kWaiting:
    case Phase::kHead:
    case Phase::kBody:
    case Phase::kStream:
    case Phase::kLinger:
      return true;
    default:
      return false;
  }
}

bool Connection::is_busy() const {
  return phase_ == Phase::kHead || phase_ == Phase::kBody || phase_ == Phase::kRunning || phase_ == Phase::kLast;
}

void Connection::consume() {
  while (out_.size() < kOutputBytesMax && step()) {
  }
}

bool Connection::step() {
  switch (phase_) {
    case Phase::kWaiting:
      if (in_.empty()) return false;
      scan_ = HeadScan{};
      enter(Phase::kHead, edge_.limits.header_ms);
      return true;
    case Phase::kHead:
      return step_head();
    case Phase::kBody:
      return step_body();
    case Phase::kStream:
      in_.clear();  // the client has nothing to say on this connection
      if (!events_->take(out_)) enter(Phase::kLast, edge_.limits.write_ms);
      return false;
    case Phase::kLinger:
      dropped_bytes_ += in_.view().size();
      in_.clear();
      if (dropped_bytes_ > kLingerBytesMax) phase_ = Phase::kOver;
      return false;
    default:
      return false;
  }
}

bool Connection::step_head() {
  const HeadScan::Result result = scan_.look(in_.view(), edge_.limits);
  if (std::holds_alternative<HeadScan::Need>(result)) return false;
  if (const auto* refusal = std::get_if<Refusal>(&result)) {
    refuse(*refusal);
    return false;
  }
  const std::size_t bytes = std::get<HeadScan::End>(result).bytes;
  auto head = read_head(in_.view().substr(0, bytes), edge_.limits);
  if (const auto* refusal = std::get_if<Refusal>(&head)) {
    refuse(*refusal, refusal->status == 405 ? std::string_view(edge_.methods) : std::string_view{});
    return false;
  }
  in_.consume(bytes);
  begin_request(std::move(std::get<Head>(head)));
  return true;
}

void Connection::begin_request(Head head) {
  head_only_ = head.method == "HEAD";
  keep_alive_ = head.keep_alive;
  Router::Match match = edge_.router.match(head.method, head.path);
  if (match.route == nullptr) return refuse_route(head, match);
  route_ = match.route;
  if (head.framing == Framing::kChunked && !route_->chunked) return refuse(kLengthRequired);
  if (head.content_length > route_->body_bytes_max) return refuse(kTooLarge);
  if (head.encoded) return refuse(kEncoded);
  if (!takes_type(*route_, head.headers, head.framing != Framing::kNone)) return refuse(kType);
  request_.method = std::move(head.method);
  request_.path = std::move(head.path);
  request_.query = std::move(head.query);
  request_.headers = std::move(head.headers);
  request_.body.clear();
  if (head.framing == Framing::kNone) return run();
  begin_body(head);
}

void Connection::begin_body(const Head& head) {
  enter(Phase::kBody, edge_.limits.body_ms);
  body_began_ = share_.now;
  body_arrived_ = 0;
  body_left_ = head.content_length;
  if (head.framing == Framing::kChunked) {
    chunked_ = std::make_unique<ChunkedBody>(route_->body_bytes_max);
  } else {
    request_.body.reserve(static_cast<std::size_t>(std::min<std::uint64_t>(body_left_, kBodyReserveBytesMax)));
  }
  if (head.expects_continue && in_.empty()) out_ += "HTTP/1.1 100 Continue\r\n\r\n";
}

bool Connection::step_body() {
  const std::string_view bytes = in_.view();
  if (bytes.empty()) return false;
  if (chunked_) {
    std::size_t used = 0;
    const auto result = chunked_->feed(bytes, request_.body, used);
    if (const auto* refusal = std::get_if<Refusal>(&result)) {
      refuse(*refusal);
      return false;
    }
    in_.consume(used);
    body_arrived_ += used;
    if (std::get<ChunkedBody::State>(result) == ChunkedBody::State::kMore) return false;
  } else {
    const auto taken = static_cast<std::size_t>(std::min<std::uint64_t>(body_left_, bytes.size()));
    request_.body.append(bytes.substr(0, taken));
    in_.consume(taken);
    body_left_ -= taken;
    body_arrived_ += taken;
    if (body_left_ > 0) return false;
  }
  run();
  return true;
}

void Connection::run() {
  chunked_.reset();
  enter(Phase::kRunning, edge_.limits.answer_ms);
  Share::count(share_.requests);
  request_id_ = share_.make_request_id();
  request_.request_id = request_id_;
  request_.peer = peer_;
  try {
    route_->handler(std::move(request_), Responder(port()));  // a responder that is lost on the way answers 503
  } catch (const std::exception&) {
    share_.log.error("handler_threw", {{"request_id", base::OurWord{request_id_}}});
  }
}

void Connection::respond(const Response& response, bool keep_alive) {
  append_response(out_, response, {head_only_, keep_alive});
  if (keep_alive) {
    enter(Phase::kWaiting, edge_.limits.idle_ms);
  } else {
    enter(Phase::kLast, edge_.limits.write_ms);
  }
}

void Connection::answer(const Response& response) {
  if (phase_ != Phase::kRunning) return;
  respond(response, keep_alive_ && !share_.draining);
}

void Connection::answer_forgotten() {
  if (phase_ != Phase::kRunning) return;
  Response response = error_response(kNoAnswer.status, kNoAnswer.code, kNoAnswer.message, request_id_);
  response.headers.emplace_back("Retry-After", "1");
  answer(response);
}

void Connection::start_stream(const Response& head, std::shared_ptr<EventQueue> queue) {
  if (phase_ != Phase::kRunning) return queue->end();
  append_stream_head(out_, head);
  if (head_only_ || share_.draining) {
    enter(Phase::kLast, edge_.limits.write_ms);
    return queue->end();
  }
  events_ = std::move(queue);
  enter(Phase::kStream, edge_.limits.heartbeat_ms);
}

void Connection::refuse(const Refusal& refusal, std::string_view allow) {
  Share::count(share_.refused);
  Response response = error_response(refusal.status, refusal.code, refusal.message, share_.make_request_id());
  if (!allow.empty()) response.headers.emplace_back("Allow", allow);
  if (refusal.status == 503) response.headers.emplace_back("Retry-After", "1");
  chunked_.reset();
  respond(response, false);
}

void Connection::refuse_route(const Head& head, const Router::Match& match) {
  const bool keep_alive = head.framing == Framing::kNone && keep_alive_ && !share_.draining;
  const Refusal& refusal = match.known_path ? kMethod : kNotFound;
  if (!keep_alive) return refuse(refusal, match.allow);  // its body is not read
  Share::count(share_.refused);
  Response response = error_response(refusal.status, refusal.code, refusal.message, share_.make_request_id());
  if (match.known_path) response.headers.emplace_back("Allow", match.allow);
  respond(response, true);
}

void Connection::refuse_connection() { refuse(kFull); }

void Connection::expire() {
  switch (phase_) {
    case Phase::kBody: {
      const std::int64_t elapsed_ms = (share_.now - body_began_) * edge_.sweep_ms;
      if (static_cast<std::int64_t>(body_arrived_) * 1000 >= elapsed_ms * kBodyBytesPerSecondMin) {
        deadline_ = share_.now + 1;
        return;
      }
      return refuse(kSlow);
    }
    case Phase::kHead:
      return refuse(kSlow);
    case Phase::kRunning:
      keep_alive_ = false;  // the handler may still answer, and must not answer the next request
      return answer_forgotten();
    case Phase::kStream:
      out_ += ":\n\n";
      deadline_ = edge_.deadline(share_.now, edge_.limits.heartbeat_ms);
      return;
    default:
      phase_ = Phase::kOver;
  }
}

void Connection::output_sent() {
  if (!out_.empty()) return;  // an answer came while earlier output was on its way
  if (phase_ == Phase::kLast) {
    enter(Phase::kLinger, share_.draining ? kLingerDrainMs : kLingerMs);
  } else if (phase_ == Phase::kWaiting) {
    enter(Phase::kWaiting, edge_.limits.idle_ms);
  }
}

void Connection::drain() {
  if (phase_ == Phase::kWaiting && in_.empty()) {
    enter(Phase::kLast, edge_.limits.write_ms);
  } else if (phase_ == Phase::kStream) {
    events_->close();
  } else if (phase_ == Phase::kLinger) {
    deadline_ = std::min(deadline_, edge_.deadline(share_.now, kLingerDrainMs));
  }
}

void Connection::end() {
  phase_ = Phase::kOver;
  if (events_) events_->end();
}

}  // namespace bot
