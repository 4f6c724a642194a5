#include "bot/workers/forwarder.hpp"

#include <atomic>
#include <catch2/catch.hpp>
#include <memory>
#include <string>
#include <vector>

#include "bot/turns/forward_acts.hpp"
#include "bot/workers/update_reader.hpp"
#include "integrations/hotlines/registry.hpp"
#include "tests/bot/shell.hpp"
#include "tests/bot/workers/scripted_http.hpp"

namespace {

using integrations::HttpRequest;
using storage::OutboxState;

struct Line {
  explicit Line(integrations::Ability ability) : number(it.complain()), shared(std::make_shared<bot::HotlineLine>()) {
    shared->hotline = integrations::make_hotline("open311", {.base_url = "http://127.0.0.1:1/", .api_key = "k", .jurisdiction = {}, .ability = ability}).value();
    forwarder = std::make_unique<bot::Forwarder>(shared, bot::ForwarderOptions{.hotline = "12328"}, *it.store, *it.mailboxes, http, it.clock, it.random, it.log);
    it.run_on_thread();
  }
  std::int64_t count(OutboxState state) {
    std::int64_t rows = 0;
    const auto counts = it.store->outbox().counts().value();
    for (const auto& one : counts) {
      if (one.kind == storage::OutboxKind::kForward && one.state == state) rows += one.rows;
    }
    return rows;
  }
  tickets::Ticket ticket() { return *it.store->tickets().find(number).value(); }
  std::vector<storage::Task> tasks() { return it.store->desk().open_tasks(0, 10).value(); }

  shell::Shell it;
  std::string number;
  std::shared_ptr<bot::HotlineLine> shared;
  scripted::Http http;
  std::unique_ptr<bot::Forwarder> forwarder;
};

/// A process that is put to sleep after it has looked at the clock once.
class Sleeper final : public base::Clock {
 public:
  Sleeper(const base::Clock& clock, base::Millis nap) : clock_(clock), nap_(nap) {}
  base::UnixMs now() const noexcept override { return looked_.exchange(true) ? clock_.now() + nap_ : clock_.now(); }
  base::MonotonicMs monotonic() const noexcept override { return clock_.monotonic(); }

 private:
  const base::Clock& clock_;
  base::Millis nap_;
  mutable std::atomic<bool> looked_{false};
};

constexpr char kReceipt[] = R"([{"service_request_id":"H1","service_notice":null,"account_id":null}])";

std::string key_of(const HttpRequest& request) {
  for (const auto& [name, value] : request.headers) {
    if (name == "Idempotency-Key") return value;
  }
  return {};
}

}  // namespace

TEST_CASE("forwarder: a receipt makes the ticket dispatched and the row delivered", "[bot]") {
  Line line(integrations::Ability::kKey);
  line.http.json(201, kReceipt);
  line.forwarder->pass();
  REQUIRE(line.count(OutboxState::kDelivered) == 1);
  REQUIRE(line.ticket().status == tickets::Status::kDispatched);
  REQUIRE(line.ticket().external_number == "H1");
  REQUIRE(line.http.calls.size() == 1);
  line.forwarder->pass();
  REQUIRE(line.http.calls.size() == 1);
}

TEST_CASE("forwarder: another ticket's receipt delivers nothing and a person is asked", "[bot]") {
  Line line(integrations::Ability::kKey);
  line.http.json(201, kReceipt);
  line.forwarder->pass();
  line.it.stop_thread();
  const std::string second = line.it.complain("oTwo");
  line.it.run_on_thread();
  line.http.json(201, kReceipt);
  line.forwarder->pass();
  REQUIRE(line.count(OutboxState::kParked) == 1);
  REQUIRE(line.it.store->tickets().find(second).value()->status == tickets::Status::kAccepted);
  REQUIRE(line.ticket().external_number == "H1");
  const auto tasks = line.tasks();
  REQUIRE(tasks.size() == 1);
  REQUIRE(tasks.front().kind == "parked_forward");
  REQUIRE(tasks.front().ticket == second);
}

TEST_CASE("forwarder: a claim that ran out while the process slept is not acted on; another node sends it once", "[bot]") {
  Line line(integrations::Ability::kKey);
  const Sleeper clock(line.it.clock, base::seconds(61));
  bot::Forwarder sleeper(line.shared, {.hotline = "12328"}, *line.it.store, *line.it.mailboxes, line.http, clock, line.it.random, line.it.log);
  sleeper.pass();
  REQUIRE(line.http.calls.empty());
  REQUIRE(line.count(OutboxState::kSending) == 1);
  line.it.clock.advance(base::seconds(61));
  REQUIRE(line.it.store->outbox().expire_leases(line.it.clock.now()).value() == 1);
  line.http.json(201, kReceipt);
  line.forwarder->pass();
  REQUIRE(line.http.calls.size() == 1);
  REQUIRE(line.count(OutboxState::kDelivered) == 1);
}

TEST_CASE("forwarder: what a dead process was sending is looked for only when it must have arrived, and is not sent twice", "[bot]") {
  Line line(integrations::Ability::kQuery);
  const auto rows = line.it.store->forwards().claim({.hotline = "12328", .now = line.it.clock.now(), .lease = base::seconds(60), .rows_max = 1, .retries_max = 1, .overdue_min = 0}).value();
  REQUIRE(rows.size() == 1);
  line.it.clock.advance(base::seconds(61));
  REQUIRE(line.it.store->outbox().expire_leases(line.it.clock.now()).value() == 1);
  line.forwarder->pass();
  line.it.clock.advance(base::minutes(4));
  line.forwarder->pass();
  REQUIRE(line.http.calls.empty());
  line.it.clock.advance(base::minutes(1));
  line.http.json(200, R"([{"service_request_id":"H1","attributes":[{"code":"ticket_no","value":")" + line.number + R"("}]}])");
  line.forwarder->pass();
  REQUIRE(line.http.calls.size() == 1);
  REQUIRE(line.http.calls.front().method == "GET");
  REQUIRE(line.ticket().external_number == "H1");
  REQUIRE(line.count(OutboxState::kDelivered) == 1);
}

TEST_CASE("forwarder: a lost answer is sent again with the same key where the hotline knows keys", "[bot]") {
  Line line(integrations::Ability::kKey);
  line.http.lost();
  line.http.json(200, kReceipt);
  line.forwarder->pass();
  REQUIRE(line.ticket().status == tickets::Status::kAccepted);
  REQUIRE(line.count(OutboxState::kUnknown) == 1);
  line.it.clock.advance(base::minutes(1));
  line.forwarder->pass();
  REQUIRE(line.count(OutboxState::kDelivered) == 1);
  REQUIRE(line.http.calls.size() == 2);
  REQUIRE_FALSE(key_of(line.http.calls[0]).empty());
  REQUIRE(key_of(line.http.calls[0]) == key_of(line.http.calls[1]));
}

TEST_CASE("forwarder: a lost answer is looked up before anything is sent again where the hotline can be asked", "[bot]") {
  Line line(integrations::Ability::kQuery);
  line.http.lost();
  line.forwarder->pass();
  line.it.clock.advance(base::minutes(6));
  SECTION("found: delivered without a second submission") {
    line.http.json(200, R"([{"service_request_id":"H1","status":"open","attributes":[{"code":"ticket_no","name":"ticket_no","value":")" + line.number + R"("}]}])");
    line.forwarder->pass();
    REQUIRE(line.count(OutboxState::kDelivered) == 1);
    REQUIRE(line.ticket().external_number == "H1");
    REQUIRE(line.http.calls.size() == 2);
  }
  SECTION("absent twice: sent again") {
    line.http.json(200, "[]");
    line.forwarder->pass();
    REQUIRE(line.http.calls.size() == 2);
    line.it.clock.advance(base::minutes(2));
    line.http.json(200, "[]");
    line.http.json(200, kReceipt);
    line.forwarder->pass();
    REQUIRE(line.http.calls.size() == 4);
    REQUIRE(line.count(OutboxState::kDelivered) == 1);
  }
}

TEST_CASE("forwarder: where nothing else is honest the forward is parked for a person", "[bot]") {
  Line line(integrations::Ability::kNone);
  line.http.lost();
  line.forwarder->pass();
  REQUIRE(line.count(OutboxState::kParked) == 1);
  REQUIRE(line.ticket().status == tickets::Status::kAccepted);
  REQUIRE(line.tasks().size() == 1);
  REQUIRE(line.tasks()[0].kind == "parked_forward");
  line.it.clock.advance(base::days(4));
  line.forwarder->pass();
  REQUIRE(line.http.calls.size() == 1);
}

TEST_CASE("forwarder: a refused ticket is not sent again; the driver hears it and a person decides", "[bot]") {
  Line line(integrations::Ability::kKey);
  line.http.json(400, R"([{"code":"400","description":"不归我管"}])");
  line.forwarder->pass();
  REQUIRE(line.count(OutboxState::kDead) == 1);
  REQUIRE(line.ticket().status == tickets::Status::kRefused);
  REQUIRE(line.tasks().size() == 1);
  REQUIRE(line.tasks()[0].kind == "refused_ticket");
  REQUIRE(line.it.transcript().back().lines.front().text.find("不归我管") != std::string::npos);
}

TEST_CASE("forwarder: a wrong key pauses the hotline instead of making dead letters", "[bot]") {
  Line line(integrations::Ability::kKey);
  line.http.json(403, R"([{"code":"403","description":"api_key"}])");
  line.forwarder->pass();
  line.forwarder->pass();
  REQUIRE(line.http.calls.size() == 1);
  REQUIRE(line.count(OutboxState::kPending) == 1);
  line.it.clock.advance(base::minutes(20));
  line.http.json(200, kReceipt);
  line.forwarder->pass();
  REQUIRE(line.count(OutboxState::kDelivered) == 1);
}

TEST_CASE("forwarder: a hotline that is never reached is tried for three days, then a person is told", "[bot]") {
  Line line(integrations::Ability::kKey);
  for (int i = 0; i < 200 && line.count(OutboxState::kDead) == 0; ++i) {
    line.forwarder->pass();
    line.it.clock.advance(base::hours(2) + base::minutes(1));
  }
  REQUIRE(line.count(OutboxState::kDead) == 1);
  REQUIRE(line.http.calls.size() > 20);
  REQUIRE(line.tasks().back().kind == "dead_forward");
}

TEST_CASE("forwarder: every attempt that may have had an effect is kept, with what was sent and answered, without our key") {
  Line line(integrations::Ability::kKey);
  line.http.lost();
  line.http.json(201, kReceipt);
  line.forwarder->pass();
  line.it.clock.advance(base::minutes(1));
  line.forwarder->pass();
  const auto kept = line.it.store->forwards().exchanges(line.number).value();
  REQUIRE(kept.size() == 2);
  CHECK(kept[0].exchange.outcome == "connection_lost");
  CHECK(kept[1].exchange.outcome == "accepted");
  CHECK(kept[1].exchange.number == "H1");
  CHECK(kept[1].exchange.answer == kReceipt);
  CHECK(kept[1].exchange.sent.find("api_key=***") != std::string::npos);
  CHECK(kept[1].exchange.sent.find("api_key=k&") == std::string::npos);
  CHECK(line.it.store->verify().value().empty());
}

TEST_CASE("forwarder: while a hotline is away it is asked once in half a minute, and no forward loses a try") {
  Line line(integrations::Ability::kKey);
  const auto unreached = [&] { line.http.answers.push_back(base::Error{base::ErrorCode::kUnreached, "refused"}); };
  for (int i = 0; i < 400; ++i) unreached();
  for (int second = 0; second < 3600; ++second) {
    line.forwarder->pass();
    line.it.clock.advance(base::seconds(1));
  }
  CHECK(line.http.calls.size() >= 90);
  CHECK(line.http.calls.size() <= 190);
  CHECK(line.it.store->forwards().of_ticket(line.number).value().front().attempt == 0);
  CHECK(line.it.store->forwards().exchanges(line.number).value().empty());
  std::size_t alarms = 0;
  for (const storage::Task& task : line.tasks()) alarms += task.kind == "hotline_away" ? 1 : 0;
  CHECK(alarms == 1);
  line.http.answers.clear();
  for (int i = 0; i < 3; ++i) line.http.json(200, kReceipt);
  line.it.clock.advance(base::seconds(40));
  line.forwarder->pass();
  CHECK(line.count(OutboxState::kDelivered) == 1);
}

TEST_CASE("forwarder: a batch that meets trouble gives back what it did not send") {
  Line line(integrations::Ability::kKey);
  line.it.stop_thread();
  for (const char* driver : {"oTwo", "oThree"}) line.it.complain(driver);
  line.it.run_on_thread();
  line.http.json(503, "");
  line.forwarder->pass();
  CHECK(line.http.calls.size() == 1);
  CHECK(line.count(OutboxState::kPending) == 3);
  CHECK(line.count(OutboxState::kSending) == 0);
  for (const char* number : {"H1", "H2", "H3"}) {
    line.http.json(201, std::string(R"([{"service_request_id":")") + number + R"("}])");
  }
  for (int i = 0; i < 20; ++i) {
    line.it.clock.advance(base::seconds(1));
    line.forwarder->pass();
  }
  CHECK(line.count(OutboxState::kDelivered) == 3);
  CHECK(line.it.store->verify().value().empty());
}

TEST_CASE("forwarder: a ticket taken back while it was being sent keeps its receipt and stays taken back") {
  Line line(integrations::Ability::kKey);
  const auto rows = line.it.store->forwards().claim({.hotline = "12328", .now = line.it.clock.now(), .lease = base::seconds(1), .rows_max = 1, .retries_max = 1, .overdue_min = 0}).value();
  REQUIRE(rows.size() == 1);
  storage::TicketChange withdrawn;
  withdrawn.number = line.number;
  withdrawn.actor = "driver";
  withdrawn.action = "withdraw_ticket";
  withdrawn.to = tickets::Status::kWithdrawn;
  REQUIRE(line.it.store->forwards().move(withdrawn).ok());
  line.it.clock.advance(base::seconds(2));
  REQUIRE(line.it.store->outbox().expire_leases(line.it.clock.now()).value() == 1);
  line.http.json(201, kReceipt);
  line.forwarder->pass();
  CHECK(line.count(OutboxState::kDelivered) == 1);
  CHECK(line.ticket().external_number == "H1");
  CHECK(line.ticket().status == tickets::Status::kWithdrawn);
}

TEST_CASE("forward acts: when a person types a number back, what the hotline reported of it meanwhile is read again") {
  Line line(integrations::Ability::kNone);
  const base::UnixMs sent = line.it.clock.now();
  line.http.lost();
  line.forwarder->pass();
  line.it.clock.advance(base::hours(11));
  storage::Outbox& outbox = line.it.store->outbox();
  REQUIRE(outbox.move_cursor("updates:12328", "", std::to_string(line.it.clock.now().count)).ok());
  bot::ForwardActs acts(*line.it.store, line.it.promises, line.it.mailboxes.get(), line.it.random);
  REQUIRE(acts.confirm(acts.list(std::nullopt, 10).value().at(0).id, "X1", "李四").ok());
  CHECK(std::stoll(outbox.cursor("updates:12328").value()) <= sent.count);
}

TEST_CASE("forward acts: a person's number delivers a parked forward and the driver hears it, once") {
  Line line(integrations::Ability::kNone);
  line.http.lost();
  line.forwarder->pass();
  REQUIRE(line.count(OutboxState::kParked) == 1);
  bot::ForwardActs acts(*line.it.store, line.it.promises, line.it.mailboxes.get(), line.it.random);
  const auto waiting = acts.list(std::nullopt, 10).value();
  REQUIRE(waiting.size() == 1);
  const std::int64_t id = waiting.front().id;
  CHECK(acts.confirm(id, "", "李四").error().code == base::ErrorCode::kInvalid);
  CHECK(acts.confirm(id, "X 1", "李四").error().code == base::ErrorCode::kInvalid);
  CHECK(acts.confirm(id, "X1", "").error().code == base::ErrorCode::kInvalid);
  CHECK(acts.confirm(id + 9, "X1", "李四").error().code == base::ErrorCode::kNotFound);
  REQUIRE(acts.confirm(id, "X1", "李四").ok());
  CHECK(line.ticket().status == tickets::Status::kDispatched);
  CHECK(line.ticket().external_number == "X1");
  CHECK(line.it.transcript().back().lines.back().text.find("X1") != std::string::npos);
  const std::size_t turns = line.it.transcript().size();
  CHECK(acts.confirm(id, "X2", "王五").error().code == base::ErrorCode::kConflict);
  CHECK(acts.resend(id, "王五").error().code == base::ErrorCode::kConflict);
  CHECK(line.it.transcript().size() == turns);
  CHECK(line.tasks().empty());
  CHECK(line.it.store->verify().value().empty());
}

TEST_CASE("forwarder: a manual hotline is never called; the form waits for a person, whose number ends it") {
  Line line(integrations::Ability::kKey);
  line.shared->hotline = integrations::make_hotline("manual", {}).value();
  line.forwarder->pass();
  line.forwarder->pass();
  CHECK(line.http.calls.empty());
  REQUIRE(line.tasks().size() == 1);
  CHECK(line.tasks().front().kind == "manual_forward");
  const auto kept = line.it.store->forwards().exchanges(line.number).value();
  REQUIRE(kept.size() == 1);
  CHECK(kept.front().exchange.sent.find("货主拖欠运费") != std::string::npos);
  bot::ForwardActs acts(*line.it.store, line.it.promises, line.it.mailboxes.get(), line.it.random);
  REQUIRE(acts.confirm(acts.list(std::nullopt, 10).value().front().id, "2026031000001", "李四").ok());
  CHECK(line.ticket().status == tickets::Status::kDispatched);
  CHECK(line.tasks().empty());
  CHECK(line.it.store->verify().value().empty());
}

TEST_CASE("forward acts: a ticket is not sent a second time to the hotline that has it") {
  Line line(integrations::Ability::kKey);
  line.http.json(201, kReceipt);
  line.forwarder->pass();
  bot::ForwardActs acts(*line.it.store, line.it.promises, line.it.mailboxes.get(), line.it.random);
  CHECK(acts.transfer(line.number, "12328", "再发一遍", "李四").error().code == base::ErrorCode::kConflict);
  CHECK(line.it.store->verify().value().empty());
}

TEST_CASE("forward acts: a ticket that a hotline has and that is sent on is not called forwarded before the next receipt") {
  Line line(integrations::Ability::kKey);
  line.http.json(201, kReceipt);
  line.forwarder->pass();
  bot::ForwardActs acts(*line.it.store, line.it.promises, line.it.mailboxes.get(), line.it.random);
  REQUIRE(acts.transfer(line.number, "12345", "12328 电话里说不归它管", "李四").ok());
  CHECK(line.ticket().status == tickets::Status::kRefused);
  CHECK(line.ticket().external_number.empty());
  bot::Forwarder other(line.shared, {.hotline = "12345"}, *line.it.store, *line.it.mailboxes, line.http, line.it.clock, line.it.random, line.it.log);
  line.http.json(201, R"([{"service_request_id":"G1"}])");
  other.pass();
  CHECK(line.ticket().status == tickets::Status::kDispatched);
  CHECK(line.ticket().external_number == "G1");
  CHECK(line.it.store->verify().value().empty());
}

TEST_CASE("update reader: a hotline that gives a ticket back is news once, and a person is told where to send it") {
  Line line(integrations::Ability::kKey);
  line.http.json(201, kReceipt);
  line.forwarder->pass();
  bot::ClockWatch watch(line.it.clock);
  bot::UpdateReader reader(line.shared, "12328", base::seconds(2), *line.it.store, *line.it.mailboxes, line.http, line.it.clock, watch, line.it.log);
  for (int i = 0; i < 2; ++i) {
    line.http.json(200, R"([{"update_id":"3","service_request_id":"H1","status":"not_councils_responsibility","updated_datetime":"2026-03-10T10:20:00+08:00","description":"不归我管"}])");
    reader.pass();
  }
  CHECK(line.ticket().status == tickets::Status::kRefused);
  REQUIRE(line.tasks().size() == 1);
  CHECK(line.tasks().front().reason.find("transfer " + line.number + " --to 12345") != std::string::npos);
}

TEST_CASE("forward acts: a refused ticket is proposed to 12345 and goes there as the same ticket") {
  Line line(integrations::Ability::kKey);
  line.http.json(400, R"([{"code":"400","description":"不归我管"}])");
  line.forwarder->pass();
  REQUIRE(line.tasks().size() == 1);
  CHECK(line.tasks().front().reason.find("12345") != std::string::npos);
  bot::ForwardActs acts(*line.it.store, line.it.promises, line.it.mailboxes.get(), line.it.random);
  CHECK(acts.transfer(line.number, "12345", "", "李四").error().code == base::ErrorCode::kInvalid);
  REQUIRE(acts.transfer(line.number, "12345", "12328 说不归它管", "李四").ok());
  CHECK(acts.transfer(line.number, "12348", "再换", "王五").error().code == base::ErrorCode::kConflict);
  CHECK(line.tasks().empty());
  bot::Forwarder other(line.shared, {.hotline = "12345"}, *line.it.store, *line.it.mailboxes, line.http, line.it.clock, line.it.random, line.it.log);
  line.http.json(201, kReceipt);
  other.pass();
  CHECK(line.ticket().status == tickets::Status::kDispatched);
  CHECK(line.ticket().hotline == "12345");
  CHECK(line.ticket().external_number == "H1");
  std::vector<std::string> actions;
  for (const auto& event : line.it.store->tickets().log(line.number).value()) actions.push_back(event.action);
  CHECK(actions == std::vector<std::string>{"created", "status", "transferred", "status"});
  CHECK(line.it.store->verify().value().empty());
}

TEST_CASE("update reader: what the hotline says reaches the driver once, however often it is read", "[bot]") {
  Line line(integrations::Ability::kKey);
  line.http.json(200, kReceipt);
  line.forwarder->pass();
  bot::ClockWatch watch(line.it.clock);
  bot::UpdateReader reader(line.shared, "12328", base::seconds(2), *line.it.store, *line.it.mailboxes, line.http, line.it.clock, watch, line.it.log);
  const std::string closed = R"([{"update_id":"7","service_request_id":"H1","status":"closed","updated_datetime":"2026-03-10T10:20:00+08:00","description":"运费已付清"},
    {"update_id":"8","service_request_id":"OTHER","status":"closed","updated_datetime":"2026-03-10T10:21:00+08:00","description":""}])";
  for (int i = 0; i < 3; ++i) {
    line.http.json(200, closed);
    reader.pass();
  }
  REQUIRE(line.ticket().status == tickets::Status::kClosed);
  int told = 0;
  const std::vector<storage::Turn> turns = line.it.transcript();
  for (const storage::Turn& turn : turns) {
    for (const storage::Line& one : turn.lines) told += one.text.find("运费已付清") != std::string::npos ? 1 : 0;
  }
  REQUIRE(told == 1);
}

TEST_CASE("update reader: an answer that cannot be read moves nothing and is read again", "[bot]") {
  Line line(integrations::Ability::kKey);
  bot::ClockWatch watch(line.it.clock);
  bot::UpdateReader reader(line.shared, "12328", base::seconds(2), *line.it.store, *line.it.mailboxes, line.http, line.it.clock, watch, line.it.log);
  line.http.json(200, "<html>");
  REQUIRE(reader.pass() == base::seconds(2));
  REQUIRE(line.it.store->outbox().cursor("updates:12328").value().empty());
}

TEST_CASE("forwarder: a receipt that came late never moves the reading of updates past what was not read yet", "[bot]") {
  const std::string cursor = "updates:12328";
  Line line(integrations::Ability::kKey);
  const std::int64_t created = line.it.clock.now().count;
  line.http.answers.push_back(base::Error{base::ErrorCode::kTimeout, "total"});
  line.forwarder->pass();
  line.it.clock.advance(base::hours(1));
  line.http.json(200, kReceipt);
  SECTION("nothing was read for longer than the ticket is old: it goes on from there") {
    const std::string unread = std::to_string(created - base::days(1).count);
    REQUIRE(line.it.store->outbox().set_cursor(cursor, unread).ok());
    line.forwarder->pass();
    CHECK(line.it.store->outbox().cursor(cursor).value() == unread);
  }
  SECTION("all was read up to now: the time since the first try is read again") {
    REQUIRE(line.it.store->outbox().set_cursor(cursor, std::to_string(line.it.clock.now().count)).ok());
    line.forwarder->pass();
    const std::int64_t from = std::stoll(line.it.store->outbox().cursor(cursor).value());
    CHECK(from >= created - base::minutes(1).count);
    CHECK(from <= created);
  }
  CHECK(line.ticket().status == tickets::Status::kDispatched);
}
