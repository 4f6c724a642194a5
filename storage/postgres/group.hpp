#pragma once
// A group of turns as one transaction of three journeys: lock and read, decide, write and commit. Effects of a turn add
// journeys of their own, inside a savepoint, so that a turn that names a taken number or key is refused alone.
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <vector>

#include "base/result.hpp"
#include "storage/postgres/connection.hpp"
#include "storage/postgres/fate.hpp"
#include "storage/postgres/turn_ids.hpp"
#include "storage/store.hpp"

namespace storage::postgres {

struct Entry {
  TurnWrite turn;
  Turns::Done done;
  std::optional<base::Result<Committed>> outcome;
};

/// Used once.
class Group {
 public:
  Group(Connection& connection, TurnIds& ids, base::UnixMs now) : connection_(connection), ids_(ids), now_(now) {}

  /// Every entry has its outcome and the accepted ones are durable; or PgFailure, and then nothing is there, unless
  /// committing() names a transaction that may have been committed all the same: then the outcomes stand if it was.
  void commit(std::vector<Entry*>& entries);
  const std::optional<TransactionName>& committing() const { return committing_; }

 private:
  struct Standing {
    std::int64_t version = 0;
    std::int64_t last_turn = 0;
    std::string marks;
    std::string timer_lease;  // "" = nobody claims its timer
    bool is_new = false;
    std::optional<base::UnixMs> timer_due;
    const TurnWrite* newest = nullptr;   // of this group; nullptr: the group has not changed it
    std::vector<std::string_view> keys;  // taken in this group
  };
  struct Accepted {
    const TurnWrite* turn;
    Committed ids;
  };
  using Key = std::tuple<std::string_view, std::string_view, std::string_view>;

  TransactionName lock_and_read(const std::vector<Entry*>& entries);
  base::Result<Committed> take(const TurnWrite& turn);
  base::Result<std::int64_t> find(const TurnWrite& turn);
  bool was_seen(std::int64_t conversation, const Standing& standing, std::string_view inbound_key);
  base::Status write_effects(const TurnWrite& turn, const Committed& ids);
  void send_turns();
  void send_heads(bool is_new);
  void send_forgotten();

  Connection& connection_;
  TurnIds& ids_;
  base::UnixMs now_;
  std::unordered_map<std::int64_t, Standing> standings_;
  std::map<Key, std::int64_t> newcomers_;
  std::vector<Rows> kept_;  // what newcomers_ looks at
  std::vector<Accepted> accepted_;
  std::optional<TransactionName> committing_;
};

}  // namespace storage::postgres
