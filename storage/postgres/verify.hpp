#pragma once
// The invariants of reliability reference §2 that the database alone can answer, over everything in it.
#include <vector>

#include "storage/postgres/connection.hpp"
#include "storage/store.hpp"

namespace storage::postgres {

/// One moment of the database, however long it takes. Throws PgFailure. At most some findings of each kind.
std::vector<Finding> verify(Connection& connection);

}  // namespace storage::postgres
