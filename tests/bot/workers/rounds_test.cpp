// A re-opened ticket on its way to its hotline again: real worker, store, scripts and promises, a hotline made up.
#include <catch2/catch.hpp>
#include <memory>

#include "bot/turns/forward_acts.hpp"
#include "bot/turns/ticket_form.hpp"
#include "bot/workers/forwarder.hpp"
#include "bot/workers/post_and_wait.hpp"
#include "bot/workers/update_reader.hpp"
#include "integrations/hotlines/registry.hpp"
#include "tests/bot/shell.hpp"
#include "tests/bot/workers/scripted_http.hpp"

namespace {

using integrations::HttpRequest;
using storage::OutboxState;

std::string header(const HttpRequest& request, std::string_view name) {
  for (const auto& [known, value] : request.headers) {
    if (known == name) return value;
  }
  return {};
}

/// A ticket that 12328 had as H1 and closed.
struct Closed {
  explicit Closed(integrations::Ability ability, const std::string& protocol = "open311")
      : number(it.complain()), line(std::make_shared<bot::HotlineLine>()), watch(it.clock) {
    line->hotline = integrations::make_hotline(protocol, {.base_url = "http://127.0.0.1:1/", .api_key = "k", .jurisdiction = {}, .ability = ability}).value();
    forwarder = std::make_unique<bot::Forwarder>(line, bot::ForwarderOptions{.hotline = "12328"}, *it.store, *it.mailboxes, http, it.clock, it.random, it.log);
    it.run_on_thread();
    http.receipt("H1");
    forwarder->pass();
    if (protocol == "manual") {
      REQUIRE(acts().confirm(acts().list(std::nullopt, 10).value().front().id, "H1", "李四").ok());
    }
    it.clock.advance(base::minutes(5));
    tell(tickets::Status::kClosed, "已联系货主");
    http.calls.clear();
    http.answers.clear();
  }
  bot::ForwardActs acts() { return bot::ForwardActs(*it.store, it.promises, it.mailboxes.get(), it.random); }
  void tell(tickets::Status to, const std::string& text) {
    (void)bot::post_and_wait(*it.mailboxes, {.key = shell::Shell::key(),
                                             .what = bot::TicketNews{.ticket = number, .to = to, .external_number = {}, .text = text, .actor = "hotline:12328"},
                                             .done = {}});
  }
  std::string say(const std::string& text) {
    it.clock.advance(base::seconds(20));
    return bot::post_and_wait(*it.mailboxes, it.said(text, "again" + std::to_string(++said_))).text;
  }
  /// 没解决, with why.
  void reopen() {
    (void)say("没解决");
    (void)say("钱一分没给");
    REQUIRE(ticket().status == tickets::Status::kAccepted);
  }
  tickets::Ticket ticket() { return *it.store->tickets().find(number).value(); }
  std::vector<storage::Forward> forwards() { return it.store->forwards().of_ticket(number).value(); }
  bool was_told(const std::string& words) {
    const auto turns = it.transcript();
    for (const storage::Turn& turn : turns) {
      for (const storage::Line& one : turn.lines) {
        if (one.speaker == storage::Speaker::kBot && one.text.find(words) != std::string::npos) return true;
      }
    }
    return false;
  }
  std::vector<storage::Task> tasks(const std::string& kind) {
    std::vector<storage::Task> found;
    for (storage::Task& task : it.store->desk().open_tasks(0, 50).value()) {
      if (task.kind == kind) found.push_back(std::move(task));
    }
    return found;
  }

  shell::Shell it;
  std::string number;
  std::shared_ptr<bot::HotlineLine> line;
  bot::ClockWatch watch;
  scripted::Http http;
  std::unique_ptr<bot::Forwarder> forwarder;
  int said_ = 0;
};

}  // namespace

TEST_CASE("rounds: 没解决 sends the ticket to its hotline again, with its own key, and both receipts are kept", "[bot]") {
  Closed it(integrations::Ability::kKey);
  it.reopen();
  CHECK(it.was_told("好，重新办，工单号不变：" + it.number));
  CHECK(it.ticket().external_number.empty());
  it.http.receipt("H2");
  it.forwarder->pass();
  REQUIRE(it.http.calls.size() == 1);
  const HttpRequest& sent = it.http.calls.front();
  CHECK(header(sent, "X-Ref") == it.number);
  CHECK(header(sent, "Idempotency-Key").size() == 32);
  CHECK(sent.body.find("attribute%5Bround%5D=2") != std::string::npos);
  CHECK(sent.body.find("attribute%5Bearlier_number%5D=H1") != std::string::npos);
  CHECK(sent.body.find(integrations::percent_encode("已联系货主")) != std::string::npos);
  CHECK(sent.body.find(integrations::percent_encode("钱一分没给")) != std::string::npos);
  CHECK(it.ticket().status == tickets::Status::kDispatched);
  CHECK(it.ticket().external_number == "H2");
  REQUIRE(it.forwards().size() == 2);
  CHECK(it.forwards()[0].receipt == "H1");
  CHECK(it.forwards()[1].receipt == "H2");
  CHECK(it.was_told("又交给 12328 了，这是第 2 轮，新编号 H2"));
  CHECK(it.tasks("reopen").empty());
  CHECK(it.it.store->verify().value().empty());
  it.forwarder->pass();
  CHECK(it.http.calls.size() == 1);
}

TEST_CASE("rounds: what the hotline still says of its old record moves nothing in the new round", "[bot]") {
  Closed it(integrations::Ability::kKey);
  it.reopen();
  it.http.receipt("H2");
  it.forwarder->pass();
  bot::UpdateReader reader(it.line, "12328", base::seconds(2), *it.it.store, *it.it.mailboxes, it.http, it.it.clock, it.watch, it.it.log);
  it.http.json(200, R"([{"update_id":"7","service_request_id":"H1","status":"closed","updated_datetime":"2026-03-10T10:04:00+08:00","description":"已联系货主"}])");
  reader.pass();
  CHECK(it.ticket().status == tickets::Status::kDispatched);
  it.http.json(200, R"([{"update_id":"8","service_request_id":"H2","status":"closed","updated_datetime":"2026-03-10T10:09:00+08:00","description":"运费已付清"}])");
  reader.pass();
  CHECK(it.ticket().status == tickets::Status::kClosed);
  CHECK(it.was_told("运费已付清"));
}

TEST_CASE("rounds: the number of one ticket's first round is a foreign receipt for every other ticket", "[bot]") {
  Closed it(integrations::Ability::kKey);
  it.reopen();
  it.http.receipt("H2");
  it.forwarder->pass();
  it.it.stop_thread();
  const std::string other = it.it.complain("oTwo");
  it.it.run_on_thread();
  it.http.receipt("H1");
  it.forwarder->pass();
  CHECK(it.it.store->tickets().find(other).value()->status == tickets::Status::kAccepted);
  REQUIRE(it.tasks("parked_forward").size() == 1);
  CHECK(it.tasks("parked_forward").front().ticket == other);
}

TEST_CASE("rounds: a lookup does not take the record of the first round for the second", "[bot]") {
  Closed it(integrations::Ability::kQuery);
  it.reopen();
  it.http.answers.push_back(base::Error{base::ErrorCode::kTimeout, "total"});
  it.forwarder->pass();
  const std::string old = R"([{"service_request_id":"H1","attributes":[{"code":"ticket_no","value":")" + it.number + R"("}]}])";
  it.it.clock.advance(base::minutes(6));
  it.http.json(200, old);
  it.forwarder->pass();
  CHECK(it.ticket().status == tickets::Status::kAccepted);
  it.it.clock.advance(base::minutes(6));
  it.http.json(200, old);  // absent for the second time: it may go again
  it.http.receipt("H2");
  it.forwarder->pass();
  CHECK(it.ticket().external_number == "H2");
  CHECK(it.it.store->verify().value().empty());
}

TEST_CASE("rounds: the number of the first round is no receipt of the second; a person who rang up may confirm it", "[bot]") {
  Closed it(integrations::Ability::kKey);
  it.reopen();
  it.http.receipt("H1");
  it.forwarder->pass();
  CHECK(it.ticket().status == tickets::Status::kAccepted);
  REQUIRE(it.tasks("parked_forward").size() == 1);
  const auto waiting = it.acts().list(std::nullopt, 10).value();
  REQUIRE(waiting.size() == 1);
  CHECK(waiting.front().last_error == "earlier_receipt");
  REQUIRE(it.acts().confirm(waiting.front().id, "H1", "李四").ok());
  CHECK(it.ticket().status == tickets::Status::kDispatched);
  CHECK(it.was_told("这是第 2 轮，新编号 H1"));
  CHECK(it.it.store->verify().value().empty());
}

TEST_CASE("rounds: a hotline without a door gets the second round typed in by a person, who reads that it is one", "[bot]") {
  Closed it(integrations::Ability::kNone, "manual");
  it.reopen();
  it.forwarder->pass();
  CHECK(it.http.calls.empty());
  REQUIRE(it.tasks("manual_forward").size() == 1);
  const std::string form = it.it.store->forwards().exchanges(it.number).value().back().exchange.sent;
  CHECK(form.find("第几轮：第2轮") != std::string::npos);
  CHECK(form.find("已联系货主") != std::string::npos);
  REQUIRE(it.acts().confirm(it.acts().list(std::nullopt, 10).value().front().id, "H2", "李四").ok());
  CHECK(it.ticket().external_number == "H2");
}

TEST_CASE("rounds: an operator's re-opening sends it again too, and a third round counts on", "[bot]") {
  Closed it(integrations::Ability::kKey);
  for (const char* number : {"H2", "H3"}) {
    const bot::Answer answer = bot::post_and_wait(
        *it.it.mailboxes, {.key = shell::Shell::key(),
                           .what = bot::TicketOrder{.kind = bot::OrderKind::kReopen, .ticket = it.number, .by = "wang", .reason = "司机来电话"},
                           .done = {}});
    REQUIRE(answer.outcome == bot::Answer::Outcome::kDone);
    it.http.receipt(number);
    it.forwarder->pass();
    it.it.clock.advance(base::minutes(5));
    it.tell(tickets::Status::kClosed, "又联系了一次");
  }
  REQUIRE(it.forwards().size() == 3);
  CHECK(it.forwards().back().receipt == "H3");
  CHECK(bot::round_of(it.ticket()) == 3);
  CHECK(it.http.calls.back().body.find("attribute%5Bround%5D=3") != std::string::npos);
  CHECK(it.tasks("supervise2").size() == 1);
  CHECK(it.it.store->verify().value().empty());
}
