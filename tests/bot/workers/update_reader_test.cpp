#include "bot/workers/update_reader.hpp"

#include <catch2/catch.hpp>
#include <functional>
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

/// While it answers, somebody else does something to the store.
class Meanwhile final : public integrations::HttpOut {
 public:
  explicit Meanwhile(std::function<void()> then) : then_(std::move(then)) {}
  base::Result<integrations::HttpResponse> call(const integrations::HttpRequest&, const integrations::CallLimits&) override {
    then_();
    return integrations::HttpResponse{.status = 200, .headers = {{"Content-Type", "application/json"}}, .body = "[]"};
  }

 private:
  std::function<void()> then_;
};

}  // namespace

TEST_CASE("update reader: what another node or a late receipt wrote meanwhile is not overwritten", "[bot]") {
  shell::Shell it;
  bot::ClockWatch watch(it.clock);
  auto line = std::make_shared<bot::HotlineLine>();
  line->hotline = integrations::make_hotline("open311", {.base_url = "http://127.0.0.1:1/", .api_key = "k", .jurisdiction = {}, .ability = integrations::Ability::kKey}).value();
  const std::string before = std::to_string((it.clock.now() - base::hours(3)).count);
  for (const base::Millis meanwhile : {base::hours(5), base::Millis{1}}) {  // behind, and ahead
    const std::string other = std::to_string((it.clock.now() - meanwhile).count);
    Meanwhile http([&] { REQUIRE(it.store->outbox().set_cursor("updates:12328", other).ok()); });
    REQUIRE(it.store->outbox().set_cursor("updates:12328", before).ok());
    bot::UpdateReader reader(line, "12328", base::seconds(15), *it.store, *it.mailboxes, http, it.clock, watch, it.log);
    reader.pass();
    CHECK(it.store->outbox().cursor("updates:12328").value() == other);
  }
}

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
