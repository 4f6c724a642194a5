#include "bot/workers/timekeeper.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "tests/bot/shell.hpp"
#include "storage/forwarding_store.hpp"

namespace {

using shell::Shell;

/// The store whose timers cannot be read while `away`.
class AwayTurns final : public storage::ForwardingTurns {
 public:
  using ForwardingTurns::ForwardingTurns;
  base::Result<std::vector<storage::TimerClaim>> claim_timers(base::UnixMs now, base::Millis lease,
                                                              std::size_t timers_max) override {
    if (away) return base::Error{base::ErrorCode::kBusy, "away"};
    return turns_.claim_timers(now, lease, timers_max);
  }
  bool away = false;
};

class AwayStore final : public storage::ForwardingStore {
 public:
  explicit AwayStore(storage::Store& store) : ForwardingStore(store), away_turns_(store.turns()) {}
  AwayTurns& turns() override { return away_turns_; }

 private:
  AwayTurns away_turns_;
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
