#include "storage/postgres/pool.hpp"

#include <utility>

namespace storage::postgres {

namespace {
constexpr base::Millis kUnknownAtMost = base::seconds(30);
}

Pool::Lease::Held Pool::take() {
  if (reach_.away() && !reach_.wait_until_back()) throw PgFailure("", "the database cannot be reached");
  std::unique_lock lock(mutex_);
  freed_.wait(lock, [this] { return !free_.empty() || open_ < connections_max_; });
  const std::uint64_t generation = reach_.generation();
  while (!free_.empty()) {
    Lease::Held held = std::move(free_.back());
    free_.pop_back();
    if (held.generation == generation) return held;
    --open_;
  }
  ++open_;
  const std::int64_t number = ++named_;
  lock.unlock();
  try {
    return {std::make_unique<Connection>(url_, name_ + "/" + std::to_string(number)), generation};
  } catch (const PgFailure& failure) {
    lock.lock();
    --open_;
    lock.unlock();
    freed_.notify_one();
    reach_.lost(generation, failure);
    throw;
  }
}

void Pool::give_back(Lease::Held held) {
  const bool lost = held.connection->lost();
  if (lost) reach_.lost(held.generation, PgFailure("", "the connection to the database was lost"));
  {
    const std::scoped_lock lock(mutex_);
    if (!lost && held.generation == reach_.generation()) {
      free_.push_back(std::move(held));
    } else {
      --open_;
    }
  }
  freed_.notify_one();
}

base::Status Pool::run_once(const std::function<base::Status(Connection&)>& work, TransactionName& committing) {
  Lease lease(*this);
  Connection& connection = lease.connection();
  Transaction transaction(connection);
  const TransactionName name{connection.name(), connection.name_transaction()};
  if (auto status = work(connection); !status) return status;
  committing = name;
  transaction.commit();
  return {};
}

bool Pool::settled_as_committed(const TransactionName& name) {
  if (!reach_.wait_until_back(kUnknownAtMost)) throw PgFailure("", "the database cannot be reached");
  Lease lease(*this);
  return has_committed(lease.connection(), name);
}

base::Status Pool::run(const std::function<base::Status(Connection&)>& work) {
  for (int attempt = 1;; ++attempt) {
    TransactionName committing;
    try {
      base::Status status = run_once(work, committing);
      if (status) reach_.wrote();
      return status;
    } catch (const PgFailure& failure) {
      const bool again = failure.kind() == FailureKind::kAway || failure.kind() == FailureKind::kRetry;
      if (failure.kind() == FailureKind::kAway && committing.number != 0) {
        try {
          if (settled_as_committed(committing)) return {};
        } catch (const PgFailure& unknown) {
          return base::Error{base::ErrorCode::kStorage, std::string("storage: ") + unknown.what()};
        }
      } else if (!again) {
        if (failure.kind() != FailureKind::kConstraint) reach_.refused(failure);
        return to_error(failure);
      }
      if (attempt == kAttemptsMax || !reach_.wait_until_back()) return to_error(failure);
    }
  }
}

}  // namespace storage::postgres
