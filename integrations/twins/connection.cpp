#include "integrations/twins/connection.hpp"

#include <boost/asio/dispatch.hpp>
#include <boost/asio/write.hpp>
#include <chrono>
#include <sstream>

namespace twins {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;

constexpr std::chrono::seconds kCallTime{15};
constexpr std::uint32_t kHeadBytesMax = 16 * 1024;
constexpr int kDripMsUsual = 200;

std::string text(beast::string_view view) { return {view.data(), view.size()}; }

Call to_call(const http::request<http::string_body>& request) {
  Call call;
  call.method = text(request.method_string());
  const std::string target = text(request.target());
  const std::size_t question = target.find('?');
  call.path = target.substr(0, question);
  if (question != std::string::npos) call.query = target.substr(question + 1);
  call.body = request.body();
  call.idempotency_key = text(request["Idempotency-Key"]);
  call.site = text(request["Sec-Fetch-Site"]);
  return call;
}

Answer plain(int status, std::string body) {
  Answer answer;
  answer.status = status;
  answer.content_type = "text/plain; charset=utf-8";
  answer.body = std::move(body);
  return answer;
}

Answer junk() {
  Answer answer;
  answer.content_type = "text/html";
  answer.body = "<html><body><h1>Login</h1><p>{\"code\":500</p>\xff\xfe</body></html>";
  return answer;
}

}  // namespace

Connection::Connection(asio::ip::tcp::socket socket, Shared& shared)
    : stream_(std::move(socket)), timer_(stream_.get_executor()), shared_(shared) {
  ++shared_.connections;
}

Connection::~Connection() { --shared_.connections; }

void Connection::start() {
  asio::dispatch(stream_.get_executor(), [self = shared_from_this()] { self->read(); });
}

void Connection::stop() {
  asio::dispatch(stream_.get_executor(), [self = shared_from_this()] {
    if (!self->answering_) self->close();
  });
}

void Connection::read() {
  if (shared_.stopping) return close();
  answering_ = false;
  parser_.emplace();
  parser_->body_limit(HttpServer::kBodyBytesMax);
  parser_->header_limit(kHeadBytesMax);
  stream_.expires_after(kCallTime);
  http::async_read(stream_, buffer_, *parser_,
                   [self = shared_from_this()](beast::error_code failure, std::size_t) { self->on_read(failure); });
}

void Connection::on_read(beast::error_code failure) {
  answering_ = true;
  stream_.expires_never();
  if (failure) {
    keep_alive_ = false;
    if (failure == http::error::body_limit) return answer(plain(413, "a body has at most 64 KiB\n"));
    if (failure == http::error::header_limit) return answer(plain(431, "the head is too long\n"));
    return close();
  }
  keep_alive_ = parser_->get().keep_alive();
  serve(to_call(parser_->get()));
}

void Connection::serve(const Call& call) { serve_with(shared_.faults.take(Open311Server::kind_of(call)), call); }

void Connection::serve_with(Fault fault, const Call& call) {
  switch (fault.mode) {
    case FaultMode::kNone:
      return answer(shared_.handler.handle(call));
    case FaultMode::kDelay:
      return answer_later(shared_.handler.handle(call), fault.ms);
    case FaultMode::kDropBefore:
      return close();
    case FaultMode::kDropAfter:
      shared_.handler.handle(call);
      return close();
    case FaultMode::kStatus500Before:
      return answer(one_error(Format::kJson, 500, "the back end failed"));
    case FaultMode::kStatus500After:
      shared_.handler.handle(call);
      return answer(one_error(Format::kJson, 500, "the back end failed"));
    case FaultMode::kStatus503: {
      Answer busy = one_error(Format::kJson, 503, "too busy, nothing was processed");
      busy.retry_after_s = (fault.ms + 999) / 1000;
      return answer(busy);
    }
    case FaultMode::kDrip:
      return drip(shared_.handler.handle(call), fault.ms > 0 ? fault.ms : kDripMsUsual);
    case FaultMode::kJunk:
      shared_.handler.handle(call);
      return answer(junk());
    case FaultMode::kReject:
      return answer(one_error(Format::kJson, 400, "诉求内容不符合受理条件"));
    case FaultMode::kRedirect: {
      Answer elsewhere = plain(302, "");
      elsewhere.location = "http://127.0.0.1:9/elsewhere";
      return answer(elsewhere);
    }
  }
}

Connection::Response Connection::to_response(const Answer& answer) const {
  Response response(static_cast<http::status>(answer.status), 11);
  response.set(http::field::server, "hotline-twin");
  if (!answer.content_type.empty()) response.set(http::field::content_type, answer.content_type);
  if (!answer.location.empty()) response.set(http::field::location, answer.location);
  if (!answer.allow.empty()) response.set(http::field::allow, answer.allow);
  if (answer.retry_after_s > 0) response.set(http::field::retry_after, std::to_string(answer.retry_after_s));
  response.set(http::field::cache_control, "no-store");
  response.keep_alive(keep_alive_ && !shared_.stopping);
  response.body() = answer.body;
  response.prepare_payload();
  return response;
}

void Connection::answer(const Answer& answer) {
  response_.emplace(to_response(answer));
  stream_.expires_after(kCallTime);
  http::async_write(stream_, *response_, [self = shared_from_this()](beast::error_code failure, std::size_t) {
    if (failure || !self->response_->keep_alive()) return self->close();
    self->read();
  });
}

void Connection::answer_later(Answer answer, int ms) {
  timer_.expires_after(std::chrono::milliseconds(ms));
  timer_.async_wait([self = shared_from_this(), held = std::move(answer)](beast::error_code failure) {
    if (failure) return self->close();
    self->answer(held);
  });
}

void Connection::drip(const Answer& answer, int ms) {
  std::ostringstream bytes;
  bytes << to_response(answer);
  dripping_ = bytes.str();
  dripped_ = 0;
  drip_ms_ = ms;
  drip_next();
}

void Connection::drip_next() {
  if (dripped_ == dripping_.size() || shared_.stopping) return close();
  asio::async_write(stream_, asio::buffer(dripping_.data() + dripped_, 1),
                    [self = shared_from_this()](beast::error_code failure, std::size_t) {
                      if (failure) return self->close();
                      ++self->dripped_;
                      self->timer_.expires_after(std::chrono::milliseconds(self->drip_ms_));
                      self->timer_.async_wait([self](beast::error_code) { self->drip_next(); });
                    });
}

void Connection::close() {
  beast::error_code ignored;
  stream_.socket().shutdown(asio::ip::tcp::socket::shutdown_both, ignored);
  stream_.close();
}

}  // namespace twins
