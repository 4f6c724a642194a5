#pragma once
// Keeps the search file what the turn log and the tickets' logs say. It reads the store and writes only its own file.
//
// What is taken in is how far: a conversation's version, a ticket's revision. Changes are told by numbers; because a number may be missed
// (a crash, another node, a database that was away), everything that was written since the last whole look is looked through at the start,
// whenever numbers were lost, and once an hour. A conversation whose known personal data changed is taken in anew from its first turn.
#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/log.hpp"
#include "base/time.hpp"
#include "bot/desk/search/changed_conversations.hpp"
#include "bot/releases.hpp"
#include "bot/workers/worker.hpp"
#include "storage/search/search_file.hpp"
#include "storage/store.hpp"

namespace bot::desk {

class SearchFollower final : public Worker {
 public:
  struct Parts {
    storage::Store& store;
    const ReleaseBook& releases;
    storage::search::SearchFile& file;
    ChangedConversations& changes;
    base::Log& log;
  };
  explicit SearchFollower(const Parts& parts) : parts_(parts) {}

  /// A bounded slice: what changed, else a part of the look through everything.
  base::Millis pass() override;
  /// Nothing is left to be taken in, as far as it knows.
  bool is_idle() const { return waiting_.empty() && !look_; }

 private:
  using ConversationTexts = std::vector<storage::search::ConversationText>;
  using TicketTexts = std::vector<storage::search::TicketText>;

  /// A look through everything, under way.
  struct Look {
    base::UnixMs began{0};
    base::UnixMs since{0};           // conversations written at it or later
    std::int64_t conversation = 0;   // the last one looked at
    bool at_tickets = false;
    std::string ticket = {};         // likewise
  };

  base::Status begin_look();
  base::Status go_on_looking();
  base::Status look_at_tickets();
  base::Status take_changed();
  base::Status add(storage::Conversation conversation, ConversationTexts& conversations, TicketTexts& tickets);
  base::Status add_if_new(const tickets::Ticket& ticket, TicketTexts& tickets);

  Parts parts_;
  std::vector<std::int64_t> waiting_;
  std::optional<Look> look_;
  base::UnixMs looked_{0};
  /// A sign of the personal data that each conversation was masked by; only here, never in the file.
  std::unordered_map<std::int64_t, std::size_t> masked_by_;
};

}  // namespace bot::desk
