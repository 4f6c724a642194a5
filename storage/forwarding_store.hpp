#pragma once
// A store that passes every call on to another one: tests and the simulator override the calls they watch or break, and a call
// that the store learns is added here, once.
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "storage/store.hpp"

namespace storage {

class ForwardingTurns : public Turns {
 public:
  explicit ForwardingTurns(Turns& turns) : turns_(turns) {}
  base::Result<std::optional<Conversation>> load(const ConversationKey& key) override {
    return turns_.load(key);
  }
  base::Result<std::optional<Conversation>> load(std::int64_t conversation) override {
    return turns_.load(conversation);
  }
  base::Status commit(TurnWrite turn, Done done) override {
    return turns_.commit(std::move(turn), std::move(done));
  }
  void hurry() override { turns_.hurry(); }
  base::Result<std::vector<Turn>> transcript(std::int64_t conversation, std::uint64_t after,
                                                      std::size_t turns_max) override {
    return turns_.transcript(conversation, after, turns_max);
  }
  base::Result<std::optional<Turn>> find_turn(std::int64_t conversation, std::string_view inbound_key,
                                                       base::UnixMs not_before) override {
    return turns_.find_turn(conversation, inbound_key, not_before);
  }
  base::Result<std::vector<TimerClaim>> claim_timers(base::UnixMs now, base::Millis lease,
                                                              std::size_t timers_max) override {
    return turns_.claim_timers(now, lease, timers_max);
  }
  base::Result<std::vector<Conversation>> running(std::int64_t after, base::UnixMs since,
                                                           std::size_t conversations_max) override {
    return turns_.running(after, since, conversations_max);
  }
  base::Result<ConversationPage> latest(const ConversationFilter& filter, std::int64_t before,
                                        std::size_t conversations_max) override {
    return turns_.latest(filter, before, conversations_max);
  }

 protected:
  Turns& turns_;
};

class ForwardingOutbox : public Outbox {
 public:
  explicit ForwardingOutbox(Outbox& outbox) : outbox_(outbox) {}
  base::Result<std::optional<Alert>> find_alert(std::string_view key) override { return outbox_.find_alert(key); }
  base::Result<std::vector<Alert>> open_alerts(std::size_t alerts_max) override { return outbox_.open_alerts(alerts_max); }
  base::Status acknowledge(std::string_view key, std::string_view by) override { return outbox_.acknowledge(key, by); }
  base::Result<std::vector<OutboxRow>> claim(OutboxKind kind, std::string_view target, base::UnixMs now,
                                                      base::Millis lease, std::size_t rows_max) override {
    return outbox_.claim(kind, target, now, lease, rows_max);
  }
  base::Status settle(const Settlement& settlement) override { return outbox_.settle(settlement); }
  base::Result<std::size_t> expire_leases(base::UnixMs now) override { return outbox_.expire_leases(now); }
  base::Result<std::vector<Count>> counts() override { return outbox_.counts(); }
  base::Result<std::string> cursor(std::string_view name) override { return outbox_.cursor(name); }
  base::Status set_cursor(std::string_view name, std::string_view value) override { return outbox_.set_cursor(name, value); }
  base::Status move_cursor(std::string_view name, std::string_view from, std::string_view to) override {
    return outbox_.move_cursor(name, from, to);
  }

 protected:
  Outbox& outbox_;
};

class ForwardingForwards : public Forwards {
 public:
  explicit ForwardingForwards(Forwards& forwards) : forwards_(forwards) {}
  base::Result<std::vector<OutboxRow>> claim(const ForwardClaim& claim) override { return forwards_.claim(claim); }
  base::Result<std::vector<base::Status>> settle(const std::vector<Settlement>& settlements) override {
    return forwards_.settle(settlements);
  }
  base::Status decide(const ForwardDecision& decision) override { return forwards_.decide(decision); }
  base::Status move(const TicketChange& change) override { return forwards_.move(change); }
  base::Result<std::optional<Forward>> find(std::int64_t id) override { return forwards_.find(id); }
  base::Result<std::vector<Forward>> of_ticket(std::string_view ticket) override { return forwards_.of_ticket(ticket); }
  base::Result<std::vector<Forward>> list(OutboxState state, std::int64_t after, std::size_t forwards_max) override {
    return forwards_.list(state, after, forwards_max);
  }
  base::Result<std::vector<KeptExchange>> exchanges(std::string_view ticket) override { return forwards_.exchanges(ticket); }

 protected:
  Forwards& forwards_;
};

class ForwardingTickets : public Tickets {
 public:
  explicit ForwardingTickets(Tickets& tickets) : tickets_(tickets) {}
  base::Result<std::uint32_t> next_serial(const std::string& day) override { return tickets_.next_serial(day); }
  base::Result<std::optional<tickets::Ticket>> find(std::string_view number) override { return tickets_.find(number); }
  base::Result<std::vector<tickets::Ticket>> of_conversation(std::int64_t conversation, std::size_t tickets_max) override {
    return tickets_.of_conversation(conversation, tickets_max);
  }
  base::Result<std::vector<tickets::Ticket>> list(std::string_view before, std::size_t tickets_max) override {
    return tickets_.list(before, tickets_max);
  }
  base::Result<std::vector<tickets::Ticket>> list(const TicketFilter& filter, std::string_view before, std::size_t tickets_max) override {
    return tickets_.list(filter, before, tickets_max);
  }
  base::Result<std::optional<tickets::Ticket>> find_external(std::string_view hotline, std::string_view external) override {
    return tickets_.find_external(hotline, external);
  }
  base::Result<std::vector<tickets::TicketEvent>> log(std::string_view number) override { return tickets_.log(number); }
  base::Result<std::optional<SentTemplate>> template_sent(std::string_view target, std::string_view message_id) override {
    return tickets_.template_sent(target, message_id);
  }
  base::Result<std::vector<LookClaim>> claim_looks(base::UnixMs now, base::Millis lease, std::size_t looks_max) override {
    return tickets_.claim_looks(now, lease, looks_max);
  }
  base::Status finish_looks(const std::vector<LookDone>& looks) override { return tickets_.finish_looks(looks); }

 protected:
  Tickets& tickets_;
};

class ForwardingStore : public Store {
 public:
  explicit ForwardingStore(Store& store) : store_(store) {}
  Turns& turns() override { return store_.turns(); }
  Tickets& tickets() override { return store_.tickets(); }
  Outbox& outbox() override { return store_.outbox(); }
  Forwards& forwards() override { return store_.forwards(); }
  Desk& desk() override { return store_.desk(); }
  Releases& releases() override { return store_.releases(); }
  Accounts& accounts() override { return store_.accounts(); }
  SavedViews& saved_views() override { return store_.saved_views(); }
  Health health() override { return store_.health(); }
  base::Result<std::vector<Finding>> verify() override { return store_.verify(); }
  void listen(Heard heard) override { store_.listen(std::move(heard)); }
  const std::string& installation() const override { return store_.installation(); }
  const base::Clock& clock() const override { return store_.clock(); }

 protected:
  Store& store_;
};

}  // namespace storage
