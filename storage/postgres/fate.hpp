#pragma once
// A transaction whose connection was lost while it committed: did it happen? PostgreSQL remembers (pg_xact_status).
#include <cstdint>

#include "storage/postgres/connection.hpp"

namespace storage::postgres {

/// What a transaction is called; taken inside of it.
struct TransactionName {
  std::int64_t id = 0;
  int backend = 0;
};

/// True: it is committed. False: nothing of it is there. On a fresh connection; ends the backend that may still be at
/// it. Throws PgFailure, also when the transaction is still neither after some seconds.
bool has_committed(Connection& fresh, const TransactionName& name);

}  // namespace storage::postgres
