#include <unordered_map>
#include <utility>

#include "storage/copy/call.hpp"
#include "storage/copy/engines.hpp"
#include "storage/marks.hpp"
#include "storage/sqlite/flush.hpp"
#include "storage/sqlite/open.hpp"

namespace storage::copy {
namespace {

using sqlite::Query;

constexpr char kTurns[] =
    "SELECT t.id, t.conversation, t.sequence, t.at, t.kind, t.inbound_key, t.release, t.answer, t.lines, h.last_turn = "
    "t.id,"
    " COALESCE(h.timer_due, -1), t.state, t.owed, c.channel, c.account, c.driver FROM turns t"
    " JOIN heads h ON h.conversation = t.conversation JOIN conversations c ON c.id = t.conversation"
    " WHERE t.id > $1 ORDER BY t.id LIMIT $2";
constexpr char kTurnBehind[] = "SELECT id FROM turns ORDER BY id LIMIT 1 OFFSET $1";
constexpr char kWritten[] = "SELECT conversation, id, marks FROM turns ORDER BY id";

class SqliteArchive final : public Archive {
 public:
  SqliteArchive(sqlite::FolderLock lock, std::unique_ptr<sqlite::Database> database)
      : lock_(std::move(lock)), database_(std::move(database)) {}

  std::int64_t count(const char* sql) override {
    Query row = database_->query(sql);
    return row.next() ? row.integer(0) : 0;
  }

  void begin_turns(std::int64_t passed) override {
    after_ = 0;
    if (passed == 0) return;
    Query row = database_->query(kTurnBehind, passed - 1);
    if (row.next()) after_ = row.integer(0);
  }

  std::vector<TurnRecord> next_turns(std::size_t turns_max) override {
    std::vector<TurnRecord> turns;
    Query row = database_->query(kTurns, after_, turns_max);
    while (row.next()) {
      TurnRecord& turn = turns.emplace_back();
      turn.id = after_ = row.integer(0);
      turn.conversation = row.integer(1);
      turn.sequence = row.integer(2);
      turn.at = row.instant(3);
      turn.kind = row.text(4);
      turn.inbound_key = row.text(5);
      turn.release = row.text(6);
      turn.answer = row.text(7);
      turn.lines = row.text(8);
      turn.newest = row.integer(9) != 0;
      turn.key = {row.text(13), row.text(14), row.text(15)};
      if (!turn.newest) continue;
      if (row.integer(10) >= 0) turn.timer_due = row.instant(10);
      turn.state = row.text(11);
      turn.owed = row.text(12);
    }
    return turns;
  }

  std::vector<Row> rows(const Table& table, std::int64_t passed, std::size_t rows_max) override {
    std::vector<Row> rows;
    Query row = database_->query(table.read, rows_max, passed);
    while (row.next()) {
      Row& copied = rows.emplace_back();
      for (std::size_t i = 0; i < table.columns.size(); ++i) copied.push_back(row.text(static_cast<int>(i)));
    }
    return rows;
  }

  std::string meta(const char* name) override {
    Query row = database_->query(sql::kGetMeta, name);
    return row.next() ? row.text(0) : "";
  }

  void begin_writing(base::UnixMs, base::UnixMs) override {
    Query row = database_->query(kWritten);
    while (row.next()) {
      last_turn_ = row.integer(1);
      chains_[row.integer(0)] = {last_turn_, row.text(2)};
    }
  }

  void put_turns(const std::vector<TurnRecord>& turns) override {
    sqlite::Transaction transaction(*database_);
    for (const TurnRecord& turn : turns) put_turn(turn);
    database_->run(sql::kPutMeta, "flushed_turn", std::to_string(last_turn_));
    transaction.commit();
  }

  void put_rows(const Table& table, const std::vector<Row>& rows) override {
    sqlite::Transaction transaction(*database_);
    for (const Row& row : rows) {
      call_with(row, [&](const auto&... cells) { database_->run(table.write_sqlite, cells...); });
    }
    transaction.commit();
  }

  void put_meta(const char* name, const std::string& value) override { database_->run(sql::kPutMeta, name, value); }
  void finish() override { (void)database_->checkpoint_passive(); }

 private:
  struct Chain {
    std::int64_t last = 0;
    std::string marks;
  };

  void put_turn(const TurnRecord& turn) {
    using Text = std::optional<std::string_view>;
    Chain& chain = chains_[turn.conversation];
    const bool first = chain.last == 0;
    std::string marks = with_mark(chain.marks, turn.inbound_key);
    database_->run(sql::kInsertTurn, turn.id, turn.conversation, turn.sequence, chain.last, turn.at, turn.kind,
                   turn.timer_due, turn.inbound_key, Blob{marks}, first ? Text(turn.key.channel) : Text(),
                   first ? Text(turn.key.account) : Text(), first ? Text(turn.key.driver) : Text(), turn.release,
                   Blob{turn.answer}, Blob{turn.owed}, Blob{turn.state}, Blob{turn.lines});
    if (turn.newest) database_->run(sql::kPutHead, turn.conversation, turn.sequence, turn.id, turn.timer_due, turn.at);
    chain = {turn.id, std::move(marks)};
    last_turn_ = std::max(last_turn_, turn.id);
  }

  sqlite::FolderLock lock_;
  std::unique_ptr<sqlite::Database> database_;
  std::int64_t after_ = 0;
  std::int64_t last_turn_ = 0;
  std::unordered_map<std::int64_t, Chain> chains_;  // of what was written
};

}  // namespace

base::Result<std::unique_ptr<Archive>> open_sqlite_archive(const std::string& path, const base::Clock& clock,
                                                           base::Log& log) {
  SqliteOptions options;
  options.path = path;
  auto lock = sqlite::lock_folder(options);
  if (!lock) return lock.error();
  auto opened = sqlite::open_writer(options, clock.now());
  if (!opened) return opened.error();
  try {
    log.info("archive_open", {{"turns_replayed", sqlite::recover(*opened->database)}});
  } catch (const sqlite::SqlFailure& failure) {
    return sqlite::to_error(failure);
  }
  return std::unique_ptr<Archive>(std::make_unique<SqliteArchive>(std::move(*lock), std::move(opened->database)));
}

}  // namespace storage::copy
