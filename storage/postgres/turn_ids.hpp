#pragma once
// Ids of turns carry their time, so that the turn log can be parted by it: milliseconds << 20 | number. The numbers
// come from a sequence of the database in blocks; within a conversation, which is locked while its turn is written, an
// id is always greater than the one before, whatever the clocks of the nodes say.
#include <cstdint>

#include "base/time.hpp"

namespace storage::postgres {

inline constexpr int kNumberBits = 20;
inline constexpr std::int64_t kNumbersInBlock = 1024;  // as in the migration

/// The least id a turn of this moment can have.
constexpr std::int64_t first_id_at(base::UnixMs moment) { return moment.count << kNumberBits; }
constexpr base::UnixMs moment_of(std::int64_t turn) { return {turn >> kNumberBits}; }

class TurnIds {
 public:
  bool has(std::size_t turns) const { return last_ - next_ >= static_cast<std::int64_t>(turns); }
  /// `first` of a block of kNumbersInBlock.
  void use_block(std::int64_t first) {
    next_ = first;
    last_ = first + kNumbersInBlock;
  }
  /// Greater than `previous`. Requires has(1).
  std::int64_t next(base::UnixMs now, std::int64_t previous) {
    const std::int64_t number = next_++;
    const std::int64_t id = first_id_at(now) | number;
    return id > previous ? id : first_id_at(moment_of(previous) + base::Millis{1}) | number;
  }

 private:
  std::int64_t next_ = 0;
  std::int64_t last_ = 0;
};

}  // namespace storage::postgres
