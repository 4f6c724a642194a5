#pragma once
// A store that passes every call on to another one: tests override the call they want to watch or to break, and a call that the
// store learns is added here, once.
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "storage/store.hpp"

namespace support {

class ForwardingTurns : public storage::Turns {
 public:
  explicit ForwardingTurns(storage::Turns& turns) : turns_(turns) {}
  base::Result<std::optional<storage::Conversation>> load(const storage::ConversationKey& key) override {
    return turns_.load(key);
  }
  base::Result<std::optional<storage::Conversation>> load(std::int64_t conversation) override {
    return turns_.load(conversation);
  }
  base::Status commit(storage::TurnWrite turn, Done done) override {
    return turns_.commit(std::move(turn), std::move(done));
  }
  void hurry() override { turns_.hurry(); }
  base::Result<std::vector<storage::Turn>> transcript(std::int64_t conversation, std::uint64_t after,
                                                      std::size_t turns_max) override {
    return turns_.transcript(conversation, after, turns_max);
  }
  base::Result<std::optional<storage::Turn>> find_turn(std::int64_t conversation, std::string_view inbound_key,
                                                       base::UnixMs not_before) override {
    return turns_.find_turn(conversation, inbound_key, not_before);
  }
  base::Result<std::vector<storage::TimerClaim>> claim_timers(base::UnixMs now, base::Millis lease,
                                                              std::size_t timers_max) override {
    return turns_.claim_timers(now, lease, timers_max);
  }
  base::Result<std::vector<storage::Conversation>> running(std::int64_t after, base::UnixMs since,
                                                           std::size_t conversations_max) override {
    return turns_.running(after, since, conversations_max);
  }
  base::Result<std::vector<storage::Conversation>> latest(std::int64_t before, std::size_t conversations_max) override {
    return turns_.latest(before, conversations_max);
  }

 protected:
  storage::Turns& turns_;
};

class ForwardingStore : public storage::Store {
 public:
  explicit ForwardingStore(storage::Store& store) : store_(store) {}
  storage::Turns& turns() override { return store_.turns(); }
  storage::Tickets& tickets() override { return store_.tickets(); }
  storage::Outbox& outbox() override { return store_.outbox(); }
  storage::Forwards& forwards() override { return store_.forwards(); }
  storage::Desk& desk() override { return store_.desk(); }
  storage::Releases& releases() override { return store_.releases(); }
  storage::Accounts& accounts() override { return store_.accounts(); }
  storage::Health health() override { return store_.health(); }
  base::Result<std::vector<storage::Finding>> verify() override { return store_.verify(); }
  void listen(Heard heard) override { store_.listen(std::move(heard)); }
  const std::string& installation() const override { return store_.installation(); }
  const base::Clock& clock() const override { return store_.clock(); }

 protected:
  storage::Store& store_;
};

}  // namespace support
