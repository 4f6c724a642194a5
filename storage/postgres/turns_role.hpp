#pragma once
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "storage/postgres/pool.hpp"
#include "storage/postgres/writer.hpp"
#include "storage/roles/lease_tokens.hpp"
#include "storage/store.hpp"

namespace storage::postgres {

class TurnsRole final : public Turns {
 public:
  TurnsRole(Writer& writer, Pool& pool, LeaseTokens& tokens) : writer_(writer), pool_(pool), tokens_(tokens) {}
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
  Writer& writer_;
  Pool& pool_;
  LeaseTokens& tokens_;
};

}  // namespace storage::postgres
