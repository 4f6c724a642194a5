#include "storage/postgres/postgres_store.hpp"

#include <utility>

#include "storage/postgres/bulletin.hpp"
#include "storage/postgres/database_clock.hpp"
#include "storage/postgres/open.hpp"
#include "storage/postgres/partitions.hpp"
#include "storage/postgres/pool.hpp"
#include "storage/postgres/reach.hpp"
#include "storage/postgres/turns_role.hpp"
#include "storage/postgres/url.hpp"
#include "storage/postgres/verify.hpp"
#include "storage/postgres/writer.hpp"
#include "storage/copy/unfinished.hpp"
#include "storage/roles/accounts_role.hpp"
#include "storage/roles/desk_role.hpp"
#include "storage/roles/forwards_role.hpp"
#include "storage/roles/installation.hpp"
#include "storage/roles/lease_tokens.hpp"
#include "storage/roles/outbox_role.hpp"
#include "storage/roles/releases_role.hpp"
#include "storage/roles/saved_views_role.hpp"
#include "storage/roles/tickets_role.hpp"

namespace storage {

namespace postgres {
namespace {

constexpr std::size_t kNodeBytes = 16;
constexpr std::size_t kInstallationBytes = 16;

class PostgresStore final : public Store {
 public:
  PostgresStore(const PostgresOptions& options, std::string version, std::string installation,
                const base::Clock& clock, base::Random& random, base::Log& log)
      : url_(options.url),
        version_(std::move(version)),
        installation_(std::move(installation)),
        queue_max_(options.queue_max),
        clock_(clock),
        node_(random.hex(kNodeBytes)),
        bulletin_({options.url, node_, options.keep_clock}, reach_, clock_, clock, log),
        pool_(options.url, node_, options.connections_max, reach_),
        writer_(options.url, node_, {options.queue_max, options.group_max, options.group_wait}, reach_, clock_, log,
                [this](const std::vector<Entry>& group) { tell(group); }),
        tokens_(random),
        turns_(writer_, pool_, tokens_),
        tickets_(pool_, pool_, tokens_),
        outbox_(pool_, pool_, clock_, tokens_),
        forwards_(pool_, pool_, clock_, tokens_),
        desk_(pool_, pool_, clock_),
        releases_(pool_, pool_),
        accounts_(pool_, pool_),
        saved_views_(pool_, pool_) {}

  Turns& turns() override { return turns_; }
  Tickets& tickets() override { return tickets_; }
  Outbox& outbox() override { return outbox_; }
  Forwards& forwards() override { return forwards_; }
  Desk& desk() override { return desk_; }
  Releases& releases() override { return releases_; }
  Accounts& accounts() override { return accounts_; }
  SavedViews& saved_views() override { return saved_views_; }
  Health health() override {
    const std::string problem = reach_.problem();
    return {problem.empty(), writer_.queued(), queue_max_, version_, problem};
  }
  base::Result<std::vector<Finding>> verify() override {
    try {
      Connection connection(url_);  // not one of the pool's: it may take minutes
      connection.be_patient();
      return postgres::verify(connection);
    } catch (const PgFailure& failure) {
      return to_error(failure);
    }
  }
  void listen(Heard heard) override { bulletin_.listen(std::move(heard)); }
  const std::string& installation() const override { return installation_; }
  const base::Clock& clock() const override { return clock_; }

 private:
  void tell(const std::vector<Entry>& group) {
    std::vector<Elsewhere> told;
    for (const Entry& entry : group) {
      if (!entry.outcome->ok()) continue;
      const Committed& committed = **entry.outcome;
      told.push_back({committed.conversation, entry.turn.key, committed.version});
    }
    if (!told.empty()) bulletin_.tell(std::move(told));
  }

  std::string url_;
  std::string version_;
  std::string installation_;
  std::size_t queue_max_;
  DatabaseClock clock_;
  std::string node_;
  Reach reach_;
  Bulletin bulletin_;
  Pool pool_;
  Writer writer_;
  LeaseTokens tokens_;
  TurnsRole turns_;
  TicketsRole<Pool, Pool> tickets_;
  OutboxRole<Pool, Pool> outbox_;
  ForwardsRole<Pool, Pool> forwards_;
  DeskRole<Pool, Pool> desk_;
  ReleasesRole<Pool, Pool> releases_;
  AccountsRole<Pool, Pool> accounts_;
  SavedViewsRole<Pool, Pool> saved_views_;
};

}  // namespace
}  // namespace postgres

base::Result<std::unique_ptr<Store>> open_postgres(const PostgresOptions& options, const base::Clock& clock,
                                                   base::Random& random, base::Log& log) {
  auto opened = postgres::open_database(options.url, clock.now(), options.installation);
  if (!opened) return opened.error();
  log.info("storage_open", {{"migrated", opened->migrated.size()}});
  std::string installation;
  try {
    const std::string place = postgres::place_of(options.url).value();
    auto settled = settle_installation(*opened->connection, place, options.installation,
                                       random.hex(postgres::kInstallationBytes));
    if (!settled) return settled.error();
    installation = std::move(*settled);
    if (auto whole = refuse_unfinished_copy(*opened->connection, "the database"); !whole) return whole.error();
    postgres::DatabaseClock first_clock(clock);
    if (!options.keep_clock) first_clock.measure(*opened->connection);
    postgres::make_partitions(*opened->connection, first_clock.now(), postgres::kMonthsAhead);
  } catch (const postgres::PgFailure& failure) {
    return base::Error{base::ErrorCode::kInvalid, "storage: the database cannot be made ready (" +
                                                      std::string(failure.what()) + "); see the server's log"};
  }
  const std::string version = "postgres " + opened->connection->server_version();
  opened->connection.reset();
  return std::unique_ptr<Store>(std::make_unique<postgres::PostgresStore>(options, version, std::move(installation),
                                                                           clock, random, log));
}

base::Result<std::vector<std::string>> migrate_postgres(const PostgresOptions& options, const base::Clock& clock,
                                                        base::Log& log) {
  auto opened = postgres::open_database(options.url, clock.now(), options.installation);
  if (!opened) return opened.error();
  log.info("storage_migrated", {{"migrations", opened->migrated.size()}});
  return std::move(opened->migrated);
}

base::Result<std::vector<std::string>> drop_old_turns(const PostgresOptions& options, base::UnixMs before) {
  auto opened = postgres::open_database(options.url, before);
  if (!opened) return opened.error();
  try {
    return postgres::drop_partitions(*opened->connection, before);
  } catch (const postgres::PgFailure& failure) {
    return postgres::to_error(failure);
  }
}

}  // namespace storage
