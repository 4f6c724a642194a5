// The console's figures are those of the command.
#include <catch2/catch.hpp>

#include "bot/orders/service.hpp"
#include "bot/turns/ticket_orders.hpp"
#include "tests/bot/desk/desk_room.hpp"

using namespace bot::desk;
using bot::OrderKind;
using desk_room::Browser;
using desk_room::DeskRoom;
using desk_room::json_of;
using nlohmann::json;

namespace {

void order(DeskRoom& room, bot::TicketOrder what, const std::string& driver) {
  what.by = "wang";
  REQUIRE(room.shell.post({.key = shell::Shell::key(driver), .what = what, .done = {}}).outcome == bot::Answer::Outcome::kDone);
}

/// Two complaints: one answered in time and closed, one answered late.
void two_complaints(DeskRoom& room) {
  const std::string kept = room.shell.complain("oOne");
  const std::string late = room.shell.complain_by_taxi("oTwo");
  order(room, {.kind = OrderKind::kContact, .ticket = kept, .reason = "phone"}, "oOne");
  room.shell.clock.advance(base::minutes(40));
  order(room, {.kind = OrderKind::kContact, .ticket = late, .reason = "phone"}, "oTwo");
  order(room, {.kind = OrderKind::kClose, .ticket = kept, .reason = "10", .words = "付清了"}, "oOne");
  order(room, {.kind = OrderKind::kRevisited, .ticket = kept, .reason = "satisfied"}, "oOne");
}

json report(DeskRoom& room, const std::string& query = "") {
  const bot::Response answer = room.ask(room.sign_in("v" + std::to_string(room.audit().size()), Role::kViewer), "GET", "/api/reports" + query);
  REQUIRE(answer.status == 200);
  return json_of(answer);
}

json scope(const json& report, std::string_view kind, std::string_view name) {
  for (const json& one : report["scopes"]) {
    if (one["scope"] == kind && one["name"] == name) return one;
  }
  return nullptr;
}

int sum_of(const json& counts) {
  int sum = 0;
  for (const json& one : counts) sum += one["count"].get<int>();
  return sum;
}

}  // namespace

TEST_CASE("The report's figures are those of the command, letter for letter") {
  DeskRoom room;
  two_complaints(room);
  const json answer = report(room);
  bot::TicketService service({.store = *room.shell.store, .promises = room.shell.promises, .clock = room.shell.clock});
  const json command = service.answer({{"ask", "ticket_report"}, {"from", answer["from"]}, {"to", answer["to"]}, {"csv", true}});
  CHECK(answer["csv"] == command["text"]);
  const json all = scope(answer, "all", "");
  CHECK(all["accepted"] == 2);
  CHECK(all["responded"] == json({{"are", 2}, {"of", 2}}));
  CHECK(all["satisfied"] == json({{"are", 1}, {"of", 1}}));
  const std::string csv = answer["csv"];
  for (const json& one : answer["scopes"]) {
    const std::string head = one["scope"] == "all" ? "全部,," : one["scope"] == "profile" ? "承诺," + one["name"].get<std::string>() + "," : "热线," + one["name"].get<std::string>() + ",";
    CAPTURE(head);
    CHECK(csv.find(head + "受理,,,," + std::to_string(one["accepted"].get<int>()) + "\n") != std::string::npos);
    CHECK(csv.find(head + "响应率,," + std::to_string(one["responded"]["of"].get<int>()) + "," + std::to_string(one["responded"]["are"].get<int>()) + ",\n") != std::string::npos);
    for (const json& clock : one["clocks"]) {
      const std::string name = clock["clock"];
      CHECK(csv.find(head + "按时率," + name + "," + std::to_string(clock["on_time"]["of"].get<int>()) + "," + std::to_string(clock["on_time"]["are"].get<int>()) + ",\n") != std::string::npos);
    }
  }
}

TEST_CASE("What the tickets are about, when they came and how fast they were answered adds up to the tickets") {
  DeskRoom room;
  two_complaints(room);
  const json answer = report(room);
  for (const char* counts : {"types", "groups", "districts", "responses"}) {
    CAPTURE(counts);
    CHECK(sum_of(answer[counts]) == 2);
  }
  CHECK(answer["hours"].size() == 24);
  CHECK(answer["hours"][10] == 2);
  CHECK(answer["responses"].back().contains("within") == false);
}

TEST_CASE("A missed promise stands in the report with its ticket and clock, also when it was done later") {
  DeskRoom room;
  two_complaints(room);
  const json answer = report(room);
  bool found = false;
  for (const json& breach : answer["breaches"]) found |= breach["profile"] == "TAXI_3012" && breach["clock"] == "响应" && breach["done"] == true;
  CHECK(found);
  CHECK(answer["breaches_left_out"] == 0);
  CHECK(scope(answer, "all", "")["over_time"].get<int>() >= 1);
}

TEST_CASE("Only tickets accepted within the period count") {
  DeskRoom room;
  two_complaints(room);
  const std::int64_t now = room.shell.clock.now().count;
  const json answer = report(room, "?from=" + std::to_string(now) + "&to=" + std::to_string(now + 1000));
  CHECK(scope(answer, "all", "")["accepted"] == 0);
  CHECK(answer["breaches"].empty());
}

TEST_CASE("A period that ends before it begins or is longer than a year is refused with a sentence") {
  DeskRoom room;
  const Browser browser = room.sign_in("xiaoli", Role::kSupervisor);
  for (const char* query : {"?from=5&to=5", "?from=9&to=5", "?from=0&to=99999999999"}) {
    CAPTURE(query);
    const bot::Response answer = room.ask(browser, "GET", std::string("/api/reports") + query);
    CHECK(answer.status == 422);
    CHECK(json_of(answer)["message"].get<std::string>().find("起止日期") != std::string::npos);
  }
}

TEST_CASE("A period whose end is no number is refused, naming which") {
  DeskRoom room;
  const Browser browser = room.sign_in("xiaoli", Role::kSupervisor);
  for (const char* query : {"?from=yesterday", "?from=-1", "?to=99999999999999999999"}) {
    CAPTURE(query);
    const bot::Response answer = room.ask(browser, "GET", std::string("/api/reports") + query);
    CHECK(answer.status == 400);
    CHECK(json_of(answer)["message"].get<std::string>().find(std::string(query).substr(1, std::string(query).find('=') - 1)) != std::string::npos);
  }
}
