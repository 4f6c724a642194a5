#include "bot/workers/timekeeper.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "tests/bot/shell.hpp"

namespace {

using shell::Shell;

/// The store whose timers cannot be read while `away`.
class AwayTurns final : public storage::Turns {
 public:
  explicit AwayTurns(storage::Turns& turns) : turns_(turns) {}
  base::Result<std::optional<storage::Conversation>> load(const storage::ConversationKey& key) override { return turns_.load(key); }
  base::Result<std::optional<storage::Conversation>> load(std::int64_t conversation) override { return turns_.load(conversation); }
  base::Status commit(storage::TurnWrite turn, Done done) override { return turns_.commit(std::move(turn), std::move(done)); }
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
    if (away) return base::Error{base::ErrorCode::kBusy, "away"};
    return turns_.claim_timers(now, lease, timers_max);
  }
  base::Result<std::vector<storage::Conversation>> running(std::int64_t after, base::UnixMs since,
                                                           std::size_t conversations_max) override {
    return turns_.running(after, since, conversations_max);
  }
  base::Result<std::vector<storage::Conversation>> latest(std::size_t conversations_max) override {
    return turns_.latest(conversations_max);
  }
  bool away = false;

 private:
  storage::Turns& turns_;
};

class AwayStore final : public storage::Store {
 public:
  explicit AwayStore(storage::Store& store) : store_(store), turns_(store.turns()) {}
  AwayTurns& turns() override { return turns_; }
  storage::Tickets& tickets() override { return store_.tickets(); }
  storage::Outbox& outbox() override { return store_.outbox(); }
  storage::Desk& desk() override { return store_.desk(); }
  storage::Releases& releases() override { return store_.releases(); }
  storage::Accounts& accounts() override { return store_.accounts(); }
  storage::Health health() override { return store_.health(); }
  base::Result<std::vector<storage::Finding>> verify() override { return store_.verify(); }
  void listen(Heard heard) override { store_.listen(std::move(heard)); }
  const std::string& installation() const override { return store_.installation(); }
  const base::Clock& clock() const override { return store_.clock(); }

 private:
  storage::Store& store_;
  AwayTurns turns_;
};

class EventLog final : public base::Log {
 public:
  void write(base::Level, base::Literal event, std::initializer_list<base::LogField>) noexcept override {
    events.emplace_back(event.text());
  }
  std::vector<std::string> events;
};

}  // namespace

TEST_CASE("timekeeper: a driver who falls silent is reminded once, and a second look wakes nobody", "[bot]") {
  Shell it({.sends_actively = true});
  it.talk({"我要投诉"});
  it.run_on_thread();
  bot::Timekeeper keeper(*it.store, *it.mailboxes, it.clock, it.log, base::seconds(60));
  (void)keeper.pass();
  CHECK(it.transcript().size() == 1);
  it.clock.advance(base::minutes(31));
  (void)keeper.pass();
  (void)keeper.pass();
  const auto turns = it.transcript();
  REQUIRE(turns.size() == 2);
  CHECK(turns[1].kind == storage::TurnKind::kTimer);
}

TEST_CASE("timekeeper: a timer that another node has claimed is left to it until its lease is over", "[bot]") {
  Shell it({.sends_actively = true});
  it.talk({"我要投诉"});
  it.run_on_thread();
  it.clock.advance(base::minutes(31));
  REQUIRE(it.store->turns().claim_timers(it.clock.now(), base::seconds(60), 10)->size() == 1);
  bot::Timekeeper keeper(*it.store, *it.mailboxes, it.clock, it.log, base::seconds(60));
  it.clock.advance(base::seconds(59));
  (void)keeper.pass();
  CHECK(it.transcript().size() == 1);
  it.clock.advance(base::seconds(1));
  (void)keeper.pass();
  CHECK(it.transcript().size() == 2);
}

TEST_CASE("timekeeper: a store that is away is told once for the whole of its absence, and once when it is back", "[bot]") {
  Shell it;
  AwayStore store(*it.store);
  EventLog log;
  bot::Timekeeper keeper(store, *it.mailboxes, it.clock, log, base::seconds(60));
  for (int absence = 1; absence <= 2; ++absence) {
    store.turns().away = true;
    for (int i = 0; i < 10; ++i) (void)keeper.pass();
    CHECK(std::count(log.events.begin(), log.events.end(), "timers_not_read") == absence);
    store.turns().away = false;
    for (int i = 0; i < 10; ++i) (void)keeper.pass();
    CHECK(std::count(log.events.begin(), log.events.end(), "timers_read_again") == absence);
  }
}
