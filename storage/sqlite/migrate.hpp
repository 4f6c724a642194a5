#pragma once
// Numbered migrations, embedded in the program (storage/embed_migrations.cmake). Each is one transaction that also
// records it.
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "storage/sqlite/database.hpp"

namespace storage::sqlite {

/// Applies what is missing and returns the names. An interrupted one leaves nothing behind. kInvalid: the file is newer
/// than this program, or its record of migrations is not one of ours.
base::Result<std::vector<std::string>> migrate(Database& database, base::UnixMs now);

}  // namespace storage::sqlite
