// What operators see of tickets, and that what they do is what the commands of the same name do.
#include <catch2/catch.hpp>

#include "tests/bot/desk/desk_room.hpp"

using namespace bot::desk;
using desk_room::Browser;
using desk_room::DeskRoom;
using desk_room::json_of;
using nlohmann::json;

namespace {

void has_its_shape(const bot::Response& answer, std::string_view name) {
  json shapes = json::object();
  for (const schema::Field& shape : shared_shapes()) shapes[shape.name] = json::parse(shape.shape.json);
  for (const DeskRoute& route : all_routes()) {
    if (name == route.name) CHECK(schema::mismatch(json_of(answer), json::parse(route.answer.json), shapes).empty());
  }
}

}  // namespace

TEST_CASE("Tickets are listed newest first, page by page, of one hotline or those still open") {
  DeskRoom room;
  const Browser browser = room.sign_in("li", Role::kOperator);
  const std::string first = room.shell.complain("oOne"), second = room.shell.complain_by_taxi("oTwo");
  const json page = json_of(room.ask(browser, "GET", "/api/tickets?most=1"));
  REQUIRE(page["items"].size() == 1);
  CHECK(page["items"][0]["number"] == second);
  const json rest = json_of(room.ask(browser, "GET", "/api/tickets?most=1&before=" + page["next"].get<std::string>()));
  CHECK(rest["items"][0]["number"] == first);
  CHECK(json_of(room.ask(browser, "GET", "/api/tickets?hotline=12348"))["items"].empty());
  CHECK(json_of(room.ask(browser, "GET", "/api/tickets?status=open"))["items"].size() == 2);
  CHECK(json_of(room.ask(browser, "GET", "/api/tickets?status=closed"))["items"].empty());
}

TEST_CASE("A ticket shows its form, its life line, and every clock with the lines that explain it") {
  DeskRoom room;
  const Browser browser = room.sign_in("li", Role::kViewer);
  const std::string number = room.shell.complain();
  const bot::Response answer = room.ask(browser, "GET", "/api/tickets/" + number);
  REQUIRE(answer.status == 200);
  has_its_shape(answer, "ticket");
  const json body = json_of(answer);
  CHECK(body["ticket"]["hotline"] == "12328");
  CHECK_FALSE(body["form"].empty());
  CHECK(body["events"][0]["action"] == "created");
  REQUIRE_FALSE(body["clocks"].empty());
  CHECK_FALSE(body["clocks"][0]["lines"].empty());
  CHECK(body["forwards"][0]["state"] == "pending");
  CHECK(room.ask(browser, "GET", "/api/tickets/JN0000000000000").status == 404);
}

TEST_CASE("A ticket's phone is hidden until somebody says why they must see it") {
  DeskRoom room;
  const Browser browser = room.sign_in("li", Role::kOperator);
  room.shell.talk({"我要投诉", "货主拖欠运费八千三，电话也不接，我的电话13000000001", "货车", "跳过", "不同意", "跳过", "跳过", "1"});
  const json listed = json_of(room.ask(browser, "GET", "/api/tickets"))["items"];
  REQUIRE(listed.size() == 1);
  const std::string path = "/api/tickets/" + listed[0]["number"].get<std::string>();
  CHECK(room.ask(browser, "GET", path).body.find("13000000001") == std::string::npos);
  CHECK(room.ask(browser, "POST", path + "/unmask", {{"reason", ""}}).status == 422);
  CHECK(room.ask(browser, "POST", path + "/unmask", {{"reason", "回电核实"}}).body.find("13000000001") != std::string::npos);
  CHECK(room.audit().front().said.action == "ticket.unmask");
}

TEST_CASE("What is done to a ticket or a forward is asked of the commands, in the name of whoever is signed in") {
  DeskRoom room;
  const Browser browser = room.sign_in("li", Role::kOperator);
  CHECK(room.ask(browser, "POST", "/api/tickets/JN2603100000017/orders", {{"kind", "note"}, {"words", "问过了"}}).status == 200);
  CHECK(room.commands.back()["ask"] == "ticket_order");
  CHECK(room.commands.back()["by"] == "li");
  CHECK(room.commands.back()["words"] == "问过了");
  CHECK(room.ask(browser, "POST", "/api/forwards/7/confirm", {{"number", "HL-1"}}).status == 200);
  CHECK(room.commands.back() == json{{"ask", "forward_confirm"}, {"forward", 7}, {"number", "HL-1"}, {"by", "li"}});
  CHECK(room.ask(browser, "POST", "/api/forwards/7/close", {{"reason", "重复"}}).status == 403);
  room.command_answer = {{"error", {{"code", "invalid"}, {"text", "这张工单已经办结"}}}};
  const bot::Response refused = room.ask(browser, "POST", "/api/forwards/7/resend", json::object());
  CHECK(refused.status == 422);
  CHECK(json_of(refused)["message"] == "这张工单已经办结");
}

TEST_CASE("The form is printed as its hotline gets it, with a reason that stands in the audit log") {
  DeskRoom room;
  const Browser browser = room.sign_in("li", Role::kOperator);
  const std::string path = "/api/tickets/" + room.shell.complain() + "/print";
  CHECK(room.ask(browser, "POST", path, {{"reason", ""}}).status == 422);
  const bot::Response answer = room.ask(browser, "POST", path, {{"reason", "送承办单位"}});
  REQUIRE(answer.status == 200);
  has_its_shape(answer, "printTicket");
  CHECK(json_of(answer)["recipient"] == "12328");
  CHECK(json_of(answer)["lines"].size() > 3);
  CHECK(room.audit().front().said.action == "ticket.print");
  CHECK(room.audit().front().said.note == "送承办单位");
  const json company = json_of(room.ask(browser, "POST", path, {{"reason", "转被反映单位"}, {"recipient", "company"}}));
  CHECK(company["recipient"] == "company");
  CHECK(company["lines"].size() < json_of(answer)["lines"].size());
  CHECK(room.ask(browser, "POST", path, {{"reason", "试试"}, {"recipient", "99999"}}).status == 422);
}

TEST_CASE("What would change with another hotline is told before anything does") {
  DeskRoom room;
  const Browser browser = room.sign_in("li", Role::kSupervisor);
  const std::string path = "/api/tickets/" + room.shell.complain();
  const auto what_if = [&](const std::string& hotline) {
    const bot::Response answer = room.ask(browser, "GET", path + "/reroute?hotline=" + hotline);
    has_its_shape(answer, "rerouteTicket");
    return json_of(answer);
  };
  CHECK(what_if("12328")["why"] == "它现在就在 12328");
  CHECK(what_if("99999")["possible"] == false);
  const json waiting = what_if("12345");
  CHECK(waiting["possible"] == false);
  CHECK(waiting["why"].get<std::string>().find("还没有结束") != std::string::npos);
  CHECK(waiting["told"].get<std::string>().find("12345") != std::string::npos);
  CHECK_FALSE(waiting["ours"].empty());
  CHECK(waiting["theirs"].empty());
  CHECK_FALSE(what_if("12328")["theirs"].empty());
  CHECK(room.commands.empty());
}

TEST_CASE("A supervisor moves a ticket to another hotline by the command of that name; an operator may not") {
  DeskRoom room;
  const json body{{"hotline", "12345"}, {"reason", "不归交通管"}};
  CHECK(room.ask(room.sign_in("li", Role::kOperator), "POST", "/api/tickets/JN2603100000017/transfer", body).status == 403);
  CHECK(room.ask(room.sign_in("wang", Role::kSupervisor), "POST", "/api/tickets/JN2603100000017/transfer", body).status == 200);
  CHECK(room.commands.back() == json{{"ask", "forward_transfer"}, {"ticket", "JN2603100000017"}, {"hotline", "12345"}, {"reason", "不归交通管"}, {"by", "wang"}});
}
