#include "storage/open.hpp"

#include "storage/postgres/postgres_store.hpp"
#include "storage/sqlite/sqlite_store.hpp"

namespace storage {

namespace {

constexpr std::string_view kSqlite = "sqlite:";

bool is_sqlite(const std::string& url) { return url.starts_with(kSqlite); }

SqliteOptions sqlite_of(const StoreOptions& options) {
  SqliteOptions sqlite;
  sqlite.path = options.url.substr(kSqlite.size());
  sqlite.queue_max = options.queue_max;
  sqlite.group_max = options.group_max;
  sqlite.installation = options.installation;
  return sqlite;
}

PostgresOptions postgres_of(const StoreOptions& options) {
  PostgresOptions postgres;
  postgres.url = options.url;
  postgres.queue_max = options.queue_max;
  postgres.group_max = options.group_max;
  postgres.connections_max = options.connections_max;
  postgres.installation = options.installation;
  return postgres;
}

}  // namespace

base::Result<std::unique_ptr<Store>> open_store(const StoreOptions& options, const base::Clock& clock,
                                                base::Random& random, base::Log& log) {
  if (is_sqlite(options.url)) return open_sqlite(sqlite_of(options), clock, random, log);
  return open_postgres(postgres_of(options), clock, random, log);
}

base::Result<std::vector<std::string>> migrate_store(const StoreOptions& options, const base::Clock& clock,
                                                     base::Log& log) {
  if (is_sqlite(options.url)) return migrate_sqlite(sqlite_of(options), log, clock.now());
  return migrate_postgres(postgres_of(options), clock, log);
}

base::Result<std::vector<std::string>> drop_old_turns_of(const StoreOptions& options, base::UnixMs before) {
  if (is_sqlite(options.url)) {
    return base::Error{
        base::ErrorCode::kInvalid,
        "storage: turns are dropped by the month on PostgreSQL only; move there with xinsheng store copy"};
  }
  return drop_old_turns(postgres_of(options), before);
}

}  // namespace storage
