#include "storage/postgres/open.hpp"

#include <string_view>

#include "storage/migrations.hpp"
#include "storage/postgres/url.hpp"
#include "storage/roles/installation.hpp"

namespace storage::postgres {

namespace {

constexpr char kCreateRecord[] =
    "CREATE TABLE IF NOT EXISTS migrations (number BIGINT PRIMARY KEY, name TEXT NOT NULL, applied_at BIGINT NOT NULL)";
constexpr char kRecorded[] = "SELECT number, name FROM migrations ORDER BY number";
constexpr char kRecord[] = "INSERT INTO migrations (number, name, applied_at) VALUES ($1, $2, $3)";
constexpr char kPatience[] = "SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = '60s'";
constexpr char kServerVersion[] = "SELECT current_setting('server_version_num')::bigint";
constexpr std::int64_t kServerVersionMin = 140'000;  // pipelines, pg_xact_status of xid8

base::Error refusal(const std::string& place, std::string_view why) {
  return {base::ErrorCode::kInvalid, "storage: " + place + " " + std::string(why)};
}

bool truth(Rows row) { return row.next() && row.integer(0) != 0; }

base::Result<std::vector<RecordedMigration>> recorded(Connection& connection, const std::string& place,
                                                      const std::string& installation) {
  if (!truth(connection.query(sql::kMigrationsTable))) {
    if (!truth(connection.query(sql::kTableCount))) return std::vector<RecordedMigration>();
    return refusal(place,
                   "holds the tables of another program; name an empty database of its own in the configuration");
  }
  std::vector<RecordedMigration> all;
  Rows row = connection.query(kRecorded);
  while (row.next()) all.push_back({row.integer(0), row.text(1)});
  if (all.empty()) return all;
  Rows application = connection.query(storage::sql::kGetMeta, "application");
  if (!application.next() || application.bytes(0) != "xinsheng") {
    return refusal(place, "belongs to another program; name another database in the configuration");
  }
  if (auto ours = refuse_other_installation(connection, place, installation); !ours) return ours.error();
  return all;
}

base::Result<std::vector<std::string>> migrate(Connection& connection, const std::string& place,
                                               const std::string& installation, base::UnixMs now) {
  std::vector<std::string> names;
  for (;;) {
    Transaction transaction(connection);
    (void)connection.receive();
    connection.script(kPatience);
    connection.run(sql::kMigrationLock);
    auto known = recorded(connection, place, installation);
    if (!known) return known.error();
    const auto applied = count_applied(*known);
    if (!applied) return applied.error();
    if (*applied == migrations().size()) return names;
    const Migration& migration = migrations()[*applied];
    connection.run(kCreateRecord);
    connection.script(migration.postgres);
    connection.run(kRecord, migration.number, migration.name, now);
    transaction.commit();
    names.emplace_back(migration.name);
  }
}

}  // namespace

base::Result<Opened> open_database(const std::string& url, base::UnixMs now, const std::string& installation) {
  auto place = place_of(url);
  if (!place) return place.error();
  try {
    Opened opened;
    opened.connection = std::make_unique<Connection>(url);
    Rows version = opened.connection->query(kServerVersion);
    if (!version.next() || version.integer(0) < kServerVersionMin) {
      return refusal(*place, "is older than PostgreSQL 14; upgrade the server");
    }
    auto migrated = migrate(*opened.connection, *place, installation, now);
    if (!migrated) return migrated.error();
    opened.migrated = std::move(*migrated);
    return opened;
  } catch (const PgFailure& failure) {
    return refusal(*place, why_not_opened(url, failure));
  }
}

}  // namespace storage::postgres
