#include "storage/sqlite/flush.hpp"

#include <algorithm>
#include <charconv>
#include <map>
#include <string>

#include "storage/sql.hpp"

namespace storage::sqlite {

namespace {

constexpr char kFlushedTurn[] = "flushed_turn";

std::int64_t read_flushed_turn(Database& database) {
  Query row = database.query(sql::kGetMeta, kFlushedTurn);
  if (!row.next()) return 0;
  std::int64_t turn = 0;
  const std::string_view text = row.bytes(0);
  std::from_chars(text.data(), text.data() + text.size(), turn);
  return turn;
}

void write_row(Database& database, const Lag& row) {
  if (row.newcomer) {
    database.run(sql::kInsertConversation, row.conversation, row.newcomer->channel, row.newcomer->account,
                 row.newcomer->driver);
  }
  database.run(sql::kPutHead, row.conversation, row.head.version, row.head.last_turn, row.head.timer_due,
               row.head.updated);
}

}  // namespace

std::int64_t recover(Database& database) {
  std::map<std::int64_t, Lag> rows;
  std::int64_t last_turn = read_flushed_turn(database);
  std::int64_t turns = 0;
  {
    Query turn = database.query(sql::kTurnsBehind, last_turn);
    while (turn.next()) {
      last_turn = turn.integer(0);
      Lag& row = rows[turn.integer(1)];
      row.conversation = turn.integer(1);
      row.head = {static_cast<std::uint64_t>(turn.integer(2)), last_turn, turn.optional_instant(4), turn.instant(3)};
      if (row.head.version == 1) row.newcomer = ConversationKey{turn.text(5), turn.text(6), turn.text(7)};
      ++turns;
    }
  }
  if (turns == 0) return 0;
  Transaction transaction(database);
  for (const auto& [conversation, row] : rows) write_row(database, row);
  database.run(sql::kPutMeta, kFlushedTurn, std::to_string(last_turn));
  transaction.commit();
  return turns;
}

void Flush::start(std::int64_t last_turn) {
  running_ = true;
  target_turn_ = last_turn;
  ids_ = overlay_.lagging_ids();
  done_ = 0;
  slice_ids_ = 0;
}

void Flush::write_slice(std::size_t rows_max) {
  slice_ids_ = std::min(rows_max, ids_.size() - done_);
  const auto begin = ids_.begin() + static_cast<std::ptrdiff_t>(done_);
  slice_ = overlay_.lag_of({begin, begin + static_cast<std::ptrdiff_t>(slice_ids_)});
  for (const Lag& row : slice_) write_row(database_, row);
  if (done_ + slice_ids_ == ids_.size()) database_.run(sql::kPutMeta, kFlushedTurn, std::to_string(target_turn_));
}

void Flush::slice_committed() {
  overlay_.caught_up(slice_);
  slice_.clear();
  done_ += slice_ids_;
  if (done_ < ids_.size()) return;
  running_ = false;
  flushed_turn_ = target_turn_;
  ids_ = {};
}

}  // namespace storage::sqlite
