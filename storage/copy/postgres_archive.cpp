#include <algorithm>
#include <unordered_map>
#include <utility>

#include "storage/copy/call.hpp"
#include "storage/copy/engines.hpp"
#include "storage/lines.hpp"
#include "storage/marks.hpp"
#include "storage/postgres/open.hpp"
#include "storage/postgres/partitions.hpp"
#include "storage/postgres/turn_ids.hpp"

namespace storage::copy {
namespace {

using postgres::Column;
using postgres::Rows;

#define STORAGE_OF_HEAD "COALESCE(h.timer_due, -1), h.state, h.owed, c.channel, c.account, c.driver"
constexpr char kTurns[] =
    "SELECT t.id, t.conversation, t.sequence, t.at, t.kind, t.inbound_key, t.release, t.answer, t.lines, h.last_turn = "
    "t.id, " STORAGE_OF_HEAD
    " FROM turns t JOIN heads h ON h.conversation = t.conversation JOIN conversations c ON c.id = t.conversation"
    " WHERE (t.conversation, t.id) > ($1, $2) ORDER BY t.conversation, t.id LIMIT $3";
constexpr char kTurnBehind[] = "SELECT conversation, id FROM turns ORDER BY conversation, id LIMIT 1 OFFSET $1";
// Retention drops months of turns; a conversation that has none left still has its row. It is copied as one turn that says nothing
// and holds its place, because an engine may keep the state in the newest turn alone. These come behind all others.
#define STORAGE_TURNLESS \
  "NOT EXISTS (SELECT 1 FROM turns t WHERE t.conversation = h.conversation AND t.id = h.last_turn) ORDER BY h.conversation"
constexpr char kTurnless[] =
    "SELECT h.last_turn, h.conversation, h.version, h.updated, 'system', '', '', ''::bytea, ''::bytea, "
    "true, " STORAGE_OF_HEAD
    " FROM heads h JOIN conversations c ON c.id = h.conversation WHERE h.conversation > $1 AND " STORAGE_TURNLESS " LIMIT $2";
constexpr char kTurnlessBehind[] = "SELECT h.conversation FROM heads h WHERE " STORAGE_TURNLESS " LIMIT 1 OFFSET $1";
#undef STORAGE_TURNLESS
#undef STORAGE_OF_HEAD
constexpr char kWritten[] = "SELECT conversation, id, inbound_key FROM turns ORDER BY conversation, id";
constexpr char kNoTimeout[] = "SET statement_timeout = 0";
constexpr const char* kCounters[] = {
    ("SELECT setval(pg_get_serial_sequence('conversations', 'id'), GREATEST(1, (SELECT COALESCE(MAX(id), 0) FROM "
     "conversations)))"),
    "SELECT setval(pg_get_serial_sequence('tickets', 'id'), GREATEST(1, (SELECT COALESCE(MAX(id), 0) FROM tickets)))",
    "SELECT setval(pg_get_serial_sequence('outbox', 'id'), GREATEST(1, (SELECT COALESCE(MAX(id), 0) FROM outbox)))",
    "SELECT setval(pg_get_serial_sequence('tasks', 'id'), GREATEST(1, (SELECT COALESCE(MAX(id), 0) FROM tasks)))",
    "SELECT setval(pg_get_serial_sequence('accounts', 'id'), GREATEST(1, (SELECT COALESCE(MAX(id), 0) FROM accounts)))",
};
constexpr base::Millis kMonth = base::days(28);

Column column_of(Kind kind) {
  switch (kind) {
    case Kind::kNumber:
    case Kind::kOwn:
      return Column::numbers();
    case Kind::kBytes:
      return Column::blobs();
    case Kind::kText:
      break;
  }
  return Column::texts();
}

class PostgresArchive final : public Archive {
 public:
  explicit PostgresArchive(std::unique_ptr<postgres::Connection> connection) : connection_(std::move(connection)) {}

  std::int64_t count(const char* sql) override {
    Rows row = connection_->query(sql);
    return row.next() ? row.integer(0) : 0;
  }

  void begin_turns(std::int64_t passed) override {
    after_conversation_ = after_ = after_turnless_ = 0;
    if (passed == 0) return;
    const std::int64_t turns = count(kCountTurns);
    if (passed > turns) {
      Rows behind = connection_->query(kTurnlessBehind, passed - turns - 1);
      if (behind.next()) after_turnless_ = behind.integer(0);
    }
    if (turns == 0) return;
    Rows row = connection_->query(kTurnBehind, std::min(passed, turns) - 1);
    if (!row.next()) return;
    after_conversation_ = row.integer(0);
    after_ = row.integer(1);
  }

  std::vector<TurnRecord> next_turns(std::size_t turns_max) override {
    const auto rows_max = static_cast<std::int64_t>(turns_max);
    std::vector<TurnRecord> turns = turns_of(connection_->query(kTurns, after_conversation_, after_, rows_max));
    if (!turns.empty()) {
      after_conversation_ = turns.back().conversation;
      after_ = turns.back().id;
      return turns;
    }
    turns = turns_of(connection_->query(kTurnless, after_turnless_, rows_max));
    if (!turns.empty()) after_turnless_ = turns.back().conversation;
    return turns;
  }

  std::vector<Row> rows(const Table& table, std::int64_t passed, std::size_t rows_max) override {
    std::vector<Row> rows;
    Rows row = connection_->query(table.read, static_cast<std::int64_t>(rows_max), passed);
    while (row.next()) {
      Row& copied = rows.emplace_back();
      for (std::size_t i = 0; i < table.columns.size(); ++i) copied.push_back(row.text(static_cast<int>(i)));
    }
    return rows;
  }

  std::string meta(const char* name) override {
    Rows row = connection_->query(sql::kGetMeta, name);
    return row.next() ? row.text(0) : "";
  }

  void begin_writing(base::UnixMs first_turn, base::UnixMs now) override {
    if (first_turn.count > 0) {
      for (base::UnixMs month = first_turn; month < now; month = month + kMonth)
        postgres::make_partitions(*connection_, month, 0);
    }
    postgres::make_partitions(*connection_, now, postgres::kMonthsAhead);
    Rows row = connection_->query(kWritten);
    while (row.next()) {
      Chain& chain = chains_[row.integer(0)];
      chain = {row.integer(1), with_mark(chain.marks, row.bytes(2))};
    }
  }

  void put_turns(const std::vector<TurnRecord>& turns) override {
    Column id = Column::numbers(), conversation = Column::numbers(), sequence = Column::numbers(),
           at = Column::numbers();
    Column kind = Column::texts(), inbound_key = Column::texts(), release = Column::texts();
    Column answer = Column::blobs(), lines = Column::blobs();
    Heads heads;
    for (const TurnRecord& turn : turns) {
      Chain& chain = chains_[turn.conversation];
      chain = {id_of(turn, chain.last), with_mark(chain.marks, turn.inbound_key)};
      id.add(chain.last);
      conversation.add(turn.conversation);
      sequence.add(turn.sequence);
      at.add(turn.at);
      kind.add(turn.kind);
      inbound_key.add(turn.inbound_key);
      release.add(turn.release);
      answer.add(turn.answer);
      lines.add(turn.lines);
      if (turn.newest) heads.add(turn, chain);
    }
    postgres::Transaction transaction(*connection_);
    connection_->send(postgres::sql::kInsertTurns, id, conversation, sequence, at, kind, inbound_key, release, answer,
                      lines);
    heads.send(*connection_);
    (void)connection_->receive();
    transaction.commit();
  }

  void put_rows(const Table& table, const std::vector<Row>& rows) override {
    std::vector<Column> columns;
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
      const Kind kind = table.columns[i];
      Column& column = columns.emplace_back(column_of(kind));
      for (const Row& row : rows) {
        if (kind == Kind::kNumber || kind == Kind::kOwn) {
          column.add(static_cast<std::int64_t>(std::stoll(row[i])));
        } else {
          column.add(std::string_view(row[i]));
        }
      }
    }
    postgres::Transaction transaction(*connection_);
    call_with(columns, [&](const auto&... all) { connection_->send(table.write_postgres, all...); });
    (void)connection_->receive();
    transaction.commit();
  }

  void put_meta(const char* name, const std::string& value) override { connection_->run(sql::kPutMeta, name, value); }

  void finish() override {
    for (const char* counter : kCounters) (void)connection_->query(counter);
  }

 private:
  static std::vector<TurnRecord> turns_of(Rows row) {
    std::vector<TurnRecord> turns;
    while (row.next()) {
      TurnRecord& turn = turns.emplace_back();
      turn.id = row.integer(0);
      turn.conversation = row.integer(1);
      turn.sequence = row.integer(2);
      turn.at = row.instant(3);
      turn.kind = row.text(4);
      turn.inbound_key = row.text(5);
      turn.release = row.text(6);
      turn.answer = row.text(7);
      turn.lines = row.bytes(8).empty() ? encode_lines({}) : row.text(8);
      turn.newest = row.integer(9) != 0;
      turn.key = {row.text(13), row.text(14), row.text(15)};
      if (!turn.newest) continue;
      if (row.integer(10) >= 0) turn.timer_due = row.instant(10);
      turn.state = row.text(11);
      turn.owed = row.text(12);
    }
    return turns;
  }

  struct Chain {
    std::int64_t last = 0;
    std::string marks;
  };

  struct Heads {
    Column conversation = Column::numbers(), version = Column::numbers(), last_turn = Column::numbers();
    Column timer_due = Column::numbers(), updated = Column::numbers();
    Column marks = Column::blobs(), state = Column::blobs(), owed = Column::blobs();

    void add(const TurnRecord& turn, const Chain& chain) {
      conversation.add(turn.conversation);
      version.add(turn.sequence);
      last_turn.add(chain.last);
      timer_due.add(turn.timer_due);
      updated.add(turn.at);
      marks.add(chain.marks);
      state.add(turn.state);
      owed.add(turn.owed);
    }
    void send(postgres::Connection& connection) const {
      if (conversation.size() == 0) return;
      connection.send(postgres::sql::kInsertHeads, conversation, version, last_turn, timer_due, updated, marks, state,
                      owed);
    }
  };

  /// Of this turn's own moment, and greater than its conversation's last.
  static std::int64_t id_of(const TurnRecord& turn, std::int64_t last) {
    constexpr std::int64_t kNumberMask = (std::int64_t{1} << postgres::kNumberBits) - 1;
    const std::int64_t number = turn.id & kNumberMask;
    const std::int64_t id = postgres::first_id_at(turn.at) | number;
    return id > last ? id : postgres::first_id_at(postgres::moment_of(last) + base::Millis{1}) | number;
  }

  std::unique_ptr<postgres::Connection> connection_;
  std::int64_t after_conversation_ = 0;
  std::int64_t after_ = 0;
  std::int64_t after_turnless_ = 0;
  std::unordered_map<std::int64_t, Chain> chains_;  // of what was written
};

}  // namespace

base::Result<std::unique_ptr<Archive>> open_postgres_archive(const std::string& url, const base::Clock& clock,
                                                             base::Log& log) {
  auto opened = postgres::open_database(url, clock.now());
  if (!opened) return opened.error();
  opened->connection->be_patient();
  try {
    opened->connection->script(kNoTimeout);
  } catch (const postgres::PgFailure& failure) {
    return postgres::to_error(failure);
  }
  log.info("archive_open");
  return std::unique_ptr<Archive>(std::make_unique<PostgresArchive>(std::move(opened->connection)));
}

}  // namespace storage::copy
