#pragma once
// One connection to the embedded engine: prepared statements, bound parameters, transactions. database.cpp is the only
// file of the program that includes sqlite3.h.
//
// A failed call is the exception SqlFailure, not a code: in this folder an unchecked code would be a lost turn. Nobody
// outside sees it: the writer and the readers catch it in one place each and hand on a base::Error. Threads: a
// connection belongs to one thread at a time.
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <unordered_map>

#include "base/result.hpp"
#include "base/time.hpp"
#include "storage/blob.hpp"
#include "storage/roles/lists_sql.hpp"
#include "storage/sql.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace storage::sqlite {

enum class FailureKind {
  kConstraint,  // this statement was refused and undone; the transaction goes on
  kShort,       // no space, no memory or another writer: the transaction is undone, later ones may work
  kBroken,      // the disk or the file: what is on it is not known any more until it is opened again
};

class SqlFailure final : public std::runtime_error {
 public:
  SqlFailure(FailureKind kind, int extended_code, const std::string& text)
      : std::runtime_error(text), kind_(kind), extended_code_(extended_code) {}
  FailureKind kind() const noexcept { return kind_; }
  /// SQLite's extended result code.
  int code() const noexcept { return extended_code_; }
  bool no_space() const noexcept;
  bool not_a_database() const noexcept;
  /// The disk erred or the file is damaged; unlike, say, a process that has too many files open.
  bool is_damage() const noexcept;

 private:
  FailureKind kind_;
  int extended_code_;
};

/// kShort is kBusy, everything else kStorage. The text names SQLite's code and never a value.
base::Error to_error(const SqlFailure& failure);

using storage::Blob;

/// A statement in use; it is given back to its connection at the end of the scope.
class Query {
 public:
  explicit Query(sqlite3_stmt* statement) : statement_(statement) {}
  Query(Query&& other) noexcept : statement_(other.statement_) { other.statement_ = nullptr; }
  Query(const Query&) = delete;
  Query& operator=(const Query&) = delete;
  Query& operator=(Query&&) = delete;
  ~Query();

  /// True: there is a row, whose columns can be read until the next call.
  bool next();
  std::int64_t integer(int column) const;
  base::UnixMs instant(int column) const { return {integer(column)}; }
  std::optional<base::UnixMs> optional_instant(int column) const;
  /// Valid until the next call of next().
  std::string_view bytes(int column) const;
  std::string text(int column) const { return std::string(bytes(column)); }

 private:
  sqlite3_stmt* statement_;
};

/// The statements that the engines cannot share, as storage/roles asks for them. A writer is alone here: nothing is
/// locked.
struct Dialect {
  static constexpr const char* kClaimable = sql::kClaimable;
  static constexpr const char* kFirstForwards = sql::kFirstForwards;
  static constexpr const char* kFirstForwardsOverdue = sql::kFirstForwardsOverdue;
  static constexpr const char* kForwardsAgain = sql::kForwardsAgain;
  static constexpr const char* kForwardsAgainOverdue = sql::kForwardsAgainOverdue;
  static constexpr const char* kForwardsInterrupted = sql::kForwardsInterrupted;
  static constexpr const char* kForwardsInterruptedOverdue = sql::kForwardsInterruptedOverdue;
  static constexpr const char* kForwardForDecision = sql::kForwardForDecision;
  static constexpr const char* kLeased = sql::kLeased;
  static constexpr const char* kTicketStanding = sql::kTicketStanding;
  static constexpr const char* kDueLooks = sql::kDueLooks;
  static constexpr const char* kClaimedLook = sql::kClaimedLook;
  static constexpr const char* kTaskOpen = sql::kTaskOpen;
  static constexpr const char* kReleaseForChange = sql::kReleaseForChange;
  static constexpr const char* kFittingTickets = sql::kFittingTickets;
};

class Database {
 public:
  using Dialect = sqlite::Dialect;
  enum class Access { kReadWrite, kReadOnly };
  /// `vfs` "" = the system's. kReadWrite creates the file if it is absent.
  Database(const std::string& path, const std::string& vfs, Access access);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  /// Runs a statement that gives no rows; returns how many rows it changed. `sql` must be a constant that lives for
  /// ever: the prepared statement is kept under its address. Parameters are $1, $2 … in the order of their first use.
  template <class... Values>
  std::int64_t run(const char* sql, const Values&... values) {
    sqlite3_stmt* statement = prepared(sql, static_cast<int>(sizeof...(Values)));
    int index = 0;
    (bind(statement, ++index, values, Lifetime::kOutlivesCall), ...);
    return finish(statement);
  }
  /// The values are copied.
  template <class... Values>
  Query query(const char* sql, const Values&... values) {
    sqlite3_stmt* statement = prepared(sql, static_cast<int>(sizeof...(Values)));
    Query result(statement);
    int index = 0;
    (bind(statement, ++index, values, Lifetime::kCopied), ...);
    return result;
  }
  /// Several statements, not kept.
  void script(const std::string& sql);
  /// The first column of the first row, as text; for pragmas.
  std::string pragma(const std::string& sql);

  bool in_transaction() const;
  /// A part could not be undone: the transaction around it must not commit any more.
  void poison() { poisoned_ = true; }
  bool poisoned() const { return poisoned_; }
  /// Closes what SQLite offers an attacker who can change the file, and what we do not use. How a statement is run does not
  /// depend on what is bound to it: else those that meet a partial index would be compiled anew at every use.
  void harden();
  /// How often statements were compiled anew since they were prepared.
  std::int64_t prepared_again() const;
  /// The write-ahead log stays as a file when the last connection closes: overwriting is several times faster than
  /// appending. (Growing the database file in big steps was tried and costs 30 ms of zeros at each step.)
  void keep_log();
  /// From now on wal_pages() is known. After PRAGMA wal_autocheckpoint, which takes SQLite's only hook of this kind.
  void count_wal_pages();
  /// Writes as much of the write-ahead log into the database as readers allow; true if nothing is left in it.
  bool checkpoint_passive();
  /// Pages in the write-ahead log after this connection's last commit; see count_wal_pages().
  int wal_pages() const { return wal_pages_; }
  static std::string engine();

 private:
  friend class Patience;
  enum class Lifetime { kOutlivesCall, kCopied };
  sqlite3_stmt* prepared(const char* sql, int parameters);
  std::int64_t finish(sqlite3_stmt* statement);
  [[noreturn]] void fail(int code) const;

  void bind_integer(sqlite3_stmt* statement, int index, std::int64_t value);
  void bind_null(sqlite3_stmt* statement, int index);
  void bind_bytes(sqlite3_stmt* statement, int index, std::string_view value, bool is_text, Lifetime lifetime);
  template <class Value>
  void bind(sqlite3_stmt* statement, int index, const Value& value, Lifetime lifetime) {
    if constexpr (std::is_integral_v<Value>) {
      bind_integer(statement, index, static_cast<std::int64_t>(value));
    } else if constexpr (std::is_same_v<Value, base::UnixMs>) {
      bind_integer(statement, index, value.count);
    } else if constexpr (std::is_same_v<Value, std::optional<base::UnixMs>>) {
      value ? bind_integer(statement, index, value->count) : bind_null(statement, index);
    } else if constexpr (std::is_same_v<Value, std::optional<std::string_view>>) {
      value ? bind_bytes(statement, index, *value, true, lifetime) : bind_null(statement, index);
    } else if constexpr (std::is_same_v<Value, Blob>) {
      bind_bytes(statement, index, value.bytes, false, lifetime);
    } else {
      bind_bytes(statement, index, std::string_view(value), true, lifetime);
    }
  }

  sqlite3* handle_ = nullptr;
  int wal_pages_ = 0;
  bool poisoned_ = false;
  std::unordered_map<const char*, sqlite3_stmt*> statements_;
};

/// BEGIN IMMEDIATE … COMMIT; undone if commit() did not return.
class Transaction {
 public:
  explicit Transaction(Database& database);
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  void commit();

 private:
  Database& database_;
  bool open_ = true;
};

/// A part of a transaction that can be undone alone; undone if keep() did not return.
class Savepoint {
 public:
  explicit Savepoint(Database& database);
  ~Savepoint();
  Savepoint(const Savepoint&) = delete;
  Savepoint& operator=(const Savepoint&) = delete;
  void keep();

 private:
  Database& database_;
  bool open_ = true;
};

/// While it lives, a statement of this connection that goes on for longer than `most` from now on ends with a SqlFailure (kShort).
class Patience {
 public:
  Patience(Database& database, base::Millis most);
  ~Patience();
  Patience(const Patience&) = delete;
  Patience& operator=(const Patience&) = delete;

 private:
  Database& database_;
  std::chrono::steady_clock::time_point until_;
};

}  // namespace storage::sqlite
