#include "bot/health.hpp"

#include <atomic>
#include <catch2/catch.hpp>
#include <memory>
#include <nlohmann/json.hpp>
#include <utility>

#include "tests/bot/shell.hpp"

namespace {

class Answered final : public bot::Responder::Port {
 public:
  void send(bot::Response response) override { answer = std::move(response); }
  std::shared_ptr<bot::EventStream> stream(bot::Response) override { return nullptr; }
  void forgotten() override {}

  bot::Response answer;
};

nlohmann::json ready(const std::vector<bot::Route>& routes) {
  const auto port = std::make_shared<Answered>();
  routes.back().handler({}, bot::Responder(port));
  CHECK(port->answer.status == 200);
  return nlohmann::json::parse(port->answer.body);
}

}  // namespace

TEST_CASE("health: a clock that jumped is told with what to do, until somebody confirms it", "[bot]") {
  shell::Shell it;
  const std::atomic<bool> draining{false};
  bot::ClockWatch watch(it.clock);
  const std::vector<bot::Route> routes =
      bot::health_routes({.store = *it.store, .draining = draining, .releases = *it.releases, .promise_clock = watch});
  CHECK_FALSE(ready(routes).contains("warning"));
  it.clock.jump(base::minutes(3));
  CHECK(ready(routes)["warning"] == "clock_held");
  CHECK(ready(routes)["what_to_do"].get<std::string>().find("tickets clock --confirm --by") != std::string::npos);
  REQUIRE(watch.confirm());
  CHECK_FALSE(ready(routes).contains("warning"));
}
