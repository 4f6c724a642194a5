#pragma once
// One connection to PostgreSQL: prepared statements, bound parameters in binary, and pipelines: statements are queued
// with send() and answered together by receive(), one journey for all. connection.cpp is the only file of the program
// that includes libpq-fe.h.
//
// Every failure is a PgFailure. After one of kind kAway, and only then, lost() is true and the connection is good for
// nothing. Threads: a connection belongs to one thread at a time.
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/time.hpp"
#include "storage/postgres/failure.hpp"
#include "storage/postgres/sql.hpp"
#include "storage/postgres/values.hpp"

struct pg_conn;
struct pg_result;

namespace storage::postgres {

/// One statement's answer.
class Rows {
 public:
  explicit Rows(pg_result* result) : result_(result, clear) {}
  /// True: there is a row, whose columns can be read until the next call.
  bool next();
  /// Of any integer or truth type; NULL is 0.
  std::int64_t integer(int column) const;
  base::UnixMs instant(int column) const { return {integer(column)}; }
  std::optional<base::UnixMs> optional_instant(int column) const;
  /// Valid as long as this object.
  std::string_view bytes(int column) const;
  std::string text(int column) const { return std::string(bytes(column)); }
  /// Rows that the statement wrote.
  std::int64_t affected() const;

 private:
  static void clear(pg_result* result);
  std::unique_ptr<pg_result, void (*)(pg_result*)> result_;
  int row_ = -1;
};

/// The statements that the engines cannot share, as storage/roles asks for them: what is read to be changed is locked.
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

/// A turn of another node, or anything else that was told with NOTIFY.
struct Notice {
  std::string channel;
  std::string payload;
};

class Connection {
 public:
  using Dialect = postgres::Dialect;

  /// Connects within some seconds a host. `url` is a postgres:// URL; what must hold for every session is added to it.
  /// `name` is this connection's alone, for ever; one without a name cannot name its transactions.
  explicit Connection(const std::string& url, std::string name = {});
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// Queues a statement. `sql` must be a constant that lives for ever: the prepared statement is kept under its
  /// address.
  template <class... Values>
  void send(const char* sql, const Values&... values) {
    if constexpr (sizeof...(Values) == 0) {
      send_values(sql, nullptr, 0);
    } else {
      const Value bound[] = {Value(values)...};
      send_values(sql, bound, static_cast<int>(sizeof...(Values)));
    }
  }
  /// Sends what is queued and waits for all of it. Throws the first failure: the statements after it were not run.
  std::vector<Rows> receive();
  /// One statement alone.
  template <class... Values>
  Rows query(const char* sql, const Values&... values) {
    send(sql, values...);
    return std::move(receive().back());
  }
  template <class... Values>
  std::int64_t run(const char* sql, const Values&... values) {
    return query(sql, values...).affected();
  }
  /// Several statements without parameters, not kept.
  void script(const std::string& sql);

  /// From now on the server may take as long as it likes.
  void be_patient() { patient_ = true; }
  bool lost() const { return lost_; }
  const std::string& name() const { return name_; }
  /// Queues what tells afterwards whether the open transaction was committed (fate.hpp), under the number it returns.
  std::int64_t name_transaction() {
    send(sql::kNameCommit, name_, ++transactions_);
    return transactions_;
  }
  /// "15.8"
  std::string server_version() const;
  int descriptor() const;
  /// Reads what has arrived without waiting.
  void consume();
  std::optional<Notice> next_notice();

 private:
  void send_values(const char* sql, const Value* values, int count);
  pg_result* next_result();
  void wait_for_server(bool to_write);
  [[noreturn]] void fail_lost();
  void note(pg_result* result, std::optional<PgFailure>& failure);

  struct Sent {
    const char* prepared = nullptr;  // not null: this is the preparation of that statement, not a statement
  };

  pg_conn* handle_ = nullptr;
  std::string name_;
  std::int64_t transactions_ = 0;
  bool lost_ = false;
  bool patient_ = false;
  std::vector<Sent> sent_;
  std::unordered_map<const char*, std::string> names_;
};

/// BEGIN … COMMIT; undone if commit() did not return. While it is committing a lost connection leaves an unknown
/// outcome.
class Transaction {
 public:
  explicit Transaction(Connection& connection);
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  void commit();
  /// The caller has sent COMMIT itself and seen its answer.
  void committed() { open_ = false; }

 private:
  Connection& connection_;
  bool open_ = true;
};

/// A part of a transaction that can be undone alone; undone if keep() did not return.
class Savepoint {
 public:
  explicit Savepoint(Connection& connection);
  ~Savepoint();
  Savepoint(const Savepoint&) = delete;
  Savepoint& operator=(const Savepoint&) = delete;
  void keep();

 private:
  Connection& connection_;
  bool open_ = true;
};

}  // namespace storage::postgres
