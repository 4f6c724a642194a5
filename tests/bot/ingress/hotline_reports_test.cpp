// What a hotline's own call is answered (reliability reference §4 row 56), from the request to the ticket's log.
#include "bot/ingress/hotline_reports.hpp"

#include <catch2/catch.hpp>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "base/civil_time.hpp"
#include "integrations/hotlines/registry.hpp"
#include "integrations/signing.hpp"
#include "tests/bot/shell.hpp"

namespace {

constexpr char kSecret[] = "the secret of hotline 12328";

class Caught final : public bot::Responder::Port {
 public:
  void send(bot::Response response) override { given = std::move(response); }
  std::shared_ptr<bot::EventStream> stream(bot::Response) override { return nullptr; }
  bot::Response given{.status = 0, .content_type = {}, .headers = {}, .body = {}};
};

/// A ticket of 12328 that the hotline knows as H1.
class Door {
 public:
  Door() : number(shell.complain()) {
    bot::TicketNews news;
    news.ticket = number;
    news.external_number = "H1";
    news.actor = "hotline:12328";
    shell.post({.key = shell::Shell::key(), .what = news, .done = {}});
    REQUIRE(ticket().external_number == "H1");
  }

  bot::Response call(const std::string& body, const std::string& secret = kSecret, base::Millis late = {}) {
    const std::string timestamp = std::to_string((shell.clock.now() + base::Millis{-late.count}).count / 1000);
    bot::Request request;
    request.method = "POST";
    request.path = "/hook/hotline/12328";
    request.peer = "192.0.2.9";
    request.headers = {{"Content-Type", "application/json"}, {"webhook-id", "c1"}, {"webhook-timestamp", timestamp}};
    if (!secret.empty()) {
      request.headers.emplace_back(
          "webhook-signature", "v1," + integrations::base64_encode(integrations::hmac_sha256(secret, "c1." + timestamp + "." + body)));
    }
    request.body = body;
    auto caught = std::make_shared<Caught>();
    route_.handler(std::move(request), bot::Responder(caught));
    shell.executor.run_until([&] { return caught->given.status != 0; });
    return caught->given;
  }
  std::string report(const std::string& status, const std::string& text, int minutes = 1, const std::string& external = "H1") {
    return R"({"service_request_id":")" + external + R"(","status":")" + status + R"(","updated_datetime":")" +
           base::to_rfc3339(kFirst + base::minutes(minutes)) + R"(","description":")" + text + R"("})";
  }
  tickets::Ticket ticket() { return *shell.store->tickets().find(number).value(); }
  std::size_t entries() { return shell.store->tickets().log(number).value().size(); }
  std::string last_line() {
    std::string last;
    for (const storage::Turn& turn : shell.transcript()) {
      for (const storage::Line& line : turn.lines) last = line.text;
    }
    return last;
  }

  shell::Shell shell;
  std::string number;

 private:
  static constexpr base::UnixMs kFirst{1'773'108'000'000};
  test::Folder folder_;
  bot::Forgeries forgeries_{shell.clock};
  bot::Quarantine quarantine_{folder_.path("quarantine"), shell.random};
  bot::ClockWatch clock_watch_{shell.clock};
  bot::Route route_ = bot::hotline_report_route(
      "12328",
      integrations::make_hotline("open311", {.base_url = "http://127.0.0.1:1/", .api_key = "k", .jurisdiction = {}, .ability = integrations::Ability::kKey}).value(),
      kSecret, *shell.store,
      {.mailboxes = *shell.mailboxes,
       .forgeries = forgeries_,
       .quarantine = quarantine_,
       .clock_watch = clock_watch_,
       .clock = shell.clock,
       .log = shell.log});
};

std::string results(const bot::Response& response) {
  std::string all;
  const auto body = nlohmann::json::parse(response.body);
  for (const auto& one : body["results"]) all += one["result"].get<std::string>() + " ";
  return all;
}

}  // namespace

TEST_CASE("hotline report: a signed report moves the ticket, and the driver hears it once") {
  Door door;
  const bot::Response taken = door.call(door.report("in_progress", "已转承办单位"));
  CHECK(taken.status == 200);
  CHECK(results(taken) == "kept ");
  CHECK(door.ticket().status == tickets::Status::kInHand);
  const std::size_t entries = door.entries();
  const bot::Response again = door.call(door.report("in_progress", "已转承办单位"));
  CHECK(again.status == 200);
  CHECK(results(again) == "known ");
  CHECK(door.entries() == entries);
}

TEST_CASE("hotline report: what comes too late is noted once, moves nothing, and the driver is not told") {
  Door door;
  REQUIRE(door.call(door.report("closed", "已协调支付", 60)).status == 200);
  REQUIRE(door.ticket().status == tickets::Status::kClosed);
  const std::string told = door.last_line();
  const std::size_t entries = door.entries();
  const bot::Response late = door.call(door.report("in_progress", "正在核实", 30));
  CHECK(late.status == 200);
  CHECK(results(late) == "kept ");
  CHECK(door.ticket().status == tickets::Status::kClosed);
  CHECK(door.entries() == entries + 1);
  CHECK(door.shell.store->tickets().log(door.number).value().back().note == "正在核实");
  CHECK(door.last_line() == told);
  CHECK(results(door.call(door.report("in_progress", "正在核实", 30))) == "known ");
  CHECK(door.entries() == entries + 1);
  CHECK(door.shell.store->verify().value().empty());
}

TEST_CASE("hotline report: a number that no ticket of this hotline has is answered 404 and changes nothing") {
  Door door;
  const std::size_t entries = door.entries();
  const bot::Response unknown = door.call(door.report("closed", "办结", 1, "H2"));
  CHECK(unknown.status == 404);
  CHECK(unknown.body.find("热线编号") != std::string::npos);
  CHECK(door.entries() == entries);
}

TEST_CASE("hotline report: of several reports the known ones are kept") {
  Door door;
  const bot::Response several =
      door.call("[" + door.report("in_progress", "承办", 1) + "," + door.report("closed", "办结", 1, "X9") + "," + door.report("closed", "办结", 2) + "]");
  CHECK(several.status == 200);
  CHECK(results(several) == "kept unknown kept ");
  CHECK(door.ticket().status == tickets::Status::kClosed);
}

TEST_CASE("hotline report: unsigned, signed by another hotline, or old is answered 403 and changes nothing") {
  Door door;
  const std::size_t entries = door.entries();
  CHECK(door.call(door.report("closed", "办结"), "").status == 403);
  CHECK(door.call(door.report("closed", "办结"), "the secret of hotline 12345").status == 403);
  CHECK(door.call(door.report("closed", "办结"), kSecret, base::minutes(6)).status == 403);
  CHECK(door.entries() == entries);
}

TEST_CASE("hotline report: a signed body that is no report is answered 400 and kept aside") {
  Door door;
  for (const char* body : {"", "<html>", "[]", "{}", R"({"service_request_id":""})"}) {
    CAPTURE(body);
    const bot::Response refused = door.call(body);
    CHECK(refused.status == 400);
    CHECK(refused.body.find("service_request_id") != std::string::npos);
  }
  std::string many = "[";
  for (int i = 0; i < 21; ++i) many += (i == 0 ? "" : ",") + door.report("closed", "办结", i);
  CHECK(door.call(many + "]").status == 400);
  CHECK(door.ticket().status == tickets::Status::kDispatched);
}
