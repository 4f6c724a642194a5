// The clocks of tickets as a worker keeps them: real store, shipped promises and scripts, a clock that moves when told.
#include "bot/workers/promise_keeper.hpp"

#include <algorithm>
#include <catch2/catch.hpp>

#include "bot/turns/ticket_clocks.hpp"
#include "bot/workers/post_and_wait.hpp"
#include "tests/bot/shell.hpp"

using bot::OrderKind;
using shell::Shell;
using tickets::Act;

namespace {

struct Kept {
  explicit Kept(shell::Setting setting = {.sends_actively = true}) : it(setting), watch(it.clock) {}

  bot::PromiseKeeper keeper() {
    return bot::PromiseKeeper({.store = *it.store,
                               .mailboxes = *it.mailboxes,
                               .promises = it.promises,
                               .clock_watch = watch,
                               .clock = it.clock,
                               .log = it.log,
                               .lease = base::seconds(60)});
  }
  /// Time passes in steps, with a look after each.
  void pass(base::Millis time, base::Millis step = base::seconds(30)) {
    bot::PromiseKeeper one = keeper();
    for (base::Millis gone{0}; gone < time; gone = gone + step) {
      it.clock.advance(step);
      (void)one.pass();
    }
  }
  std::vector<std::string> rungs(const std::string& number) {
    std::vector<std::string> found;
    const auto log = it.store->tickets().log(number).value();
    for (const tickets::TicketEvent& event : log) {
      if (event.act == "stepped") found.push_back(event.detail);
    }
    return found;
  }
  std::vector<storage::Task> tasks(const std::string& kind) {
    std::vector<storage::Task> found;
    const auto all = it.store->desk().open_tasks(0, 500).value();
    std::copy_if(all.begin(), all.end(), std::back_inserter(found), [&](const storage::Task& task) { return task.kind == kind; });
    return found;
  }
  bool was_told(const std::string& words, const std::string& driver = "oOne") {
    const auto turns = it.transcript(driver);
    for (const storage::Turn& turn : turns) {
      for (const storage::Line& line : turn.lines) {
        if (line.speaker == storage::Speaker::kBot && line.text.find(words) != std::string::npos) return true;
      }
    }
    return false;
  }
  bool does(bot::TicketOrder order, const std::string& driver = "oOne") {
    order.by = "wang";
    return bot::post_and_wait(*it.mailboxes, {.key = Shell::key(driver), .what = order, .done = {}}).outcome == bot::Answer::Outcome::kDone;
  }

  Shell it;
  bot::ClockWatch watch;
};

bool holds(const std::vector<std::string>& all, const std::string& one) { return std::find(all.begin(), all.end(), one) != all.end(); }

}  // namespace

TEST_CASE("promise keeper: a response nobody gives climbs the ladder, each rung once, and the driver is told honestly", "[bot]") {
  Kept kept;
  const std::string number = kept.it.complain();
  kept.it.run_on_thread();
  kept.pass(base::minutes(21));
  CHECK(kept.rungs(number) == std::vector<std::string>{"RESP 1 remind"});
  CHECK(kept.tasks("remind").size() == 1);
  CHECK_FALSE(kept.was_told("超时了"));
  kept.pass(base::minutes(10));
  CHECK(holds(kept.rungs(number), "RESP 1 breach"));
  CHECK(kept.was_told("说好今天10:32前有人联系您，超时了，对不起"));
  REQUIRE(kept.tasks("breach").size() == 2);  // RESP and XFER: no receipt either
  kept.pass(base::minutes(70));
  CHECK(kept.rungs(number) == std::vector<std::string>{"RESP 1 remind", "XFER 1 breach", "RESP 1 breach", "RESP 1 supervise1",
                                                       "RESP 1 supervise2"});
  const auto slips = kept.tasks("supervise1");
  REQUIRE(slips.size() == 1);
  CHECK(slips[0].reason.find("督办单 DB" + number.substr(2) + "-1") != std::string::npos);
  CHECK(slips[0].reason.find("道路运输行业党委督办台") != std::string::npos);
  CHECK(kept.it.store->verify().value().empty());
}

TEST_CASE("promise keeper: rungs fire at most a minute late, and what an outage missed fires with its lateness", "[bot]") {
  Kept kept;
  const std::string number = kept.it.complain();
  kept.it.run_on_thread();
  kept.pass(base::minutes(35), base::seconds(1));
  kept.it.clock.advance(base::hours(3));  // nobody runs; the machine's clocks agree
  kept.pass(base::seconds(2), base::seconds(1));
  bool supervised = false;
  const auto log = kept.it.store->tickets().log(number).value();
  for (const tickets::TicketEvent& event : log) {
    if (event.act != "stepped") continue;
    const base::Millis late = event.at - *event.moment;
    INFO(event.detail << " " << late.count);
    if (event.detail == "RESP 1 remind" || event.detail == "RESP 1 breach") CHECK(late <= base::seconds(2));
    if (event.detail == "RESP 1 supervise1") {
      supervised = true;
      CHECK(late > base::hours(2));
      CHECK(event.note.find("发现时已晚 2小时") != std::string::npos);
    }
  }
  CHECK(supervised);
}

TEST_CASE("promise keeper: drivers to whom no minutes were promised hear of none", "[bot]") {
  Kept kept;
  const std::string number = kept.it.complain_by_ride_hailing();
  CHECK(kept.it.store->tickets().find(number).value()->promise == "JN12345_5WD");
  kept.it.run_on_thread();
  kept.pass(base::hours(3), base::minutes(5));
  CHECK_FALSE(kept.was_told("超时了"));
  CHECK_FALSE(kept.was_told("分钟"));
  kept.pass(base::days(8), base::hours(4));
  CHECK(kept.was_told("说好5 个工作日内答复，超时了，对不起"));
}

TEST_CASE("promise keeper: a clock that jumped holds everything until a person confirms it", "[bot]") {
  Kept kept;
  const std::string number = kept.it.complain();
  kept.it.run_on_thread();
  kept.pass(base::seconds(2), base::seconds(1));
  kept.it.clock.jump(base::days(3));
  kept.pass(base::minutes(20), base::minutes(1));
  CHECK(kept.rungs(number).empty());
  CHECK(kept.watch.holds());
  CHECK(kept.watch.confirm());
  kept.pass(base::seconds(2), base::seconds(1));
  CHECK(holds(kept.rungs(number), "CLOSE 1 breach"));
  CHECK_FALSE(kept.watch.confirm());
}

TEST_CASE("promise keeper: after the closing the driver is asked whether it is solved, and 没解决 opens the second round", "[bot]") {
  Kept kept;
  const std::string number = kept.it.complain();
  kept.it.run_on_thread();
  REQUIRE(kept.does({.kind = OrderKind::kContact, .ticket = number, .reason = "phone"}));
  REQUIRE(kept.does({.kind = OrderKind::kClose, .ticket = number, .reason = "10", .words = "运费已付清"}));
  kept.pass(base::hours(25), base::minutes(10));
  CHECK(kept.was_told("问题解决了吗"));
  kept.it.stop_thread();
  kept.it.talk({"没解决", "跳过", "跳过", "要"});
  CHECK(kept.it.store->tickets().find(number).value()->status == tickets::Status::kAccepted);
  const auto life = bot::TicketLife::read(kept.it.store->tickets(), kept.it.promises.now(), number, {}, kept.it.clock.now()).value();
  CHECK(tickets::standing_of(life.log()).round == 2);
  bool revisited = false;
  for (const tickets::LogEntry& entry : life.log()) revisited = revisited || (entry.act == Act::kRevisited && entry.reason == "unsolved");
  CHECK(revisited);
  CHECK(kept.it.store->verify().value().empty());
}

TEST_CASE("promise keeper: three questions without an answer are three tries, and the revisit was kept", "[bot]") {
  Kept kept;
  const std::string number = kept.it.complain();
  kept.it.run_on_thread();
  REQUIRE(kept.does({.kind = OrderKind::kContact, .ticket = number, .reason = "phone"}));
  REQUIRE(kept.does({.kind = OrderKind::kClose, .ticket = number, .reason = "10", .words = "运费已付清"}));
  kept.pass(base::days(4), base::minutes(20));
  int tries = 0;
  const auto log = kept.it.store->tickets().log(number).value();
  for (const tickets::TicketEvent& event : log) tries += event.act == "revisit_tried" ? 1 : 0;
  CHECK(tries == 3);
  // No hotline here, so no receipt; and twelve hours before its end the revisit's third question was still open.
  CHECK(kept.rungs(number) == std::vector<std::string>{"XFER 1 breach", "REVISIT 1 remind"});
}

TEST_CASE("promise keeper: where no word reaches the driver any more, a person is given the call, once", "[bot]") {
  Kept kept({.sends_actively = true, .quota = {.messages_max = 5, .window = base::hours(48)}});
  const std::string number = kept.it.complain();
  kept.it.run_on_thread();
  kept.pass(base::hours(30), base::minutes(30));
  REQUIRE(kept.does({.kind = OrderKind::kClose, .ticket = number, .reason = "10", .words = "运费已付清"}));
  kept.pass(base::hours(60), base::minutes(30));
  CHECK(kept.tasks("revisit_call").size() == 1);
  CHECK_FALSE(kept.was_told("问题解决了吗"));
}

TEST_CASE("promise keeper: a driver whose ticket was merged into another's is answered when that one is closed, once", "[bot]") {
  Kept kept;
  const std::string one = kept.it.complain();
  const std::string two = kept.it.complain("oTwo");
  kept.it.run_on_thread();
  REQUIRE(kept.does({.kind = OrderKind::kMerge, .ticket = one, .other = two}));
  REQUIRE(kept.does({.kind = OrderKind::kClose, .ticket = two, .reason = "10", .words = "两位的运费都付清了"}, "oTwo"));
  kept.pass(base::seconds(5), base::seconds(1));
  CHECK(kept.was_told("两位的运费都付清了", "oOne"));
  CHECK(kept.was_told("两位的运费都付清了", "oTwo"));
  const auto turns = kept.it.transcript("oOne").size();
  kept.pass(base::minutes(5));
  CHECK(kept.it.transcript("oOne").size() == turns);
}

TEST_CASE("promise keeper: two nodes that look at the same moment fire each rung once", "[bot]") {
  Kept kept;
  const std::string number = kept.it.complain();
  kept.it.run_on_thread();
  bot::PromiseKeeper one = kept.keeper();
  bot::PromiseKeeper two = kept.keeper();
  for (int i = 0; i < 240; ++i) {
    kept.it.clock.advance(base::seconds(30));
    (void)one.pass();
    (void)two.pass();
  }
  std::vector<std::string> rungs = kept.rungs(number);
  const std::size_t all = rungs.size();
  std::sort(rungs.begin(), rungs.end());
  rungs.erase(std::unique(rungs.begin(), rungs.end()), rungs.end());
  CHECK(all == rungs.size());
  CHECK(all >= 5);
}
