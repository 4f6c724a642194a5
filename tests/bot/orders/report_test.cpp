// The figures an operator reads, counted from real logs.
#include "bot/orders/report.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "bot/orders/service.hpp"
#include "bot/turns/ticket_orders.hpp"
#include "tests/bot/shell.hpp"

using Catch::Contains;
using bot::OrderKind;
using shell::Shell;

namespace {

void order(Shell& it, bot::TicketOrder what, const std::string& driver) {
  what.by = "wang";
  REQUIRE(it.post({.key = Shell::key(driver), .what = what, .done = {}}).outcome == bot::Answer::Outcome::kDone);
}

bot::TicketService service(Shell& it) {
  return bot::TicketService({.store = *it.store, .promises = it.promises, .clock = it.clock});
}

std::string lines_of(const nlohmann::json& answer) {
  std::string text;
  for (const auto& line : answer.at("lines")) text += line.get<std::string>() + "\n";
  return text;
}

}  // namespace

TEST_CASE("The form is written as its hotline gets it, for the company without the person, and for nobody unknown", "[bot]") {
  Shell it;
  const std::string number = it.complain("oOne");
  const auto ask = [&](const std::string& recipient) {
    return service(it).answer({{"ask", "ticket_form"}, {"number", number}, {"for", recipient}});
  };
  const std::string own = ask("").at("text").get<std::string>();
  CHECK(own == ask("12328").at("text").get<std::string>());
  CHECK_THAT(own, Contains("工单号：" + number) && Contains("去向：12328") && Contains("诉求类别：投诉（03）") &&
                      Contains("司机群体：货车") && Contains("区划：") && !Contains("还缺"));
  const std::string company = ask("company").at("text").get<std::string>();
  CHECK_THAT(company, Contains("工单号：" + number) && !Contains("去向") && !Contains("来自"));
  CHECK_THAT(ask("99999").at("error").at("text").get<std::string>(), Contains("contents 文件里没有 99999") && Contains("怎么改"));
  CHECK(service(it).answer({{"ask", "ticket_form"}, {"number", "JN0"}}).at("error").at("code") == "not_found");
}

TEST_CASE("report: what was kept, what was late and what the drivers said, with both numbers of every rate", "[bot]") {
  Shell it;
  const base::UnixMs begin = it.clock.now();
  const std::string kept = it.complain("oOne");
  const std::string late = it.complain_by_taxi("oTwo");
  order(it, {.kind = OrderKind::kContact, .ticket = kept, .reason = "phone"}, "oOne");
  it.clock.advance(base::minutes(40));
  order(it, {.kind = OrderKind::kContact, .ticket = late, .reason = "phone"}, "oTwo");
  order(it, {.kind = OrderKind::kClose, .ticket = kept, .reason = "10", .words = "付清了"}, "oOne");
  order(it, {.kind = OrderKind::kRevisited, .ticket = kept, .reason = "satisfied"}, "oOne");
  const bot::Promises& promises = *it.promises.now();
  const auto report = bot::count_report(it.store->tickets(), promises, {begin, it.clock.now() + base::Millis{1}}, it.clock.now()).value();
  CHECK(report.all.accepted == 2);
  CHECK(report.all.still_open == 1);
  CHECK(report.by_profile.at("FRT_3083").clocks.at(tickets::ClockKind::kResp).on_time() == tickets::Rate{1, 1});
  CHECK(report.by_profile.at("TAXI_3012").clocks.at(tickets::ClockKind::kResp).on_time() == tickets::Rate{1, 0});
  CHECK(report.all.responded == tickets::Rate{2, 2});
  CHECK(report.all.satisfied == tickets::Rate{1, 1});
  int by_hotline = 0;
  for (const auto& [hotline, figures] : report.by_hotline) by_hotline += figures.accepted;
  CHECK(by_hotline == 2);
  CHECK_THAT(bot::to_text(report), Contains("响应率 100.0%（2/2）"));
  CHECK_THAT(bot::to_csv(report), Contains("承诺,TAXI_3012,按时率,RESP,1,0,\n"));
  CHECK_THAT(bot::to_csv(report), Contains("全部,,受理,,,,2\n"));
}

TEST_CASE("report: only tickets accepted within the period count, over as many pages as there are", "[bot]") {
  Shell it;
  it.complain("oOne");
  it.clock.advance(base::days(2));
  const base::UnixMs from = it.clock.now();
  it.complain("oTwo");
  const bot::Promises& promises = *it.promises.now();
  CHECK(bot::count_report(it.store->tickets(), promises, {from, it.clock.now() + base::days(1)}, it.clock.now()).value().all.accepted == 1);
  CHECK(bot::count_report(it.store->tickets(), promises, {from - base::days(3), from}, it.clock.now()).value().all.accepted == 1);
  CHECK(bot::count_report(it.store->tickets(), promises, {from + base::days(9), from + base::days(10)}, it.clock.now()).value().all.accepted == 0);
}

TEST_CASE("ticket service: a ticket is shown with its life and its clocks, and without the driver's words", "[bot]") {
  Shell it;
  const std::string number = it.complain();
  order(it, {.kind = OrderKind::kAct, .ticket = number, .words = "已联系双方"}, "oOne");
  it.talk({"催办", "撤回", "是", "我说错了，是我表弟的车"});
  const std::string shown = lines_of(service(it).answer({{"ask", "ticket"}, {"number", number}}));
  CHECK_THAT(shown, Contains("[acted]  已联系双方"));
  CHECK_THAT(shown, Contains("响应：从 2026-03-10 10:02"));
  CHECK_THAT(shown, Contains("承诺 30分钟"));
  CHECK_THAT(shown, !Contains("表弟"));
  CHECK_THAT(shown, !Contains("拖欠运费八千三"));
  if (shown.find("  12328  ") != std::string::npos) CHECK_THAT(shown, Contains("热线自己的时钟 12328的2252"));
  CHECK_THAT(lines_of(service(it).answer({{"ask", "tickets"}})), Contains(number));
}

TEST_CASE("ticket service: whatever is asked, the answer is an object that says what is wrong", "[bot]") {
  Shell it;
  for (const char* request : {R"({"ask":"ticket"})", R"({"ask":"ticket","number":7})", R"({"ask":"ticket","number":"JN1"})",
                              R"({"ask":"ticket_report","from":"x"})", R"({"ask":"ticket_order","kind":"eat","ticket":"JN1"})",
                              R"({"ask":"ticket_order","kind":"note","ticket":"JN1","by":"w"})", R"({"ask":"clock"})"}) {
    INFO(request);
    const auto asked = nlohmann::json::parse(request);
    REQUIRE(bot::TicketService::knows(asked));
    CHECK(service(it).answer(asked).contains("error"));
  }
  CHECK_FALSE(bot::TicketService::knows(nlohmann::json::parse(R"({"ask":"publish"})")));
  CHECK_FALSE(bot::TicketService::knows(nlohmann::json::parse("[]")));
}
