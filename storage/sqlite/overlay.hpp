#pragma once
// What the writer knows and the rows do not yet: where the chains of recently touched conversations end. A turn is
// durable in the turn log when it is here; its conversation's row follows later, so that a commit only appends. Beside
// it, the newest conversations whole (state included): most turns of a busy hour read nothing from the disk.
//
// Threads: any; one mutex. Only the writer thread changes it. A reader looks here first and then at the disk: what is
// taken out here was committed there before.
#include <cstdint>
#include <list>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/time.hpp"
#include "storage/store.hpp"

namespace storage::sqlite {

/// A conversation after its newest committed turn.
struct Standing {
  Conversation conversation;
  std::optional<base::UnixMs> timer_due;
  std::string marks;  // storage/marks.hpp
};

struct Head {
  std::uint64_t version = 0;
  std::int64_t last_turn = 0;
  std::optional<base::UnixMs> timer_due;
  base::UnixMs updated{0};
};

/// A row that must be written: a head, and for a conversation that has no row at all also its key.
struct Lag {
  std::int64_t conversation = 0;
  Head head;
  std::optional<ConversationKey> newcomer;
};

/// A timer that is due, and the version of its conversation that set it.
struct DueTimer {
  std::int64_t conversation = 0;
  std::uint64_t version = 0;
  ConversationKey key;
  base::UnixMs due{0};
};

class Overlay {
 public:
  /// `whole_max` conversations and `whole_bytes_max` bytes of state are kept whole; heads that lag are never dropped.
  Overlay(std::size_t whole_max, std::size_t whole_bytes_max)
      : whole_max_(whole_max), whole_bytes_max_(whole_bytes_max) {}

  std::optional<Conversation> find(const ConversationKey& key) const;
  std::optional<Conversation> find(std::int64_t conversation) const;
  /// Id of a conversation whose row is not written yet.
  std::optional<std::int64_t> newcomer(const ConversationKey& key) const;
  std::optional<ConversationKey> newcomer_key(std::int64_t conversation) const;
  std::optional<Head> head(std::int64_t conversation) const;
  bool lags(std::int64_t conversation) const;
  std::vector<DueTimer> due_timers(
      base::UnixMs now) const;  // unordered; keys only of newcomers and of whole conversations

  /// For the writer: what a turn of this conversation builds on, without its state.
  struct Base {
    ConversationKey key;
    std::uint64_t version = 0;
    std::int64_t last_turn = 0;
    std::string marks;
  };
  std::optional<Base> base_of(std::int64_t conversation) const;

  /// The turns of a group are durable. `is_new`: the conversation began in this group.
  void publish(std::vector<std::pair<Standing, bool>> group);

  std::size_t lagging() const;
  /// Ids whose rows lag, ascending.
  std::vector<std::int64_t> lagging_ids() const;
  /// The newest values of those that still lag.
  std::vector<Lag> lag_of(const std::vector<std::int64_t>& conversations) const;
  /// These values are durable in their rows.
  void caught_up(const std::vector<Lag>& rows);

 private:
  struct KeyHash {
    std::size_t operator()(const ConversationKey& key) const;
    std::size_t operator()(const ConversationKey* key) const { return (*this)(*key); }
  };
  struct SameKey {
    bool operator()(const ConversationKey* a, const ConversationKey* b) const { return *a == *b; }
  };
  struct LaggingHead {
    Head head;
    const ConversationKey* newcomer = nullptr;  // a key of newcomers_
  };
  using Whole = std::list<Standing>;

  void keep_whole(Standing standing);
  static std::size_t bytes_of(const Standing& standing);

  mutable std::mutex mutex_;
  std::unordered_map<std::int64_t, LaggingHead> lagging_;
  std::unordered_map<ConversationKey, std::int64_t, KeyHash> newcomers_;
  Whole whole_;  // newest first
  std::unordered_map<std::int64_t, Whole::iterator> whole_by_id_;
  std::unordered_map<const ConversationKey*, Whole::iterator, KeyHash, SameKey> whole_by_key_;
  std::size_t whole_bytes_ = 0;
  std::size_t whole_max_;
  std::size_t whole_bytes_max_;
};

}  // namespace storage::sqlite
