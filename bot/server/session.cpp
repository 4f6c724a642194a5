#include "bot/server/session.hpp"

#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>

namespace bot {
namespace {

namespace asio = boost::asio;
using boost::asio::ip::tcp;
using boost::system::error_code;

constexpr std::size_t kKeptOutputBytesMax = 16 * 1024;

/// True while it lives.
class Mark {
 public:
  explicit Mark(bool& marked) : marked_(marked) { marked_ = true; }
  ~Mark() { marked_ = false; }
  Mark(const Mark&) = delete;
  Mark& operator=(const Mark&) = delete;

 private:
  bool& marked_;
};

}  // namespace

struct Session::Socket {
  explicit Socket(asio::io_context& io) : tcp(io) {}
  asio::ip::tcp::socket tcp;
};

Session::Session(std::shared_ptr<SessionHost> host, Arrival arrival)
    : Connection(host->edge(), host->share(), arrival.peer), host_(std::move(host)), arrival_(std::move(arrival)) {
  socket_ = std::make_shared<Socket>(host_->io());
  error_code failed;
  socket_->tcp.assign(arrival_.peer.find(':') == std::string::npos ? tcp::v4() : tcp::v6(), arrival_.descriptor,
                      failed);
  if (failed) ::close(arrival_.descriptor);  // it was not taken over; the first read or write ends the session
  socket_->tcp.non_blocking(true, failed);
  socket_->tcp.set_option(tcp::no_delay(true), failed);
}

Session::~Session() = default;  // where Socket is known

void Session::begin() {
  if (arrival_.place == Admission::Place::kRefused) refuse_connection();
  pump();
}

void Session::send(Response response) {
  if (!host_->is_current()) {
    host_->deliver(Answered{shared_from_this(), std::move(response)});
    return;
  }
  answer(response);
  pump();
}

void Session::forgotten() {
  if (!host_->is_current()) {
    host_->deliver(Forgotten{shared_from_this()});
    return;
  }
  answer_forgotten();
  pump();
}

std::shared_ptr<EventStream> Session::stream(Response head) {
  auto queue = std::make_shared<EventQueue>([weak = weak_from_this()] {
    if (auto session = weak.lock()) session->host_->deliver(Wake{session});
  });
  if (host_->is_current()) {
    begin_stream(head, queue);
  } else {
    host_->deliver(StreamStart{shared_from_this(), std::move(head), queue});
  }
  return queue;
}

void Session::begin_stream(const Response& head, std::shared_ptr<EventQueue> queue) {
  start_stream(head, std::move(queue));
  pump();
}

void Session::pump() {
  if (pumping_ || !socket_) return;  // an answer from inside a handler is picked up by the loop below
  {
    const Mark pumping(pumping_);
    while (!writing_ && phase() != Phase::kOver) {
      consume();
      if (!flush()) break;
    }
  }
  if (phase() == Phase::kOver) return close();
  if (!reading_ && wants_input()) read();
}

// True: something went out completely, there may be more to work on.
bool Session::flush() {
  std::string& out = output();
  if (out.empty() && phase() != Phase::kLast) return false;
  error_code failed;
  std::size_t sent = 0;
  if (!out.empty()) sent = socket_->tcp.write_some(asio::buffer(out), failed);
  if (failed && failed != asio::error::would_block) {
    end();
    return false;
  }
  if (sent < out.size()) {
    sending_ = std::move(out);
    out.clear();
    write_rest(sent);
    return false;
  }
  if (out.capacity() > kKeptOutputBytesMax) {
    out = std::string();
  } else {
    out.clear();
  }
  output_sent();
  if (phase() == Phase::kLinger) socket_->tcp.shutdown(tcp::socket::shutdown_send, failed);
  return true;
}

void Session::write_rest(std::size_t from) {
  writing_ = true;
  write_deadline_ = host_->edge().deadline(host_->share().now, host_->edge().limits.write_ms);
  asio::async_write(socket_->tcp, asio::buffer(sending_.data() + from, sending_.size() - from),
                    [self = shared_from_this(), socket = socket_](error_code failed, std::size_t) {
                      self->writing_ = false;
                      self->sending_ = std::string();
                      if (!self->socket_) return;
                      if (failed) return self->close();
                      self->output_sent();
                      if (self->phase() == Phase::kLinger)
                        self->socket_->tcp.shutdown(tcp::socket::shutdown_send, failed);
                      self->pump();
                    });
}

void Session::read() {
  reading_ = true;
  const std::span<char> free = room();
  socket_->tcp.async_read_some(asio::buffer(free.data(), free.size()),
                               [self = shared_from_this()](error_code failed, std::size_t count) {
                                 self->reading_ = false;
                                 if (!self->socket_) return;
                                 if (failed == asio::error::eof) {
                                   self->arrived_end();
                                 } else if (failed) {
                                   return self->close();
                                 }
                                 self->arrived(count);
                                 self->pump();
                               });
}

void Session::sweep() {
  if (!socket_) return;
  const Sweep now = host_->share().now;
  if (writing_) {
    if (write_deadline_ > now) return;
    error_code failed;
    socket_->tcp.set_option(tcp::socket::linger(true, 0), failed);  // the peer does not read: forget what is left
    return close();
  }
  if (deadline() > now) return;
  expire();
  pump();
}

void Session::begin_drain() {
  if (!socket_) return;
  error_code failed;
  if (phase() == Phase::kWaiting && socket_->tcp.available(failed) > 0) return;  // a request is in: it will be answered
  drain();
  pump();
}

void Session::close() {
  if (!socket_) return;
  // Closed here, freed later: a composed write goes on using the object until it has seen the end.
  error_code ignored;
  socket_->tcp.close(ignored);
  socket_.reset();
  end();
  host_->remove(*this, arrival_);
}

}  // namespace bot
