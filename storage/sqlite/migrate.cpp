#include "storage/sqlite/migrate.hpp"

#include <cstddef>

#include "storage/migrations.hpp"

namespace storage::sqlite {

namespace {

constexpr char kCreateRecord[] =
    "CREATE TABLE IF NOT EXISTS migrations (number INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at INTEGER NOT "
    "NULL)";
constexpr char kRecorded[] = "SELECT number, name FROM migrations ORDER BY number";
constexpr char kRecord[] = "INSERT INTO migrations (number, name, applied_at) VALUES ($1, $2, $3)";
constexpr char kHasRecord[] = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'migrations'";

std::vector<RecordedMigration> recorded(Database& database) {
  {
    Query exists = database.query(kHasRecord);
    if (!exists.next()) return {};
  }
  std::vector<RecordedMigration> all;
  Query row = database.query(kRecorded);
  while (row.next()) all.push_back({row.integer(0), row.text(1)});
  return all;
}

}  // namespace

base::Result<std::vector<std::string>> migrate(Database& database, base::UnixMs now) {
  const auto applied = count_applied(recorded(database));
  if (!applied) return applied.error();
  std::vector<std::string> names;
  for (std::size_t i = *applied; i < migrations().size(); ++i) {
    const Migration& migration = migrations()[i];
    Transaction transaction(database);
    database.run(kCreateRecord);
    database.script(migration.sqlite);
    database.run(kRecord, migration.number, migration.name, now);
    database.script("PRAGMA user_version = " + std::to_string(migration.number));
    transaction.commit();
    names.emplace_back(migration.name);
  }
  return names;
}

}  // namespace storage::sqlite
