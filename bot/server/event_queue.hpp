#pragma once
// The queue between whoever sends events and the connection that writes them.
#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "bot/server/http.hpp"

namespace bot {

inline constexpr std::size_t kEventsQueuedMax = 256;

class EventQueue final : public EventStream {
 public:
  /// `wake` makes the connection call take() soon, on its own thread; it is called from any thread, never under our
  /// lock.
  explicit EventQueue(std::function<void()> wake) : wake_(std::move(wake)) {}

  bool send(std::string_view id, std::string_view event, std::string_view data) override;
  void close() override;
  bool is_open() const override;
  void on_close(std::function<void()> callback) override;

  /// The connection's side. Appends all queued events; false: these were the last, end the connection after them.
  bool take(std::string& out);
  /// The connection is gone: nothing is accepted any more, the callback runs. May be repeated.
  void end();

 private:
  mutable std::mutex mutex_;
  std::function<void()> wake_;
  std::function<void()> callback_;
  std::string bytes_;       // queued events, as they go out
  std::size_t events_ = 0;  // in bytes_
  bool wanted_ = true;      // nobody has closed it
  bool ended_ = false;
  bool awake_ = false;  // a wake is under way
};

}  // namespace bot
