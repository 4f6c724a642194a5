#include "storage/sqlite/migrate.hpp"

#include <cstddef>

namespace storage::sqlite {

namespace {

constexpr char kCreateRecord[] =
    "CREATE TABLE IF NOT EXISTS migrations (number INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at INTEGER NOT NULL)";
constexpr char kRecorded[] = "SELECT number, name FROM migrations ORDER BY number";
constexpr char kRecord[] = "INSERT INTO migrations (number, name, applied_at) VALUES ($1, $2, $3)";
constexpr char kHasRecord[] = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'migrations'";

base::Result<std::size_t> count_applied(Database& database) {
  {
    Query exists = database.query(kHasRecord);
    if (!exists.next()) return std::size_t{0};
  }
  const auto& known = migrations();
  std::size_t applied = 0;
  std::int64_t newest = 0;
  Query row = database.query(kRecorded);
  while (row.next()) {
    newest = row.integer(0);
    if (applied < known.size() && (newest != known[applied].number || row.bytes(1) != known[applied].name)) {
      return base::Error{base::ErrorCode::kInvalid, "storage: migration " + std::to_string(newest) +
                                                        " of this database is not one of this program's; restore a backup of it"};
    }
    ++applied;
  }
  if (applied > known.size()) {
    return base::Error{base::ErrorCode::kInvalid,
                       "storage: this database has schema " + std::to_string(newest) + ", this program knows schema " +
                           std::to_string(known.size()) + ": run the newer program, or restore a backup from before the upgrade"};
  }
  return applied;
}

}  // namespace

base::Result<std::vector<std::string>> migrate(Database& database, base::UnixMs now) {
  const auto applied = count_applied(database);
  if (!applied) return applied.error();
  std::vector<std::string> names;
  for (std::size_t i = *applied; i < migrations().size(); ++i) {
    const Migration& migration = migrations()[i];
    Transaction transaction(database);
    database.run(kCreateRecord);
    database.script(migration.sql);
    database.run(kRecord, migration.number, migration.name, now);
    database.script("PRAGMA user_version = " + std::to_string(migration.number));
    transaction.commit();
    names.emplace_back(migration.name);
  }
  return names;
}

}  // namespace storage::sqlite
