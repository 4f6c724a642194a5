#pragma once
// Connections for everything but groups of turns: as many at a time as connections_max; further callers wait for one,
// and every use is bounded work. Any thread.
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "storage/postgres/connection.hpp"
#include "storage/postgres/fate.hpp"
#include "storage/postgres/reach.hpp"

namespace storage::postgres {

class Pool {
 public:
  /// `name`: this node's and nobody else's, for ever.
  Pool(std::string url, std::string name, std::size_t connections_max, Reach& reach)
      : url_(std::move(url)), name_(std::move(name)), connections_max_(connections_max), reach_(reach) {}

  /// `read`: Connection& -> base::Result<T>. A connection that is found dead is replaced once.
  template <class T, class Read>
  base::Result<T> read(Read read) {
    for (int attempt = 1;; ++attempt) {
      try {
        Lease lease(*this);
        return read(lease.connection());
      } catch (const PgFailure& failure) {
        if (attempt == kAttemptsMax || failure.kind() != FailureKind::kAway || !reach_.wait_until_back())
          return to_error(failure);
      }
    }
  }

  /// One transaction; `work` may be called again after one that did not commit. When it returns ok the work is durable;
  /// otherwise none of it is there. kStorage: not known after all.
  base::Status run(const std::function<base::Status(Connection&)>& work);

 private:
  static constexpr int kAttemptsMax = 3;

  class Lease {
   public:
    explicit Lease(Pool& pool) : pool_(pool), held_(pool.take()) {}
    ~Lease() { pool_.give_back(std::move(held_)); }
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;
    Connection& connection() { return *held_.connection; }

   private:
    friend class Pool;
    struct Held {
      std::unique_ptr<Connection> connection;
      std::uint64_t generation = 0;
    };
    Pool& pool_;
    Held held_;
  };

  Lease::Held take();
  void give_back(Lease::Held held);
  base::Status run_once(const std::function<base::Status(Connection&)>& work, TransactionName& committing);
  bool settled_as_committed(const TransactionName& name);

  std::string url_;
  std::string name_;
  std::size_t connections_max_;
  Reach& reach_;
  std::mutex mutex_;
  std::condition_variable freed_;
  std::vector<Lease::Held> free_;
  std::size_t open_ = 0;
  std::int64_t named_ = 0;
};

}  // namespace storage::postgres
