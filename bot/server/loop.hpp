#pragma once
// One thread and the sockets it serves. Everything of a connection happens on its loop's thread; other threads leave
// errands (tasks, answers, events) that the loop picks up together.
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "bot/server/admission.hpp"
#include "bot/server/edge.hpp"

namespace bot {

/// A connection that was accepted: an open, non-blocking socket and the place it holds.
struct Arrival {
  int descriptor = -1;
  std::string peer;  // address without port
  bool loopback = false;
  Admission::Place place = Admission::Place::kServed;
};

class Loop {
 public:
  /// Starts the thread. `edge` and `admission` are shared by all loops; `log` outlives the loop's stop().
  static std::shared_ptr<Loop> start(std::shared_ptr<const Edge> edge, std::shared_ptr<Admission> admission,
                                     std::uint64_t id_seed, base::Log& log);
  virtual ~Loop() = default;

  /// The loop whose thread is calling, or null.
  static Loop* current();

  // From any thread; dropped once the loop has stopped.
  virtual void post(std::function<void()> task) = 0;
  virtual void post_after(std::int64_t delay_ms, std::function<void()> task) = 0;
  /// Owns the descriptor from here on.
  virtual void adopt(Arrival arrival) = 0;
  /// Accepts from a listening socket, which it owns from here on. `accepted` runs on this loop's thread.
  virtual void listen(int descriptor, std::function<void(Arrival)> accepted) = 0;
  /// Closes the listening socket, after taking in what was already connected. Waits for that; not from a loop's thread.
  virtual void stop_accepting() = 0;
  /// No second request on a connection; idle connections and event streams end.
  virtual void begin_drain() = 0;

  /// Waits until no connection is left, `deadline_ms` at most. True: none is left. Not from a loop's thread.
  virtual bool wait_until_empty(std::int64_t deadline_ms) = 0;
  /// Closes everything, ends the thread. Returns how many requests were cut. Once; not from a loop's thread.
  virtual std::size_t stop() = 0;

  virtual const Share& counted() const = 0;
  virtual std::uint64_t accept_errors() const = 0;
};

}  // namespace bot
