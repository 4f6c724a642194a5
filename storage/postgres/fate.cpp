#include "storage/postgres/fate.hpp"

namespace storage::postgres {

namespace {
constexpr int kLooksMax = 15;  // of lock_timeout each
}

bool has_committed(Connection& fresh, const TransactionName& name) {
  for (int look = 0; look < kLooksMax; ++look) {
    try {
      Rows row = fresh.query(sql::kLastCommit, name.connection);
      return row.next() && row.integer(0) == name.number;
    } catch (const PgFailure& failure) {
      if (failure.kind() != FailureKind::kRetry) throw;
    }
  }
  throw PgFailure("", "whether a transaction was committed cannot be found out");
}

}  // namespace storage::postgres
