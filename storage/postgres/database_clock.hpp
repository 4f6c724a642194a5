#pragma once
// The database's clock: the node's own, moved by what the database last said. All nodes' deadlines are compared in the
// database, so a node whose clock is wrong neither takes leases early nor keeps them long.
#include <atomic>
#include <cstdint>

#include "base/time.hpp"
#include "storage/postgres/connection.hpp"

namespace storage::postgres {

class DatabaseClock final : public base::Clock {
 public:
  explicit DatabaseClock(const base::Clock& local) : local_(local) {}
  base::UnixMs now() const noexcept override { return {local_.now().count + offset_.load(std::memory_order_relaxed)}; }
  base::MonotonicMs monotonic() const noexcept override { return local_.monotonic(); }
  /// Measures anew; half of the journey is taken to be the way back.
  void measure(Connection& connection) {
    const base::MonotonicMs sent = local_.monotonic();
    Rows row = connection.query(sql::kNow);
    const base::Millis journey = local_.monotonic() - sent;
    if (row.next()) offset_ = row.integer(0) + journey.count / 2 - local_.now().count;
  }

 private:
  const base::Clock& local_;
  std::atomic<std::int64_t> offset_{0};
};

}  // namespace storage::postgres
