// Filters, counts, saved views, handing over and presence, as the console asks for them.
#include <catch2/catch.hpp>

#include "tests/bot/desk/desk_room.hpp"

using namespace bot::desk;
using desk_room::Browser;
using desk_room::DeskRoom;
using desk_room::json_of;
using nlohmann::json;

namespace {

std::vector<std::string> column(const json& items, const char* name) {
  std::vector<std::string> all;
  for (const json& item : items) all.push_back(item[name]);
  return all;
}

}  // namespace

TEST_CASE("A filter that a list does not know is refused with what it may be") {
  DeskRoom room;
  const Browser browser = room.sign_in("li", Role::kOperator);
  for (const char* path : {"/api/conversations?show=everything", "/api/tickets?status=lost", "/api/tickets?hotline=110", "/api/conversations?colour=red",
                           "/api/tickets?most=many", "/api/conversations?group=拖拉机"}) {
    CAPTURE(path);
    const bot::Response answer = room.ask(browser, "GET", path);
    CHECK(answer.status == 400);
    CHECK(json_of(answer)["error"] == "bad_query");
    CHECK_FALSE(json_of(answer)["message"].get<std::string>().empty());
  }
  CHECK(room.ask(browser, "GET", "/api/tickets?show=&hotline=").status == 200);
}

TEST_CASE("Lists are counted and filtered by who answers and what tickets are about") {
  DeskRoom room;
  const Browser browser = room.sign_in("xiaoli", Role::kOperator);
  room.shell.talk({"转人工"}, "oOne");
  const std::string truck = room.shell.complain("oTwo"), taxi = room.shell.complain_by_taxi("oThree");
  const json all = json_of(room.ask(browser, "GET", "/api/conversations"));
  CHECK(all["counts"]["waiting"] == 1);
  CHECK(all["counts"]["needs"] == 1);
  CHECK(all["counts"]["taken"].empty());
  const json trucks = json_of(room.ask(browser, "GET", "/api/conversations?group=货车"));
  CHECK(column(trucks["items"], "driver") == std::vector<std::string>{"oTwo"});
  CHECK(trucks["counts"]["waiting"] == 0);
  CHECK(column(json_of(room.ask(browser, "GET", "/api/tickets?group=出租车"))["items"], "number") == std::vector<std::string>{taxi});
  CHECK(json_of(room.ask(browser, "GET", "/api/tickets?appeal=投诉"))["items"].size() == 2);
  CHECK(json_of(room.ask(browser, "GET", "/api/tickets?appeal=建议"))["items"].empty());
  const json counts = json_of(room.ask(browser, "GET", "/api/tickets"))["counts"];
  CHECK(counts["open"] == 2);
  CHECK(counts["overdue"] == 0);
}

TEST_CASE("A ticket whose clock has run out is overdue in the list, and soon before that due soon") {
  DeskRoom room;
  room.sign_in("li", Role::kOperator);
  const std::string number = room.shell.complain();
  const auto show = [&](const std::string& which) {
    const Browser browser = room.sign_in("li" + which + std::to_string(room.shell.clock.now().count), Role::kOperator);  // sessions end meanwhile
    return column(json_of(room.ask(browser, "GET", "/api/tickets?show=" + which))["items"], "number");
  };
  const auto due = room.shell.store->desk().count_tickets({}, room.shell.clock.now(), room.shell.clock.now() + base::days(60)).value();
  REQUIRE(due.due_soon == 1);
  CHECK(show("overdue").empty());
  room.shell.clock.advance(base::days(60));
  CHECK(show("overdue") == std::vector<std::string>{number});
}

TEST_CASE("A conversation is handed over to a colleague who may answer, and only by whoever has it") {
  DeskRoom room;
  const Browser li = room.sign_in("li", Role::kOperator), wang = room.sign_in("wang", Role::kOperator);
  room.sign_in("viewer", Role::kViewer);
  room.shell.talk({"转人工"}, "oOne");
  const std::string path = "/api/conversations/" + json_of(room.ask(li, "GET", "/api/conversations"))["items"][0]["id"].dump();
  const desk_room::Running running(room);
  CHECK(column(json_of(room.ask(li, "GET", "/api/colleagues"))["items"], "name") == std::vector<std::string>{"li", "wang"});
  REQUIRE(room.ask(li, "POST", path + "/take", json::object()).status == 200);
  CHECK(room.ask(li, "POST", path + "/hand-over", {{"to", "viewer"}}).status == 422);
  CHECK(room.ask(wang, "POST", path + "/hand-over", {{"to", "wang"}}).status == 409);
  REQUIRE(room.ask(li, "POST", path + "/hand-over", {{"to", "wang"}}).status == 200);
  CHECK(json_of(room.ask(wang, "GET", "/api/conversations?show=mine"))["items"].size() == 1);
  CHECK(json_of(room.ask(li, "GET", "/api/conversations?show=mine"))["items"].empty());
  CHECK(json_of(room.ask(li, "GET", "/api/conversations"))["counts"]["taken"] == json::array({{{"by", "wang"}, {"n", 1}}}));
}

TEST_CASE("Views are one's own unless a supervisor shares them, have a name of some length, and a stale one is told of the present") {
  DeskRoom room;
  const Browser li = room.sign_in("li", Role::kOperator), wang = room.sign_in("wang", Role::kOperator), boss = room.sign_in("boss", Role::kSupervisor);
  const json view{{"list", "tickets"}, {"name", "超期货运"}, {"query", "show=overdue&group=%E8%B4%A7%E8%BD%A6"}};
  const bot::Response made = room.ask(li, "POST", "/api/views", view);
  REQUIRE(made.status == 200);
  CHECK(room.audit().front().said.action == "view.save");
  const std::string path = "/api/views/" + json_of(made)["id"].dump();
  CHECK(room.ask(li, "POST", "/api/views", view).status == 409);
  CHECK(room.ask(li, "POST", "/api/shared-views", view).status == 403);
  CHECK(room.ask(boss, "POST", "/api/shared-views", view).status == 200);
  CHECK(json_of(room.ask(wang, "GET", "/api/views"))["items"].size() == 1);
  CHECK(json_of(room.ask(li, "GET", "/api/views"))["items"].size() == 2);
  json change{{"name", "超期"}, {"query", "show=overdue"}, {"revision", 1}};
  CHECK(room.ask(wang, "PUT", path, change).status == 404);
  CHECK(json_of(room.ask(li, "PUT", path, change))["revision"] == 2);
  const bot::Response stale = room.ask(li, "PUT", path, change);
  CHECK(stale.status == 409);
  CHECK(json_of(stale)["present"]["revision"] == 2);
  change["name"] = "一二三四五六七八九十一二三四五六七八九十一";
  CHECK(room.ask(li, "PUT", path, change).status == 422);
  change["name"] = "好";
  change["query"] = "空 格";
  CHECK(room.ask(li, "PUT", path, change).status == 422);
  CHECK(room.ask(wang, "DELETE", path, json::object()).status == 404);
  CHECK(room.ask(li, "DELETE", path, json::object()).status == 200);
  CHECK(json_of(room.ask(li, "GET", "/api/views"))["items"].size() == 1);
}

TEST_CASE("A page says where it is in the desk's own words, and nowhere else") {
  DeskRoom room;
  const Browser browser = room.sign_in("li", Role::kViewer);
  CHECK(room.ask(browser, "POST", "/api/presence", {{"page", "p1"}, {"at", "conversations/7"}, {"typing", true}}).status == 200);
  CHECK(room.ask(browser, "POST", "/api/presence", {{"page", "p1"}, {"at", ""}}).status == 200);
  CHECK(room.ask(browser, "POST", "/api/presence", {{"page", "p1"}, {"at", "accounts/7"}}).status == 422);
  CHECK(room.ask(browser, "POST", "/api/presence", {{"page", "p1"}, {"at", "conversations/<b>"}}).status == 422);
}
