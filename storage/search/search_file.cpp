#include "storage/search/search_file.hpp"

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <functional>
#include <set>
#include <utility>

#include "storage/search/narrow.hpp"
#include "storage/sqlite/open.hpp"
#include "storage/sqlite/readers.hpp"

namespace storage::search {

using sqlite::Database;
using sqlite::SqlFailure;
using sqlite::Transaction;

namespace {

constexpr std::string_view kFormat = "1";
constexpr std::size_t kReadersMax = 2;
constexpr base::Millis kPatience{250};  // reliability reference §3 row 24
constexpr int kIdBits = 10;             // texts of one millisecond that need not look for a free id

constexpr char kSchema[] =
    "CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;"
    "CREATE TABLE conversations (id INTEGER PRIMARY KEY, version INTEGER NOT NULL);"
    "CREATE TABLE tickets (number TEXT PRIMARY KEY, revision INTEGER NOT NULL, text INTEGER NOT NULL) WITHOUT ROWID;"
    // An id carries the instant, so that the newest are found first and a period is a range.
    "CREATE TABLE texts (id INTEGER PRIMARY KEY, conversation INTEGER NOT NULL, sequence INTEGER NOT NULL, line INTEGER NOT NULL,"
    " ticket TEXT NOT NULL, text TEXT NOT NULL);"
    "CREATE INDEX texts_conversation ON texts (conversation, sequence) WHERE ticket = '';"
    "CREATE VIRTUAL TABLE grams USING fts5(pieces, content='', tokenize='ascii', columnsize=0);";

constexpr char kGetMeta[] = "SELECT value FROM meta WHERE name = $1";
constexpr char kPutMeta[] = "INSERT INTO meta (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value";
constexpr char kVersion[] = "SELECT version FROM conversations WHERE id = $1";
constexpr char kPutVersion[] =
    "INSERT INTO conversations (id, version) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET version = excluded.version";
constexpr char kRevision[] = "SELECT revision, text FROM tickets WHERE number = $1";
constexpr char kPutRevision[] =
    "INSERT INTO tickets (number, revision, text) VALUES ($1, $2, $3)"
    " ON CONFLICT (number) DO UPDATE SET revision = excluded.revision, text = excluded.text";
constexpr char kTextsBehind[] = "SELECT id, sequence, line, text FROM texts WHERE conversation = $1 AND sequence > $2 AND ticket = ''";
constexpr char kText[] = "SELECT text FROM texts WHERE id = $1";
constexpr char kInsertText[] = "INSERT INTO texts (id, conversation, sequence, line, ticket, text) VALUES ($1, $2, $3, $4, $5, $6)";
constexpr char kDeleteText[] = "DELETE FROM texts WHERE id = $1";
constexpr char kInsertGrams[] = "INSERT INTO grams (rowid, pieces) VALUES ($1, $2)";
constexpr char kDeleteGrams[] = "INSERT INTO grams (grams, rowid, pieces) VALUES ('delete', $1, $2)";
constexpr char kCounts[] = "SELECT (SELECT COUNT(*) FROM conversations), (SELECT COUNT(*) FROM tickets), (SELECT COUNT(*) FROM texts)";

#define SEARCH_HITS(which)                                                                                                       \
  "SELECT t.id, t.conversation, t.sequence, t.line, t.ticket, t.text FROM grams g JOIN texts t ON t.id = g.rowid" \
  " WHERE grams MATCH $1 AND g.rowid >= $2 AND g.rowid < $3" which " ORDER BY g.rowid DESC"
constexpr char kHits[] = SEARCH_HITS("");
constexpr char kHitsInLines[] = SEARCH_HITS(" AND t.ticket = ''");
constexpr char kHitsInTickets[] = SEARCH_HITS(" AND t.ticket <> ''");
#undef SEARCH_HITS
constexpr char kNewest[] = "SELECT rowid FROM grams WHERE grams MATCH $1 AND rowid >= $2 AND rowid < $3 ORDER BY rowid DESC LIMIT $4";

constexpr std::int64_t first_id_at(base::UnixMs moment) { return moment.count << kIdBits; }

std::unique_ptr<Database> open_file(const std::string& path) {
  auto database = std::make_unique<Database>(path, "", Database::Access::kReadWrite);
  (void)database->pragma("PRAGMA journal_mode = WAL");
  // Synced with each checkpoint of the log: what a crash takes away is taken in again. secure_delete: what is erased is overwritten.
  database->script("PRAGMA synchronous = NORMAL; PRAGMA secure_delete = ON; PRAGMA trusted_schema = OFF; PRAGMA temp_store = MEMORY;"
                   " PRAGMA cell_size_check = ON; PRAGMA cache_size = -32000; PRAGMA mmap_size = 0");
  database->harden();
  return database;
}

std::string meta_of(Database& database, std::string_view name) {
  auto row = database.query(kGetMeta, name);
  return row.next() ? row.text(0) : std::string();
}

bool is_whole(Database& database, const std::string& owner) {
  if (database.pragma("SELECT COUNT(*) FROM sqlite_master WHERE name IN ('meta', 'grams')") != "2") return false;
  return meta_of(database, "format") == kFormat && meta_of(database, "owner") == owner;
}

void remove_file(const std::string& path) {
  for (const char* end : {"", "-wal", "-shm"}) (void)::unlink((path + end).c_str());
}

/// What put() does to the texts, gathered so that it can be done in the order of ids, which the full-text table wants.
struct Plan {
  struct NewText {
    std::int64_t conversation = 0;
    std::uint64_t sequence = 0;
    std::size_t line = 0;
    std::string_view ticket;
    base::UnixMs at{0};
    std::string_view text;
  };
  std::map<std::int64_t, std::string> gone;    // id -> text
  std::map<std::int64_t, NewText> coming;      // by id
};

std::int64_t free_id(Database& database, const Plan& plan, const Plan::NewText& text) {
  std::int64_t id = first_id_at(text.at) + static_cast<std::int64_t>((text.sequence * 8 + text.line) % (std::uint64_t{1} << kIdBits));
  while (plan.coming.contains(id) || (!plan.gone.contains(id) && database.query(kText, id).next())) ++id;
  return id;
}

void plan_conversation(Database& database, const ConversationText& change, Plan& plan) {
  std::map<std::pair<std::uint64_t, std::size_t>, std::pair<std::int64_t, std::string>> there;
  auto row = database.query(kTextsBehind, change.conversation, change.after);
  while (row.next()) {
    there[{static_cast<std::uint64_t>(row.integer(1)), static_cast<std::size_t>(row.integer(2))}] = {row.integer(0), row.text(3)};
  }
  for (const LineText& line : change.lines) {
    const auto found = there.find({line.sequence, line.line});
    if (found != there.end() && found->second.second == line.text) {
      there.erase(found);
      continue;
    }
    const Plan::NewText text{change.conversation, line.sequence, line.line, {}, line.at, line.text};
    plan.coming[free_id(database, plan, text)] = text;
  }
  for (auto& [place, text] : there) plan.gone[text.first] = std::move(text.second);
}

void plan_ticket(Database& database, const TicketText& ticket, Plan& plan) {
  std::int64_t id = 0;
  {
    auto row = database.query(kRevision, ticket.number);
    if (row.next()) id = row.integer(1);
  }
  if (id != 0) {
    auto row = database.query(kText, id);
    if (row.next()) plan.gone[id] = row.text(0);
  }
  const Plan::NewText text{ticket.conversation, 0, 0, ticket.number, ticket.at, ticket.text};
  if (id == 0) id = free_id(database, plan, text);
  plan.coming[id] = text;
  database.run(kPutRevision, ticket.number, ticket.revision, id);
}

void carry_out(Database& database, const Plan& plan) {
  for (const auto& [id, text] : plan.gone) {
    database.run(kDeleteGrams, id, grams_of(text));
    database.run(kDeleteText, id);
  }
  for (const auto& [id, text] : plan.coming) {
    database.run(kInsertText, id, text.conversation, text.sequence, text.line, text.ticket, text.text);
    database.run(kInsertGrams, id, grams_of(text.text));
  }
}

Spread spread_of(Database& database, const std::string& piece, std::int64_t low, std::int64_t high) {
  Spread spread;
  auto row = database.query(kNewest, match_of({{{piece}, false}}), low, high, kSpreadTexts);
  for (; row.next(); ++spread.texts) spread.oldest = row.integer(0);
  return spread;
}

}  // namespace

class SearchFileLock {
 public:
  explicit SearchFileLock(sqlite::FolderLock lock) : lock_(std::move(lock)) {}

 private:
  sqlite::FolderLock lock_;
};

struct SearchFile::Open {
  explicit Open(std::unique_ptr<Database> opened, const std::string& path)
      : writer(std::move(opened)), readers(path, "", kReadersMax, [this](const SqlFailure&) { damaged = true; }) {}

  /// `work`: Database& -> base::Result<T> or base::Status.
  template <class Result, class Work>
  Result write(Work work) {
    try {
      return work(*writer);
    } catch (const SqlFailure& failure) {
      if (failure.is_damage()) damaged = true;
      return sqlite::to_error(failure);
    }
  }

  std::unique_ptr<Database> writer;
  std::atomic<bool> damaged{false};
  sqlite::Readers readers;
};

SearchFile::SearchFile(std::string path, std::string owner) : path_(std::move(path)), owner_(std::move(owner)) {}
SearchFile::~SearchFile() = default;

std::shared_ptr<SearchFile::Open> SearchFile::opened() const {
  const std::lock_guard lock(mutex_);
  return open_;
}

base::Result<std::unique_ptr<SearchFile>> SearchFile::open(const std::string& path, const std::string& owner) {
  std::unique_ptr<SearchFile> file(new SearchFile(path, owner));
  SqliteOptions options;
  options.path = path;
  auto lock = sqlite::lock_folder(options);
  if (!lock) return lock.error();
  file->lock_ = std::make_unique<SearchFileLock>(std::move(*lock));
  if (base::Status begun = file->begin(true); !begun) return begun.error();
  return file;
}

base::Status SearchFile::begin(bool keep_what_is_there) {
  try {
    std::unique_ptr<Database> database;
    if (keep_what_is_there) {
      try {
        database = open_file(path_);
        if (!is_whole(*database, owner_)) database.reset();
      } catch (const SqlFailure&) {
        database.reset();  // whatever is wrong with it: the next one is new
      }
    }
    if (!database) {
      remove_file(path_);
      database = open_file(path_);
      Transaction transaction(*database);
      database->script(kSchema);
      database->run(kPutMeta, "format", kFormat);
      database->run(kPutMeta, "owner", owner_);
      transaction.commit();
    }
    auto open = std::make_shared<Open>(std::move(database), path_);
    const std::lock_guard lock(mutex_);
    open_ = std::move(open);
    return {};
  } catch (const SqlFailure& failure) {
    base::Error error = sqlite::to_error(failure);
    error.text = "storage: the search file " + path_ + " cannot be made (" + failure.what() + "); check the disk and the folder's rights";
    return error;
  }
}

base::Status SearchFile::rebuild() { return begin(false); }
bool SearchFile::is_damaged() const { return opened()->damaged; }

base::Result<std::vector<Hit>> SearchFile::find(const Query& query) {
  const std::shared_ptr<Open> open = opened();
  const std::int64_t low = first_id_at(query.from);
  std::int64_t high = query.to.count > 0 ? first_id_at(query.to) : INT64_MAX;
  if (query.before > 0) high = std::min(high, query.before);
  const char* sql = query.among == Among::kEverything ? kHits : query.among == Among::kLines ? kHitsInLines : kHitsInTickets;
  using Hits = std::vector<Hit>;
  return open->readers.read<Hits>([&](Database& database) -> base::Result<Hits> {
    const sqlite::Patience patience(database, kPatience);
    Hits hits;
    const auto phrases = narrow(query.sought.phrases, [&](const std::string& piece) { return spread_of(database, piece, low, high); });
    if (!phrases) return hits;
    auto row = database.query(sql, match_of(*phrases), low, high);
    while (hits.size() < query.hits_max && row.next()) {
      if (!holds_all(row.bytes(5), query.sought.words)) continue;
      hits.push_back({row.integer(0), row.integer(1), static_cast<std::uint64_t>(row.integer(2)), static_cast<std::size_t>(row.integer(3)), row.text(4)});
    }
    return hits;
  });
}

base::Result<std::uint64_t> SearchFile::version_of(std::int64_t conversation) {
  return opened()->write<base::Result<std::uint64_t>>([&](Database& database) -> base::Result<std::uint64_t> {
    auto row = database.query(kVersion, conversation);
    return row.next() ? static_cast<std::uint64_t>(row.integer(0)) : std::uint64_t{0};
  });
}

base::Result<std::int64_t> SearchFile::revision_of(std::string_view ticket) {
  return opened()->write<base::Result<std::int64_t>>([&](Database& database) -> base::Result<std::int64_t> {
    auto row = database.query(kRevision, ticket);
    return row.next() ? row.integer(0) : std::int64_t{0};
  });
}

base::Status SearchFile::put(const std::vector<ConversationText>& conversations, const std::vector<TicketText>& tickets) {
  return opened()->write<base::Status>([&](Database& database) -> base::Status {
    Transaction transaction(database);
    Plan plan;
    for (const ConversationText& change : conversations) {
      plan_conversation(database, change, plan);
      database.run(kPutVersion, change.conversation, change.version);
    }
    for (const TicketText& ticket : tickets) plan_ticket(database, ticket, plan);
    carry_out(database, plan);
    transaction.commit();
    return {};
  });
}

base::Result<base::UnixMs> SearchFile::complete_until() {
  return opened()->write<base::Result<base::UnixMs>>([](Database& database) -> base::Result<base::UnixMs> {
    const std::string value = meta_of(database, "complete_until");
    return base::UnixMs{value.empty() ? 0 : std::stoll(value)};
  });
}

base::Status SearchFile::set_complete_until(base::UnixMs moment) {
  return opened()->write<base::Status>([&](Database& database) -> base::Status {
    database.run(kPutMeta, "complete_until", std::to_string(moment.count));
    return {};
  });
}

base::Result<Counts> SearchFile::counts() {
  return opened()->readers.read<Counts>([](Database& database) -> base::Result<Counts> {
    auto row = database.query(kCounts);
    row.next();
    return Counts{row.integer(0), row.integer(1), row.integer(2)};
  });
}

}  // namespace storage::search
