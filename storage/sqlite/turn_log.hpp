#pragma once
// Appends turns. Writer thread only: one object knows the ids to come and what the open group has changed so far.
#include <cstdint>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "storage/sqlite/database.hpp"
#include "storage/sqlite/overlay.hpp"
#include "storage/sqlite/timer_claims.hpp"
#include "storage/store.hpp"

namespace storage::sqlite {

class TurnLog {
 public:
  TurnLog(Database& database, Overlay& overlay, TimerClaims& claims)
      : database_(database), overlay_(overlay), claims_(claims) {}

  /// Reads where the ids stand. Requires that every turn's conversation has its row (recover()).
  void prime();
  /// One turn inside the open transaction; takes what it needs out of `turn`. kConflict: nothing of it was written.
  base::Result<Committed> append(TurnWrite& turn);
  /// The group is durable: its turns become what load() sees.
  void group_committed();
  /// The group is undone.
  void group_undone();
  /// Id of the newest durable turn.
  std::int64_t last_turn() const { return durable_turn_; }

 private:
  std::optional<Overlay::Base> base_of(std::int64_t conversation);
  std::optional<std::int64_t> find(const ConversationKey& key);
  bool was_seen(const Overlay::Base& base, std::string_view inbound_key);
  void insert(const TurnWrite& turn, const Committed& ids, const Overlay::Base& base, std::string_view marks);
  base::Status insert_effects(const TurnWrite& turn, const Committed& ids);

  Database& database_;
  Overlay& overlay_;
  TimerClaims& claims_;
  std::int64_t next_turn_ = 1;
  std::int64_t next_conversation_ = 1;
  std::int64_t durable_turn_ = 0;
  // The open group.
  std::vector<std::pair<Standing, bool>> group_;                // bool: the conversation began in it
  std::unordered_map<std::int64_t, std::size_t> group_places_;  // conversation -> place in group_
};

}  // namespace storage::sqlite
