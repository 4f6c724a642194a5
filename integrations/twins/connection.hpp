#pragma once
// One connection of the twin: read a call, perhaps misbehave, answer, again.
#include <atomic>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>
#include <memory>
#include <optional>
#include <string>

#include "integrations/twins/faults.hpp"
#include "integrations/twins/http_server.hpp"

namespace twins {

/// What all connections share; outlives them.
struct Shared {
  Shared(CallHandler& answers, Faults& misbehaves) : handler(answers), faults(misbehaves) {}

  CallHandler& handler;
  Faults& faults;
  std::atomic<bool> stopping{false};
  std::atomic<int> connections{0};
};

/// Lives as long as one of its operations is pending; runs on its own strand.
class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(boost::asio::ip::tcp::socket socket, Shared& shared);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  void start();
  /// From any thread: closes an idle connection; one that is answering finishes its answer.
  void stop();

 private:
  using Response = boost::beast::http::response<boost::beast::http::string_body>;

  void read();
  void on_read(boost::beast::error_code failure);
  void serve(const Call& call);
  void serve_with(Fault fault, const Call& call);
  void answer(const Answer& answer);
  void answer_later(Answer answer, int ms);
  void drip(const Answer& answer, int ms);
  void drip_next();
  void close();
  Response to_response(const Answer& answer) const;

  boost::beast::tcp_stream stream_;
  boost::asio::steady_timer timer_;
  Shared& shared_;
  boost::beast::flat_buffer buffer_;
  std::optional<boost::beast::http::request_parser<boost::beast::http::string_body>> parser_;
  std::optional<Response> response_;
  std::string dripping_;
  std::size_t dripped_ = 0;
  int drip_ms_ = 0;
  bool keep_alive_ = false;
  bool answering_ = false;
};

}  // namespace twins
