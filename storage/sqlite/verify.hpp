#pragma once
// The invariants of reliability reference §2 that the file alone can answer, over everything in it.
#include <vector>

#include "storage/sqlite/database.hpp"
#include "storage/store.hpp"

namespace storage::sqlite {

/// One moment of the database; throws SqlFailure where it cannot be read. At most some findings of each kind.
std::vector<Finding> verify(Database& database);

}  // namespace storage::sqlite
