#pragma once
// A store as rows that mean the same in every engine. Internal to storage/copy; failures are the engine's own
// exceptions.
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "storage/store.hpp"

namespace storage::copy {

/// A turn with what belongs to it. `state`, `owed` and `timer_due` are those of the conversation, in its newest turn
/// only.
struct TurnRecord {
  std::int64_t id = 0;  // in the store it was read from
  std::int64_t conversation = 0;
  std::int64_t sequence = 0;
  base::UnixMs at{0};
  std::string kind, inbound_key, release, answer, lines;
  bool newest = false;
  std::optional<base::UnixMs> timer_due;
  std::string state, owed;
  ConversationKey key;
};

/// A row of any other table, as text: numbers written in decimal, bytes as they are.
using Row = std::vector<std::string>;

enum class Kind {
  kNumber,
  kText,
  kBytes,
  kOwn,  // a number that each store has for itself: copied where it means something, not compared
};

struct Table {
  const char* name;
  std::vector<Kind> columns;
  const char* read;  // $1 rows at most, $2 rows passed over; in the order of the table's key
  const char* count;
  const char* write_sqlite;
  const char* write_postgres;
};

/// All tables but turns, conversations and heads, in the order in which they may be written.
const std::vector<Table>& tables();

class Archive {
 public:
  virtual ~Archive() = default;
  virtual std::int64_t count(const char* sql) = 0;
  /// The next turns in this archive's own order, which keeps each conversation's; begins behind the first `passed`
  /// ones.
  virtual void begin_turns(std::int64_t passed) = 0;
  virtual std::vector<TurnRecord> next_turns(std::size_t turns_max) = 0;
  virtual std::vector<Row> rows(const Table& table, std::int64_t passed, std::size_t rows_max) = 0;
  virtual std::string meta(const char* name) = 0;

  /// What was written before is known again. Before the first put.
  virtual void begin_writing(base::UnixMs first_turn, base::UnixMs now) = 0;
  /// Each put is one transaction.
  virtual void put_turns(const std::vector<TurnRecord>& turns) = 0;
  virtual void put_rows(const Table& table, const std::vector<Row>& rows) = 0;
  virtual void put_meta(const char* name, const std::string& value) = 0;
  /// Counters behind the ids are set.
  virtual void finish() = 0;
};

inline constexpr char kCountTurns[] = "SELECT COUNT(*) FROM turns";
/// Of the turns and of what may stand for turns that were dropped.
inline constexpr char kFirstTurnAt[] =
    "SELECT COALESCE(MIN(at), 0) FROM (SELECT MIN(at) AS at FROM turns UNION ALL SELECT MIN(updated) FROM heads) AS firsts";
/// In meta, once retention has dropped months of turns: the smallest id that a turn which is kept can have.
inline constexpr char kKeptFrom[] = "turns_kept_from";
/// In meta while a copy into this store is not finished: where it comes from.
inline constexpr char kCopying[] = "copying";

}  // namespace storage::copy
