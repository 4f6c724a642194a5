// What people do to tickets, through the conversation, with the shipped scripts, promises and a real store.
#include "bot/turns/ticket_orders.hpp"

#include <catch2/catch.hpp>

#include "tests/bot/shell.hpp"

using bot::Answer;
using bot::OrderKind;
using bot::TicketOrder;
using shell::Shell;
using tickets::ClockKind;
using tickets::ClockState;
using tickets::Status;

namespace {

/// "" if it was done, else the refusal.
std::string order(Shell& it, TicketOrder what, const std::string& driver = "oOne") {
  if (what.by.empty()) what.by = "wang";
  it.clock.advance(base::seconds(1));
  const Answer answer = it.post({.key = Shell::key(driver), .what = std::move(what), .done = {}});
  return answer.outcome == Answer::Outcome::kRefused ? answer.text : answer.outcome == Answer::Outcome::kDone ? "" : "lost";
}

bot::TicketLife life_of(Shell& it, const std::string& number) {
  return bot::TicketLife::read(it.store->tickets(), it.promises.now(), number, {}, it.clock.now()).value();
}

tickets::ClockReading clock_of(Shell& it, const std::string& number, ClockKind kind) {
  const auto readings = life_of(it, number).clocks(it.clock.now());
  return *tickets::newest(readings, kind);
}

std::string last_line(Shell& it, const std::string& driver = "oOne") { return it.transcript(driver).back().lines.back().text; }

}  // namespace

TEST_CASE("orders: a contact ends the response, and is kept late if it came late", "[bot]") {
  Shell it;
  const std::string number = it.complain();
  CHECK(clock_of(it, number, ClockKind::kResp).state == ClockState::kRunning);
  REQUIRE(order(it, {.kind = OrderKind::kContact, .ticket = number, .reason = "phone"}) == "");
  CHECK(clock_of(it, number, ClockKind::kResp).state == ClockState::kKept);
  const std::string second = it.complain("oTwo");
  it.clock.advance(base::minutes(31));
  REQUIRE(order(it, {.kind = OrderKind::kContact, .ticket = second, .reason = "phone"}, "oTwo") == "");
  CHECK(clock_of(it, second, ClockKind::kResp).state == ClockState::kKeptLate);
  CHECK(it.store->verify().value().empty());
}

TEST_CASE("orders: each says who acted, and what may not be done is refused with a sentence and writes nothing", "[bot]") {
  Shell it;
  const std::string number = it.complain();
  const auto before = it.store->tickets().log(number).value().size();
  TicketOrder nobody{.kind = OrderKind::kContact, .ticket = number};
  nobody.by = "";
  CHECK(it.post({.key = Shell::key(), .what = nobody, .done = {}}).text.find("谁") != std::string::npos);
  CHECK(order(it, {.kind = OrderKind::kPause, .ticket = number, .reason = "weekend"}).find("两种理由") != std::string::npos);
  CHECK(order(it, {.kind = OrderKind::kClose, .ticket = number, .reason = "99", .words = "好了"}).find("结果代码") != std::string::npos);
  CHECK(order(it, {.kind = OrderKind::kClose, .ticket = number, .reason = "10"}).find("答复") != std::string::npos);
  CHECK(order(it, {.kind = OrderKind::kReopen, .ticket = number, .reason = "再办"}).find("办结") != std::string::npos);
  CHECK(order(it, {.kind = OrderKind::kReturn, .ticket = number}).find("理由") != std::string::npos);
  CHECK(order(it, {.kind = OrderKind::kApprove, .ticket = number}).find("没有等待批准") != std::string::npos);
  CHECK(order(it, {.kind = OrderKind::kContact, .ticket = "JN0000000000000"}).find("没有这张工单") != std::string::npos);
  CHECK(it.store->tickets().log(number).value().size() == before);
}

TEST_CASE("orders: an order on another driver's ticket through this conversation is refused", "[bot]") {
  Shell it;
  const std::string other = it.complain("oTwo");
  it.complain();
  CHECK(order(it, {.kind = OrderKind::kNote, .ticket = other, .words = "x"}) != "");
}

TEST_CASE("orders: a pause stops the closing clock, the driver hears it, and it goes on where it stopped", "[bot]") {
  Shell it;
  const std::string number = it.complain();
  const auto due = *clock_of(it, number, ClockKind::kClose).due;
  REQUIRE(order(it, {.kind = OrderKind::kPause, .ticket = number, .reason = "waiting_driver", .words = "请补一张回单"}) == "");
  CHECK(last_line(it).find("请补一张回单") != std::string::npos);
  it.clock.advance(base::hours(2));
  CHECK(clock_of(it, number, ClockKind::kClose).state == ClockState::kPaused);
  CHECK(order(it, {.kind = OrderKind::kPause, .ticket = number, .reason = "waiting_driver"}) != "");
  REQUIRE(order(it, {.kind = OrderKind::kResume, .ticket = number}) == "");
  CHECK(*clock_of(it, number, ClockKind::kClose).due == due + base::hours(2) + base::seconds(2));
  CHECK(clock_of(it, number, ClockKind::kClose).state == ClockState::kRunning);
}

TEST_CASE("orders: an extension is approved by somebody else, before the deadline, and the driver hears why", "[bot]") {
  Shell it;
  const std::string number = it.complain();
  const auto until = it.clock.now() + base::hours(30);
  REQUIRE(order(it, {.kind = OrderKind::kExtend, .ticket = number, .by = "wang", .reason = "等对方公司账单", .until = until}) == "");
  CHECK(order(it, {.kind = OrderKind::kApprove, .ticket = number, .by = "wang"}).find("以外的人") != std::string::npos);
  REQUIRE(order(it, {.kind = OrderKind::kApprove, .ticket = number, .by = "li"}) == "");
  CHECK(clock_of(it, number, ClockKind::kClose).due == until);
  CHECK(last_line(it).find("等对方公司账单") != std::string::npos);
}

TEST_CASE("orders: closing tells the result, ends the round, and 没解决 begins a second with a new closing clock", "[bot]") {
  Shell it;
  const std::string number = it.complain();
  REQUIRE(order(it, {.kind = OrderKind::kClose, .ticket = number, .reason = "10", .words = "运费已付清"}) == "");
  CHECK(last_line(it).find("运费已付清") != std::string::npos);
  CHECK(it.store->tickets().find(number).value()->status == Status::kClosed);
  CHECK(clock_of(it, number, ClockKind::kClose).state == ClockState::kKept);
  CHECK(order(it, {.kind = OrderKind::kClose, .ticket = number, .reason = "10", .words = "又办结"}) != "");
  it.talk({"没解决", "跳过"});
  CHECK(it.store->tickets().find(number).value()->status == Status::kAccepted);
  CHECK(clock_of(it, number, ClockKind::kClose).round == 2);
  CHECK(clock_of(it, number, ClockKind::kClose).state == ClockState::kRunning);
  REQUIRE(order(it, {.kind = OrderKind::kClose, .ticket = number, .reason = "10", .words = "这回付清了"}) == "");
  REQUIRE(order(it, {.kind = OrderKind::kReopen, .ticket = number, .reason = "电话里说还差两百"}) == "");
  bool second_level = false;
  const auto tasks = it.store->desk().open_tasks(0, 50).value();
  for (const storage::Task& task : tasks) second_level = second_level || task.kind == "supervise2";
  CHECK(second_level);
  CHECK(it.store->verify().value().empty());
}

TEST_CASE("orders: a merged ticket rests, and the one that answers for it counts from the earlier acceptance", "[bot]") {
  Shell it;
  const std::string early = it.complain();
  const auto accepted = it.store->tickets().find(early).value()->accepted_at;
  it.clock.advance(base::minutes(10));
  const std::string late = it.complain("oTwo");
  REQUIRE(order(it, {.kind = OrderKind::kMerge, .ticket = early, .other = late}) == "");
  CHECK(it.store->tickets().find(early).value()->status == Status::kMerged);
  CHECK(clock_of(it, late, ClockKind::kClose).start == accepted);
  CHECK(last_line(it).find(late) != std::string::npos);
  CHECK(order(it, {.kind = OrderKind::kMerge, .ticket = late, .other = late}, "oTwo").find("自己") != std::string::npos);
  CHECK(order(it, {.kind = OrderKind::kNote, .ticket = early, .words = "备注"}) == "");
  CHECK(order(it, {.kind = OrderKind::kContact, .ticket = early}) != "");
  CHECK(it.store->verify().value().empty());
}

TEST_CASE("orders: a second matter becomes a ticket of its own, with the clocks of the first", "[bot]") {
  Shell it;
  const std::string number = it.complain();
  const auto accepted = it.store->tickets().find(number).value()->accepted_at;
  it.clock.advance(base::minutes(5));
  REQUIRE(order(it, {.kind = OrderKind::kSplit, .ticket = number, .words = "平台还封了号", .other = "12345"}) == "");
  const auto all = it.store->tickets().list("", 10).value();
  REQUIRE(all.size() == 2);
  CHECK(all[0].title == "平台还封了号");
  CHECK(all[0].hotline == "12345");
  CHECK(all[0].accepted_at == accepted);
  CHECK(all[0].conversation == all[1].conversation);
  CHECK(last_line(it).find(all[0].number) != std::string::npos);
  CHECK(it.store->verify().value().empty());
}

TEST_CASE("orders: every kind has a name of its own that reads back", "[bot]") {
  for (int i = 0; i <= static_cast<int>(OrderKind::kNote); ++i) {
    const auto kind = static_cast<OrderKind>(i);
    CHECK(bot::order_from_name(bot::to_name(kind)) == kind);
    CHECK_FALSE(bot::to_chinese(kind).empty());
  }
  CHECK_FALSE(bot::order_from_name("delete").has_value());
}
