// Whoever is on duty is called over real HTTP, one after the other, by a clock that moves when told.
#include "bot/workers/alerter.hpp"

#include <catch2/catch.hpp>
#include <mutex>
#include <nlohmann/json.hpp>

#include "tests/bot/shell.hpp"
#include "tests/integrations/http_client/raw_peer.hpp"

namespace {

/// A gateway that dials: writes down whom it was asked to call.
class Gateway {
 public:
  explicit Gateway(int status = 200)
      : peer_([this, status](http_tests::PeerSide& side) {
          const std::string request = side.read_request();
          const std::lock_guard lock(mutex_);
          calls_.push_back(nlohmann::json::parse(request.substr(request.find("\r\n\r\n") + 4), nullptr, false));
          side.send("HTTP/1.1 " + std::to_string(status) + " X\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        }) {}
  std::string url() const { return peer_.url("/call"); }
  std::vector<nlohmann::json> calls() {
    const std::lock_guard lock(mutex_);
    return calls_;
  }

 private:
  std::mutex mutex_;
  std::vector<nlohmann::json> calls_;
  http_tests::RawPeer peer_;
};

std::shared_ptr<const bot::Roster> roster_of(const std::string& first, const std::string& second, int rounds = 10) {
  const std::string text = "rounds: " + std::to_string(rounds) + R"(
acknowledge: http://127.0.0.1:1/duty/
people:
  - person: 值班甲
    by: webhook
    url: )" + first + R"(
    phone: "13000000001"
  - person: 值班乙
    by: webhook
    url: )" + second + R"(
    phone: "13000000002"
shifts:
  - from: 00:00
    to: 24:00
    ladder: [值班甲, 值班乙]
)";
  bot::ReadRoster read = bot::read_roster("duty.yaml", text, true);
  REQUIRE(read.faults.empty());
  return std::make_shared<const bot::Roster>(std::move(read.roster));
}

struct Duty {
  explicit Duty(std::shared_ptr<const bot::Roster> roster)
      : http(integrations::make_http_client({})),
        book(std::move(roster)),
        alerter(book, it.store->outbox(), *http, it.clock, it.log, base::seconds(60)) {}

  std::string danger(const std::string& words = "我不想活了") {
    it.talk({words});
    const auto alerts = it.store->outbox().open_alerts(10).value();
    REQUIRE_FALSE(alerts.empty());
    return alerts.front().key;
  }
  void work() {
    while (alerter.pass().count == 0) {
    }
  }

  shell::Shell it{{.alerts = true}};
  std::unique_ptr<integrations::HttpOut> http;
  bot::DutyBook book;
  bot::Alerter alerter;
};

}  // namespace

TEST_CASE("duty: the first person is called at once, with the ticket and without a word of the driver", "[bot]") {
  Gateway gateway;
  Duty duty(roster_of(gateway.url(), gateway.url()));
  const std::string key = duty.danger();
  duty.work();
  REQUIRE(gateway.calls().size() == 1);
  const auto call = gateway.calls()[0];
  CHECK(call["to"] == "13000000001");
  CHECK(call["alert"] == key);
  const std::string text = call["text"];
  CHECK(text.find("U0 自伤") != std::string::npos);
  CHECK(text.find("JN") != std::string::npos);
  CHECK(text.find("http://127.0.0.1:1/duty/" + key) != std::string::npos);
  CHECK(text.find("不想活") == std::string::npos);
}

TEST_CASE("duty: without acknowledgement the next person is called after two minutes, then the first again", "[bot]") {
  Gateway gateway;
  Duty duty(roster_of(gateway.url(), gateway.url()));
  duty.danger();
  duty.work();
  duty.it.clock.advance(base::seconds(119));
  duty.work();
  REQUIRE(gateway.calls().size() == 1);
  duty.it.clock.advance(base::seconds(1));
  duty.work();
  REQUIRE(gateway.calls().size() == 2);
  CHECK(gateway.calls()[1]["to"] == "13000000002");
  duty.it.clock.advance(base::minutes(2));
  duty.work();
  REQUIRE(gateway.calls().size() == 3);
  CHECK(gateway.calls()[2]["to"] == "13000000001");
}

TEST_CASE("duty: an acknowledged alert calls nobody else", "[bot]") {
  Gateway gateway;
  Duty duty(roster_of(gateway.url(), gateway.url()));
  const std::string key = duty.danger();
  duty.work();
  REQUIRE(duty.it.store->outbox().acknowledge(key, "值班甲").ok());
  duty.it.clock.advance(base::hours(1));
  duty.work();
  CHECK(gateway.calls().size() == 1);
}

TEST_CASE("duty: less than life and death waits ten minutes for the next person", "[bot]") {
  Gateway gateway;
  Duty duty(roster_of(gateway.url(), gateway.url()));
  duty.danger("困得眼皮打架了还得赶到青岛");
  duty.work();
  duty.it.clock.advance(base::minutes(9));
  duty.work();
  REQUIRE(gateway.calls().size() == 1);
  duty.it.clock.advance(base::minutes(1));
  duty.work();
  CHECK(gateway.calls().size() == 2);
}

TEST_CASE("duty: a line that does not take the call is not waited for: the next person is called at once", "[bot]") {
  Gateway broken(503);
  Gateway works;
  Duty duty(roster_of(broken.url(), works.url()));
  duty.danger();
  duty.work();
  duty.it.clock.advance(base::seconds(1));
  duty.work();
  CHECK(broken.calls().size() == 1);
  REQUIRE(works.calls().size() == 1);
  CHECK(works.calls()[0]["to"] == "13000000002");
}

TEST_CASE("duty: a ladder gone through in vain ends with a task, not with silence", "[bot]") {
  Gateway gateway;
  Duty duty(roster_of(gateway.url(), gateway.url(), 2));
  duty.danger();
  for (int i = 0; i < 6; ++i) {
    duty.work();
    duty.it.clock.advance(base::minutes(2));
  }
  CHECK(gateway.calls().size() == 4);
  const auto tasks = duty.it.store->desk().open_tasks(0, 10).value();
  REQUIRE(tasks.size() == 2);
  CHECK(tasks[1].kind == "alert_unanswered");
  CHECK(duty.it.store->outbox().open_alerts(10).value().at(0).state == storage::OutboxState::kDead);
}
