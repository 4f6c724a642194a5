#pragma once
// Brings the rows of conversations up to the turn log, a slice at a time inside the groups that are committed anyway,
// and remembers in meta.flushed_turn up to which turn they are. On start, recover() does the rest from the turns behind
// that mark. Writer thread only.
#include <cstdint>
#include <vector>

#include "base/time.hpp"
#include "storage/sqlite/database.hpp"
#include "storage/sqlite/overlay.hpp"

namespace storage::sqlite {

/// Rows of conversations as the turns say they must be, in one transaction. Returns how many turns were behind the
/// mark.
std::int64_t recover(Database& database);

class Flush {
 public:
  Flush(Database& database, Overlay& overlay) : database_(database), overlay_(overlay) {}
  void prime(std::int64_t flushed_turn) { flushed_turn_ = flushed_turn; }

  bool running() const { return running_; }
  /// Turns whose conversations' rows may lag.
  std::int64_t behind(std::int64_t last_turn) const { return last_turn - flushed_turn_; }
  /// From now on slices bring every row up to at least `last_turn`, the newest durable turn.
  void start(std::int64_t last_turn);
  /// Writes the next slice of at most `rows_max` rows into the open transaction.
  void write_slice(std::size_t rows_max);
  /// The transaction with the slice is durable.
  void slice_committed();
  void slice_undone() { slice_.clear(); }

 private:
  Database& database_;
  Overlay& overlay_;
  std::int64_t flushed_turn_ = 0;
  bool running_ = false;
  std::int64_t target_turn_ = 0;
  std::vector<std::int64_t> ids_;
  std::size_t done_ = 0;       // of ids_, durable
  std::size_t slice_ids_ = 0;  // of ids_, in the open transaction
  std::vector<Lag> slice_;
};

}  // namespace storage::sqlite
