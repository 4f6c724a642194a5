#include "storage/sqlite/database.hpp"

#include <sqlite3.h>

#include <limits>
#include <string>

#include "base/invariant.hpp"

namespace storage::sqlite {

namespace {

constexpr int kBusyTimeoutMs = 2000;  // reliability reference §5.2
constexpr int kStepsBetweenLooks = 1000;  // of SQLite's machine: some microseconds

FailureKind kind_of(int extended_code) {
  switch (extended_code & 0xFF) {
    case SQLITE_CONSTRAINT:
    case SQLITE_TOOBIG:
      return FailureKind::kConstraint;
    case SQLITE_FULL:
    case SQLITE_NOMEM:
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_PROTOCOL:
    case SQLITE_INTERRUPT:
      return FailureKind::kShort;
    default:
      return FailureKind::kBroken;
  }
}

int is_over(void* until) {
  return std::chrono::steady_clock::now() >= *static_cast<const std::chrono::steady_clock::time_point*>(until) ? 1 : 0;
}

int remember_wal_pages(void* wal_pages, sqlite3*, const char*, int pages) {
  *static_cast<int*>(wal_pages) = pages;
  return SQLITE_OK;
}

}  // namespace

bool SqlFailure::no_space() const noexcept { return (extended_code_ & 0xFF) == SQLITE_FULL; }

bool SqlFailure::not_a_database() const noexcept {
  return (extended_code_ & 0xFF) == SQLITE_NOTADB || (extended_code_ & 0xFF) == SQLITE_CORRUPT;
}

bool SqlFailure::is_damage() const noexcept {
  return not_a_database() || ((extended_code_ & 0xFF) == SQLITE_IOERR && extended_code_ != SQLITE_IOERR_NOMEM);
}

base::Error to_error(const SqlFailure& failure) {
  const bool passing = failure.kind() == FailureKind::kShort;
  return {passing ? base::ErrorCode::kBusy : base::ErrorCode::kStorage, std::string("storage: ") + failure.what()};
}

Query::~Query() {
  if (statement_ == nullptr) return;
  sqlite3_reset(statement_);
  sqlite3_clear_bindings(statement_);
}

bool Query::next() {
  const int code = sqlite3_step(statement_);
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  const int extended = sqlite3_extended_errcode(sqlite3_db_handle(statement_));
  throw SqlFailure(kind_of(extended), extended,
                   "SQLite error " + std::to_string(extended) + ", " + sqlite3_errstr(extended));
}

std::int64_t Query::integer(int column) const { return sqlite3_column_int64(statement_, column); }

std::optional<base::UnixMs> Query::optional_instant(int column) const {
  if (sqlite3_column_type(statement_, column) == SQLITE_NULL) return std::nullopt;
  return instant(column);
}

std::string_view Query::bytes(int column) const {
  const void* data = sqlite3_column_blob(statement_, column);
  const int size = sqlite3_column_bytes(statement_, column);
  return data == nullptr ? std::string_view()
                         : std::string_view(static_cast<const char*>(data), static_cast<std::size_t>(size));
}

void prepare_engine() {
  // Only speed: where somebody in this process has used SQLite before us, it refuses, and counts on.
  [[maybe_unused]] static const int code = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

Database::Database(const std::string& path, const std::string& vfs, Access access) {
  prepare_engine();
  const int flags = (access == Access::kReadWrite ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY) |
                    SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
  const int code = sqlite3_open_v2(path.c_str(), &handle_, flags, vfs.empty() ? nullptr : vfs.c_str());
  if (code != SQLITE_OK) {
    sqlite3_close_v2(handle_);
    throw SqlFailure(kind_of(code), code, "SQLite error " + std::to_string(code) + ", " + sqlite3_errstr(code));
  }
  sqlite3_busy_timeout(handle_, kBusyTimeoutMs);
}

Database::~Database() {
  for (const auto& [sql, statement] : statements_) sqlite3_finalize(statement);
  sqlite3_close_v2(handle_);
}

void Database::fail(int code) const {
  const int extended = handle_ == nullptr ? code : sqlite3_extended_errcode(handle_);
  throw SqlFailure(kind_of(extended), extended,
                   "SQLite error " + std::to_string(extended) + ", " + sqlite3_errstr(extended));
}

sqlite3_stmt* Database::prepared(const char* sql, int parameters) {
  sqlite3_stmt*& statement = statements_[sql];
  if (statement == nullptr) {
    const int code = sqlite3_prepare_v3(handle_, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
    if (code != SQLITE_OK) fail(code);
    BASE_INVARIANT(sqlite3_bind_parameter_count(statement) == parameters, "a statement is run with all its parameters");
    for (int i = 1; i <= parameters; ++i) {
      const char* name = sqlite3_bind_parameter_name(statement, i);
      BASE_INVARIANT(name != nullptr && "$" + std::to_string(i) == name,
                     "parameters are named in the order of their use");
    }
  }
  BASE_INVARIANT(sqlite3_stmt_busy(statement) == 0, "a statement is used once at a time");
  return statement;
}

std::int64_t Database::finish(sqlite3_stmt* statement) {
  const int code = sqlite3_step(statement);
  const int extended = code == SQLITE_DONE || code == SQLITE_ROW ? SQLITE_OK : sqlite3_extended_errcode(handle_);
  sqlite3_reset(statement);
  sqlite3_clear_bindings(statement);
  if (extended != SQLITE_OK) {
    throw SqlFailure(kind_of(extended), extended,
                     "SQLite error " + std::to_string(extended) + ", " + sqlite3_errstr(extended));
  }
  return sqlite3_changes64(handle_);
}

void Database::bind_integer(sqlite3_stmt* statement, int index, std::int64_t value) {
  const int code = sqlite3_bind_int64(statement, index, value);
  if (code != SQLITE_OK) fail(code);
}

void Database::bind_null(sqlite3_stmt* statement, int index) {
  const int code = sqlite3_bind_null(statement, index);
  if (code != SQLITE_OK) fail(code);
}

void Database::bind_bytes(sqlite3_stmt* statement, int index, std::string_view value, bool is_text, Lifetime lifetime) {
  // An empty view may hold a null pointer, which SQLite would take for NULL.
  const char* data = value.data() == nullptr ? "" : value.data();
  const auto destructor = lifetime == Lifetime::kCopied ? SQLITE_TRANSIENT : SQLITE_STATIC;
  const int code = is_text ? sqlite3_bind_text64(statement, index, data, value.size(), destructor, SQLITE_UTF8)
                           : sqlite3_bind_blob64(statement, index, data, value.size(), destructor);
  if (code != SQLITE_OK) fail(code);
}

void Database::script(const std::string& sql) {
  const int code = sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) fail(code);
}

std::string Database::pragma(const std::string& sql) {
  sqlite3_stmt* statement = nullptr;
  const int code = sqlite3_prepare_v2(handle_, sql.c_str(), -1, &statement, nullptr);
  const std::unique_ptr<sqlite3_stmt, int (*)(sqlite3_stmt*)> owner(statement, sqlite3_finalize);
  if (code != SQLITE_OK) fail(code);
  const int stepped = sqlite3_step(statement);
  if (stepped == SQLITE_DONE) return "";
  if (stepped != SQLITE_ROW) fail(stepped);
  const unsigned char* text = sqlite3_column_text(statement, 0);
  return text == nullptr ? "" : reinterpret_cast<const char*>(text);
}

bool Database::in_transaction() const { return sqlite3_get_autocommit(handle_) == 0; }

void Database::harden() {
  for (const int option :
       {SQLITE_DBCONFIG_ENABLE_TRIGGER, SQLITE_DBCONFIG_ENABLE_VIEW, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION,
        SQLITE_DBCONFIG_DQS_DML, SQLITE_DBCONFIG_DQS_DDL, SQLITE_DBCONFIG_TRUSTED_SCHEMA}) {
    const int code = sqlite3_db_config(handle_, option, 0, nullptr);
    if (code != SQLITE_OK) fail(code);
  }
  for (const int option : {SQLITE_DBCONFIG_DEFENSIVE, SQLITE_DBCONFIG_ENABLE_QPSG}) {
    const int code = sqlite3_db_config(handle_, option, 1, nullptr);
    if (code != SQLITE_OK) fail(code);
  }
}

std::int64_t Database::prepared_again() const {
  std::int64_t times = 0;
  for (const auto& [sql, statement] : statements_) times += sqlite3_stmt_status(statement, SQLITE_STMTSTATUS_REPREPARE, 0);
  return times;
}

void Database::keep_log() {
  int keep = 1;
  sqlite3_file_control(handle_, "main", SQLITE_FCNTL_PERSIST_WAL, &keep);
}

void Database::count_wal_pages() { sqlite3_wal_hook(handle_, remember_wal_pages, &wal_pages_); }

bool Database::checkpoint_passive() {
  int pages = 0;
  int written = 0;
  const int code = sqlite3_wal_checkpoint_v2(handle_, "main", SQLITE_CHECKPOINT_PASSIVE, &pages, &written);
  if (code == SQLITE_BUSY) return false;
  if (code != SQLITE_OK) fail(code);
  return pages == written;
}

std::string Database::engine() { return std::string("sqlite ") + sqlite3_libversion(); }

namespace {
constexpr char kBegin[] = "BEGIN IMMEDIATE";
constexpr char kCommit[] = "COMMIT";
constexpr char kRollback[] = "ROLLBACK";
constexpr char kSavepoint[] = "SAVEPOINT part";
constexpr char kRollbackTo[] = "ROLLBACK TO part";
constexpr char kRelease[] = "RELEASE part";
}  // namespace

Transaction::Transaction(Database& database) : database_(database) { database_.run(kBegin); }

Transaction::~Transaction() {
  // SQLite may have rolled back already by itself.
  if (!open_ || !database_.in_transaction()) return;
  try {
    database_.run(kRollback);
  } catch (const SqlFailure&) {
    // A rollback that fails leaves the connection unusable: the next BEGIN says so, and the writer stops.
  }
}

void Transaction::commit() {
  if (database_.poisoned())
    throw SqlFailure(FailureKind::kBroken, SQLITE_ABORT, "a part of a transaction could not be undone");
  try {
    database_.run(kCommit);
  } catch (const SqlFailure& failure) {
    // Out of memory behind the last synced frame: the commit may be on the disk. Only a full disk and a busy file are
    // known to have left nothing.
    const int primary = failure.code() & 0xFF;
    if (primary == SQLITE_FULL || primary == SQLITE_BUSY) throw;
    throw SqlFailure(FailureKind::kBroken, failure.code(), failure.what());
  }
  open_ = false;
}

Savepoint::Savepoint(Database& database) : database_(database) { database_.run(kSavepoint); }

Savepoint::~Savepoint() {
  if (!open_ || !database_.in_transaction()) return;
  try {
    database_.run(kRollbackTo);
    database_.run(kRelease);
  } catch (const SqlFailure&) {
    database_.poison();
  }
}

void Savepoint::keep() {
  database_.run(kRelease);
  open_ = false;
}

Patience::Patience(Database& database, base::Millis most)
    : database_(database), until_(std::chrono::steady_clock::now() + std::chrono::milliseconds(most.count)) {
  sqlite3_progress_handler(database_.handle_, kStepsBetweenLooks, is_over, &until_);
}

Patience::~Patience() { sqlite3_progress_handler(database_.handle_, 0, nullptr, nullptr); }

}  // namespace storage::sqlite
