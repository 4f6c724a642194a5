#pragma once
// A connection without a socket: bytes in, bytes out, and sweeps as its time.
#include <memory>
#include <string>
#include <string_view>

#include "bot/server/connection.hpp"

/// Answers reach the connection at once, as on its own thread.
class TestConnection final : public bot::Connection,
                             public bot::Responder::Port,
                             public std::enable_shared_from_this<TestConnection> {
 public:
  using Connection::Connection;

  void send(bot::Response response) override { answer(response); }
  void forgotten() override { answer_forgotten(); }
  std::shared_ptr<bot::EventStream> stream(bot::Response head) override {
    auto queue = std::make_shared<bot::EventQueue>([] {});
    start_stream(head, queue);
    return queue;
  }

  /// Gives it as many of the bytes as it wants to read now, and returns what it says. `rest` is what it did not read.
  std::string feed(std::string_view bytes, std::string_view* rest = nullptr) {
    std::string said;
    work(said);
    while (!bytes.empty() && wants_input()) {
      const std::span<char> free = room();
      const std::size_t count = std::min(free.size(), bytes.size());
      bytes.copy(free.data(), count);
      arrived(count);
      bytes.remove_prefix(count);
      work(said);
    }
    if (rest != nullptr) *rest = bytes;
    return said;
  }
  /// Lets `ms` pass, in sweeps of the server's own length; returns what it says.
  std::string pass(bot::Share& share, const bot::Edge& edge, std::int64_t ms) {
    std::string said;
    for (const bot::Sweep until = edge.deadline(share.now, ms); share.now < until && phase() != Phase::kOver;) {
      ++share.now;
      if (deadline() <= share.now) expire();
      work(said);
    }
    return said;
  }

 protected:
  std::shared_ptr<bot::Responder::Port> port() override { return shared_from_this(); }

 private:
  void work(std::string& said) {
    for (;;) {
      consume();
      if (output().empty() && phase() != Phase::kLast) return;
      said += output();
      output().clear();
      output_sent();
    }
  }
};
