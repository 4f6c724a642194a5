#pragma once
// Turns over the writer, the overlay and the readers; the other roles are in storage/roles.
#include <cstdint>

#include "storage/sqlite/overlay.hpp"
#include "storage/roles/lease_tokens.hpp"
#include "storage/sqlite/readers.hpp"
#include "storage/sqlite/timer_claims.hpp"
#include "storage/sqlite/writer.hpp"
#include "storage/store.hpp"

namespace storage::sqlite {

class TurnsRole final : public Turns {
 public:
  TurnsRole(Writer& writer, Readers& readers, const Overlay& overlay, TimerClaims& claims, LeaseTokens& tokens)
      : writer_(writer), readers_(readers), overlay_(overlay), claims_(claims), tokens_(tokens) {}
  base::Result<std::optional<Conversation>> load(const ConversationKey& key) override;
  base::Result<std::optional<Conversation>> load(std::int64_t conversation) override;
  base::Status commit(TurnWrite turn, Done done) override { return writer_.commit(std::move(turn), std::move(done)); }
  void hurry() override { writer_.hurry(); }
  base::Result<std::vector<Turn>> transcript(std::int64_t conversation, std::uint64_t after,
                                             std::size_t turns_max) override;
  base::Result<std::optional<Turn>> find_turn(std::int64_t conversation, std::string_view inbound_key,
                                              base::UnixMs not_before) override;
  base::Result<std::vector<TimerClaim>> claim_timers(base::UnixMs now, base::Millis lease,
                                                     std::size_t timers_max) override;
  base::Result<std::vector<Conversation>> running(std::int64_t after, base::UnixMs since,
                                                  std::size_t conversations_max) override;
  base::Result<ConversationPage> latest(const ConversationFilter& filter, std::int64_t before,
                                        std::size_t conversations_max) override;

 private:
  std::optional<Head> head_of(Database& database, std::int64_t conversation) const;
  ConversationKey key_of(Database& database, std::int64_t conversation) const;
  base::Result<std::optional<Conversation>> load_from(Database& database, std::int64_t id) const;
  /// A part of the newest conversations that is known whole: all that fit down to `end`, a last turn (0: to the first one), unordered.
  struct Stretch {
    std::vector<std::pair<std::int64_t, std::int64_t>> last_turns;  // with their conversations
    std::int64_t end = 0;
  };
  Stretch newest_fitting(Database& database, const MatterFilter& matter, std::int64_t before, std::size_t conversations_max) const;
  Stretch attended_fitting(Database& database, const ConversationFilter& filter, std::int64_t before) const;
  std::vector<DueTimer> free_timers(Database& database, base::UnixMs now, std::size_t timers_max) const;

  Writer& writer_;
  Readers& readers_;
  const Overlay& overlay_;
  TimerClaims& claims_;
  LeaseTokens& tokens_;
};

}  // namespace storage::sqlite
