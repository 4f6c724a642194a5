#include "storage/postgres/fate.hpp"

#include <string>

namespace storage::postgres {

namespace {
constexpr char kPause[] = "SELECT pg_sleep(0.02)";
constexpr int kLooksMax = 250;
}  // namespace

bool has_committed(Connection& fresh, const TransactionName& name) {
  for (int look = 0; look < kLooksMax; ++look) {
    std::string status;
    try {
      Rows row = fresh.query(sql::kTransactionFate, std::to_string(name.id));
      if (row.next()) status = row.text(0);
    } catch (const PgFailure& failure) {
      // "transaction ID … is in the future": a server that never heard of it has taken over.
      if (failure.kind() == FailureKind::kConstraint) return false;
      throw;
    }
    if (status == "committed") return true;
    if (status == "aborted") return false;
    if (look == 0) (void)fresh.run(sql::kEndBackend, name.backend);
    (void)fresh.run(kPause);
  }
  throw PgFailure("", "whether a transaction was committed cannot be found out");
}

}  // namespace storage::postgres
