#include "bot/workers/update_reader.hpp"

#include <catch2/catch.hpp>
#include <memory>
#include <string>

#include "integrations/hotlines/registry.hpp"
#include "tests/bot/shell.hpp"

namespace {

/// Remembers from when on it was asked.
class Asked final : public integrations::HttpOut {
 public:
  base::Result<integrations::HttpResponse> call(const integrations::HttpRequest& request, const integrations::CallLimits&) override {
    last = request.url;
    return integrations::HttpResponse{.status = 200, .headers = {{"Content-Type", "application/json"}}, .body = "[]"};
  }
  std::string last;
};

}  // namespace

TEST_CASE("update reader: a clock that ran ahead for a while hides nothing that is reported meanwhile", "[bot]") {
  shell::Shell it;
  Asked http;
  bot::ClockWatch watch(it.clock);
  auto line = std::make_shared<bot::HotlineLine>();
  line->hotline = integrations::make_hotline("open311", {.base_url = "http://127.0.0.1:1/", .api_key = "k", .jurisdiction = {}, .ability = integrations::Ability::kKey}).value();
  bot::UpdateReader reader(line, "12328", base::seconds(15), *it.store, *it.mailboxes, http, it.clock, watch, it.log);
  reader.pass();
  const std::string before = it.store->outbox().cursor("updates:12328").value();
  it.clock.jump(base::days(3));
  SECTION("in the time of doubt it writes down nothing") {
    reader.pass();
    REQUIRE(it.store->outbox().cursor("updates:12328").value() == before);
  }
  SECTION("a clock that stayed wrong is believed, and what it passed over is read when it is right") {
    reader.pass();
    it.clock.advance(base::minutes(11));
    reader.pass();
    REQUIRE(it.store->outbox().cursor("updates:12328").value() != before);
    it.clock.jump(base::days(-3));
    reader.pass();
    INFO(http.last);
    REQUIRE(http.last.find("start_date=2026-03-03T10") != std::string::npos);
  }
}
