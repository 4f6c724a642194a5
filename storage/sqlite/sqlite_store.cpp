#include "storage/sqlite/sqlite_store.hpp"

#include <utility>

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
#include "storage/sqlite/flush.hpp"
#include "storage/sqlite/migrate.hpp"
#include "storage/sqlite/open.hpp"
#include "storage/sqlite/overlay.hpp"
#include "storage/sqlite/readers.hpp"
#include "storage/sqlite/roles.hpp"
#include "storage/sqlite/timer_claims.hpp"
#include "storage/sqlite/verify.hpp"
#include "storage/sqlite/writer.hpp"

namespace storage {

namespace sqlite {
namespace {

constexpr std::size_t kWholeBytesMax = 48 << 20;
constexpr std::size_t kInstallationBytes = 16;

WriterLimits limits_of(const SqliteOptions& options) {
  return {options.queue_max,       options.group_max,   options.group_wait,
          options.flush_turns_max, options.flush_after, options.checkpoint_pages, options.writer_thread};
}

class SqliteStore final : public Store {
 public:
  SqliteStore(const SqliteOptions& options, std::string installation, FolderLock lock,
              std::unique_ptr<Database> database, const base::Clock& clock, base::Random& random, base::Log& log)
      : clock_(clock),
        installation_(std::move(installation)),
        lock_(std::move(lock)),
        overlay_(options.whole_max, kWholeBytesMax),
        tokens_(random),
        writer_(std::move(database), overlay_, claims_, limits_of(options), clock, log),
        readers_(options.path, options.vfs, options.readers_max,
                 [this](const SqlFailure& failure) { writer_.give_up(failure); }),
        turns_(writer_, readers_, overlay_, claims_, tokens_),
        tickets_(writer_, readers_, tokens_),
        outbox_(writer_, readers_, clock, tokens_),
        forwards_(writer_, readers_, clock, tokens_),
        desk_(writer_, readers_, clock),
        releases_(writer_, readers_),
        accounts_(writer_, readers_),
        saved_views_(writer_, readers_) {}

  Turns& turns() override { return turns_; }
  Tickets& tickets() override { return tickets_; }
  Outbox& outbox() override { return outbox_; }
  Forwards& forwards() override { return forwards_; }
  Desk& desk() override { return desk_; }
  Releases& releases() override { return releases_; }
  Accounts& accounts() override { return accounts_; }
  SavedViews& saved_views() override { return saved_views_; }
  Health health() override { return writer_.health(); }
  base::Result<std::vector<Finding>> verify() override {
    return readers_.read<std::vector<Finding>>(
        [](Database& database) -> base::Result<std::vector<Finding>> { return sqlite::verify(database); });
  }

  void listen(Heard) override {}  // one process has the file: nobody else commits
  const std::string& installation() const override { return installation_; }
  const base::Clock& clock() const override { return clock_; }

 private:
  const base::Clock& clock_;
  const std::string installation_;
  FolderLock lock_;  // let go of last
  Overlay overlay_;
  TimerClaims claims_;
  LeaseTokens tokens_;
  Writer writer_;
  Readers readers_;
  TurnsRole turns_;
  TicketsRole<Writer, Readers> tickets_;
  OutboxRole<Writer, Readers> outbox_;
  ForwardsRole<Writer, Readers> forwards_;
  DeskRole<Writer, Readers> desk_;
  ReleasesRole<Writer, Readers> releases_;
  AccountsRole<Writer, Readers> accounts_;
  SavedViewsRole<Writer, Readers> saved_views_;
};

}  // namespace
}  // namespace sqlite

base::Result<std::unique_ptr<Store>> open_sqlite(const SqliteOptions& options, const base::Clock& clock,
                                                 base::Random& random, base::Log& log) {
  auto lock = sqlite::lock_folder(options);
  if (!lock) return lock.error();
  auto opened = sqlite::open_writer(options, clock.now());
  if (!opened) return opened.error();
  try {
    if (auto whole = refuse_unfinished_copy(*opened->database, options.path); !whole) return whole.error();
    const auto installation = settle_installation(*opened->database, options.path, options.installation,
                                                  random.hex(sqlite::kInstallationBytes));
    if (!installation) return installation.error();
    const std::int64_t replayed = sqlite::recover(*opened->database);
    log.info("storage_open", {{"migrated", opened->migrated.size()}, {"turns_replayed", replayed}});
    return std::unique_ptr<Store>(std::make_unique<sqlite::SqliteStore>(
        options, *installation, std::move(*lock), std::move(opened->database), clock, random, log));
  } catch (const sqlite::SqlFailure& failure) {
    base::Error error = sqlite::to_error(failure);
    error.text = "storage: " + options.path + " cannot be recovered (" + failure.what() +
                 "); check the disk or restore a backup";
    return error;
  }
}

base::Result<std::vector<std::string>> migrate_sqlite(const SqliteOptions& options, base::Log& log, base::UnixMs now) {
  auto lock = sqlite::lock_folder(options);
  if (!lock) return lock.error();
  auto opened = sqlite::open_writer(options, now);
  if (!opened) return opened.error();
  log.info("storage_migrated", {{"migrations", opened->migrated.size()}});
  return std::move(opened->migrated);
}

}  // namespace storage
