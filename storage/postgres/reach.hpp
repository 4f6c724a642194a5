#pragma once
// Whether the database can be reached, as the whole node knows it. Whoever loses a connection says so; one thread (the
// bulletin) looks and reconnects with back-off; all others wait for it or refuse. So a database that is away is knocked
// at by one connection a node, not by hundreds. Any thread.
#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>

#include "base/time.hpp"
#include "storage/postgres/failure.hpp"

namespace storage::postgres {

class Reach {
 public:
  /// `wake`: called when somebody lost the database, so that the thread that reconnects looks at once. Before any loss.
  void on_loss(std::function<void()> wake) { wake_ = std::move(wake); }

  /// Connections opened under an older generation are not to be used again.
  std::uint64_t generation() const { return generation_.load(); }
  /// A connection opened under `generation` failed. Says so once for all connections of that generation.
  void lost(std::uint64_t generation, const PgFailure& failure);
  /// The thread that reconnects: there is a connection again.
  void back();
  /// The thread that reconnects: it failed so often that nobody should wait any more.
  void give_up_waiting(const char* problem);
  bool away() const { return away_.load(); }
  /// Nobody should wait any more; commits are refused at the door.
  bool gone() const { return gone_.load(); }
  /// Waits out a short absence. False: it is a long one.
  bool wait_until_back();
  /// Waits however long the absence is, but no longer than this.
  bool wait_until_back(base::Millis at_most);

  /// A write was refused though the database is there; the next one that works takes it back.
  void refused(const PgFailure& failure);
  void wrote();
  /// "" = well.
  std::string problem() const;

 private:
  std::function<void()> wake_;
  std::atomic<std::uint64_t> generation_{1};
  std::atomic<bool> away_{false};
  std::atomic<bool> gone_{false};
  std::atomic<bool> refuses_{false};
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::string problem_;
};

}  // namespace storage::postgres
