#pragma once
// A connection and its socket: moves bytes between the two, on its loop's thread, and brings answers from other threads
// there.
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <variant>

#include "bot/server/connection.hpp"
#include "bot/server/loop.hpp"

namespace boost::asio {
class io_context;
}

namespace bot {

class Session;

// What threads leave for a loop.
struct Answered {
  std::shared_ptr<Session> session;
  Response response;
};
struct Forgotten {
  std::shared_ptr<Session> session;
};
struct StreamStart {
  std::shared_ptr<Session> session;
  Response head;
  std::shared_ptr<EventQueue> queue;
};
struct Wake {
  std::shared_ptr<Session> session;
};
using Task = std::function<void()>;
using Errand = std::variant<Task, Answered, Forgotten, StreamStart, Wake, Arrival>;

/// What a session needs of its loop.
class SessionHost {
 public:
  virtual ~SessionHost() = default;
  /// Whether the loop's own thread is calling. From any thread, as deliver().
  virtual bool is_current() const = 0;
  /// Carried out soon, on the loop's thread; dropped if the loop has stopped.
  virtual void deliver(Errand errand) = 0;

  virtual boost::asio::io_context& io() = 0;
  virtual const Edge& edge() const = 0;
  virtual Share& share() = 0;
  /// The session has closed.
  virtual void remove(Session& session, const Arrival& arrival) = 0;
};

class Session final : public Connection, public Responder::Port, public std::enable_shared_from_this<Session> {
 public:
  /// Owns the arrival's descriptor from here on, and its place until close().
  Session(std::shared_ptr<SessionHost> host, Arrival arrival);
  ~Session() override;

  void begin();
  void sweep();
  void begin_drain();
  void begin_stream(const Response& head, std::shared_ptr<EventQueue> queue);
  void close();
  /// Moves everything that can be moved now: input into handlers, output into the socket.
  void pump();
  bool owes_bytes() const { return is_busy() || writing_; }

  // Responder::Port: from any thread.
  void send(Response response) override;
  std::shared_ptr<EventStream> stream(Response head) override;
  void forgotten() override;

  std::size_t index = 0;  // in the loop's list

 protected:
  std::shared_ptr<Responder::Port> port() override { return shared_from_this(); }

 private:
  struct Socket;

  bool flush();
  void write_rest(std::size_t from);
  void read();

  std::shared_ptr<SessionHost> host_;
  Arrival arrival_;
  std::shared_ptr<Socket> socket_;  // none once closed; a write under way keeps it until it has ended
  std::string sending_;             // in flight
  Sweep write_deadline_ = 0;
  bool reading_ = false, writing_ = false, pumping_ = false;
};

}  // namespace bot
