#pragma once
// A transaction whose connection was lost while it committed: did it happen? Each transaction leaves its number in a
// row of its connection's own. (pg_xact_status() cannot be asked: after a crash the server gives the id of a
// transaction of which nothing had reached its disk to another one.)
#include <cstdint>
#include <string>

#include "storage/postgres/connection.hpp"

namespace storage::postgres {

struct TransactionName {
  std::string connection;
  std::int64_t number = 0;  // 0: none
};

/// True: it is committed. False: nothing of it is there, nor will be. On a fresh connection; waits for a transaction
/// that is still at it. Throws PgFailure, also when it is still neither after half a minute.
bool has_committed(Connection& fresh, const TransactionName& name);

}  // namespace storage::postgres
