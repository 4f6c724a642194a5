#include "storage/postgres/connection.hpp"

#include <libpq-fe.h>
#include <poll.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <utility>

namespace storage::postgres {

namespace {

constexpr char kBegin[] = "BEGIN";
constexpr char kCommit[] = "COMMIT";
constexpr char kRollback[] = "ROLLBACK";
constexpr char kPart[] = "SAVEPOINT part";
constexpr char kKeepPart[] = "RELEASE SAVEPOINT part";
constexpr char kUndoPart[] = "ROLLBACK TO SAVEPOINT part";

// A server that says nothing for so long is taken for dead; its own statement_timeout is half of it.
constexpr int kSilenceMs = 10'000;

// Reliability reference §5.11. What stands before the URL can be overruled by it, what stands behind it cannot.
constexpr std::array<std::pair<const char*, const char*>, 6> kDefaults{{{"connect_timeout", "3"},
                                                                        {"tcp_user_timeout", "10000"},
                                                                        {"keepalives_idle", "15"},
                                                                        {"keepalives_interval", "5"},
                                                                        {"keepalives_count", "3"},
                                                                        {"application_name", "xinsheng"}}};
constexpr std::array<std::pair<const char*, const char*>, 3> kFixed{
    {{"target_session_attrs", "read-write"},
     {"client_encoding", "UTF8"},
     {"options",
      "-c statement_timeout=5s -c lock_timeout=2s -c idle_in_transaction_session_timeout=5s -c synchronous_commit=on "
      "-c jit=off"}}};

/// The server's words without values: its message's first line for what concerns nobody, a constraint's name for the
/// rest.
std::string text_of(const pg_result* result) {
  const char* state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
  const char* constraint = PQresultErrorField(result, PG_DIAG_CONSTRAINT_NAME);
  std::string text = "PostgreSQL refused with " + std::string(state == nullptr ? "no code" : state);
  if (constraint != nullptr) text += " (" + std::string(constraint) + ")";
  return text;
}

}  // namespace

void Rows::clear(pg_result* result) { PQclear(result); }

bool Rows::next() { return ++row_ < PQntuples(result_.get()); }

std::int64_t Rows::integer(int column) const {
  if (PQgetisnull(result_.get(), row_, column) != 0) return 0;
  return from_wire(PQgetvalue(result_.get(), row_, column), PQgetlength(result_.get(), row_, column));
}

std::optional<base::UnixMs> Rows::optional_instant(int column) const {
  if (PQgetisnull(result_.get(), row_, column) != 0) return std::nullopt;
  return instant(column);
}

std::string_view Rows::bytes(int column) const {
  return {PQgetvalue(result_.get(), row_, column), static_cast<std::size_t>(PQgetlength(result_.get(), row_, column))};
}

std::int64_t Rows::affected() const {
  const char* text = PQcmdTuples(result_.get());
  return *text == '\0' ? 0 : std::atoll(text);
}

Connection::Connection(const std::string& url, std::string name) : name_(std::move(name)) {
  std::vector<const char*> keywords;
  std::vector<const char*> values;
  const auto add = [&](const char* keyword, const char* value) {
    keywords.push_back(keyword);
    values.push_back(value);
  };
  for (const auto& [keyword, value] : kDefaults) add(keyword, value);
  add("dbname", url.c_str());
  for (const auto& [keyword, value] : kFixed) add(keyword, value);
  add(nullptr, nullptr);
  handle_ = PQconnectdbParams(keywords.data(), values.data(), 1);
  if (PQstatus(handle_) != CONNECTION_OK) {
    // libpq's own words when no host of the URL is a primary.
    const bool read_only = std::string_view(PQerrorMessage(handle_)).find("read-only") != std::string_view::npos;
    PQfinish(std::exchange(handle_, nullptr));
    throw PgFailure(read_only ? "25006" : "",
                    read_only ? "the database is read-only" : "no connection to the database");
  }
  PQsetNoticeReceiver(
      handle_, [](void*, const pg_result*) {}, nullptr);
  PQsetnonblocking(handle_, 1);
  PQenterPipelineMode(handle_);
}

Connection::~Connection() { PQfinish(handle_); }

std::string Connection::server_version() const {
  const char* version = PQparameterStatus(handle_, "server_version");
  const std::string text = version == nullptr ? "" : version;
  return text.substr(0, text.find(' '));
}

int Connection::descriptor() const { return PQsocket(handle_); }

void Connection::fail_lost() {
  lost_ = true;
  throw PgFailure("", "the connection to the database was lost");
}

void Connection::consume() {
  if (PQconsumeInput(handle_) == 0) fail_lost();
}

std::optional<Notice> Connection::next_notice() {
  PGnotify* told = PQnotifies(handle_);
  if (told == nullptr) return std::nullopt;
  Notice notice{told->relname, told->extra};
  PQfreemem(told);
  return notice;
}

void Connection::send_values(const char* sql, const Value* values, int count) {
  if (lost_) fail_lost();
  std::vector<Oid> types;
  std::vector<const char*> data;
  std::vector<int> lengths;
  for (int i = 0; i < count; ++i) {
    types.push_back(values[i].type());
    data.push_back(values[i].data());
    lengths.push_back(values[i].length());
  }
  const std::vector<int> binary(static_cast<std::size_t>(count), 1);
  auto name = names_.find(sql);
  if (name == names_.end()) {
    name = names_.emplace(sql, "s" + std::to_string(names_.size())).first;
    if (PQsendPrepare(handle_, name->second.c_str(), sql, count, types.data()) == 0) fail_lost();
    sent_.push_back({sql});
  }
  if (PQsendQueryPrepared(handle_, name->second.c_str(), count, data.data(), lengths.data(), binary.data(), 1) == 0)
    fail_lost();
  sent_.push_back({});
}

void Connection::wait_for_server(bool to_write) {
  pollfd wait{.fd = PQsocket(handle_), .events = static_cast<short>(POLLIN | (to_write ? POLLOUT : 0)), .revents = 0};
  const int ready = ::poll(&wait, 1, patient_ ? -1 : kSilenceMs);
  if (ready < 0 && errno == EINTR) return;
  if (ready <= 0) fail_lost();
}

/// nullptr: the current statement has no more results.
pg_result* Connection::next_result() {
  for (;;) {
    const int unsent = PQflush(handle_);
    if (PQisBusy(handle_) == 0) return PQgetResult(handle_);
    if (unsent < 0) fail_lost();
    wait_for_server(unsent == 1);
    (void)PQconsumeInput(handle_);  // its failure ends the wait: PQgetResult() then gives what arrived before
    if (PQstatus(handle_) == CONNECTION_BAD && PQisBusy(handle_) != 0) fail_lost();
  }
}

void Connection::note(pg_result* result, std::optional<PgFailure>& failure) {
  const char* state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
  if (!failure) failure.emplace(state == nullptr ? "" : state, text_of(result));
}

std::vector<Rows> Connection::receive() {
  if (lost_ || PQpipelineSync(handle_) == 0) fail_lost();
  std::vector<Rows> answers;
  std::optional<PgFailure> failure;
  const std::vector<Sent> sent = std::exchange(sent_, {});
  for (std::size_t at = 0;;) {
    pg_result* result = next_result();
    if (result == nullptr) {
      if (PQstatus(handle_) == CONNECTION_BAD) break;
      ++at;
      continue;
    }
    const ExecStatusType status = PQresultStatus(result);
    if (status == PGRES_PIPELINE_SYNC) {
      PQclear(result);
      break;
    }
    if (status == PGRES_FATAL_ERROR || status == PGRES_PIPELINE_ABORTED) {
      note(result, failure);
      if (at < sent.size() && sent[at].prepared != nullptr) names_.erase(sent[at].prepared);
    }
    if (at < sent.size() && sent[at].prepared == nullptr && !failure) {
      answers.emplace_back(result);
    } else {
      PQclear(result);
    }
    if (PQstatus(handle_) == CONNECTION_BAD) break;
  }
  if (PQstatus(handle_) == CONNECTION_BAD || (failure && failure->kind() == FailureKind::kAway)) {
    lost_ = true;
    // Whatever the server said last, the connection is gone.
    if (!failure || failure->kind() != FailureKind::kAway)
      throw PgFailure("", "the connection to the database was lost");
  }
  if (failure) throw PgFailure(*failure);
  return answers;
}

void Connection::script(const std::string& sql) {
  if (lost_ || PQexitPipelineMode(handle_) == 0) fail_lost();
  PQsetnonblocking(handle_, 0);
  pg_result* result = PQexec(handle_, sql.c_str());
  const ExecStatusType status = PQresultStatus(result);
  std::optional<PgFailure> failure;
  if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) note(result, failure);
  PQclear(result);
  if (PQstatus(handle_) == CONNECTION_BAD) fail_lost();
  PQsetnonblocking(handle_, 1);
  PQenterPipelineMode(handle_);
  if (failure) throw PgFailure(*failure);
}

Transaction::Transaction(Connection& connection) : connection_(connection) { connection_.send(kBegin); }

Transaction::~Transaction() {
  if (!open_ || connection_.lost()) return;
  try {
    connection_.send(kRollback);
    (void)connection_.receive();
  } catch (const PgFailure&) {
    // Lost: the server undoes it.
  }
}

void Transaction::commit() {
  (void)connection_.run(kCommit);
  open_ = false;
}

Savepoint::Savepoint(Connection& connection) : connection_(connection) { connection_.send(kPart); }

Savepoint::~Savepoint() {
  if (!open_ || connection_.lost()) return;
  try {
    connection_.send(kUndoPart);
    connection_.send(kKeepPart);
    (void)connection_.receive();
  } catch (const PgFailure&) {
    // The transaction around it cannot commit any more: its next statement says so.
  }
}

void Savepoint::keep() {
  connection_.send(kKeepPart);
  open_ = false;
}

}  // namespace storage::postgres
