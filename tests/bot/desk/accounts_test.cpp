#include <catch2/catch.hpp>

#include "tests/bot/desk/desk_room.hpp"

using namespace bot::desk;
using desk_room::Browser;
using desk_room::DeskRoom;
using desk_room::json_of;

namespace {

const nlohmann::json kNew{{"name", "xiaozhang"}, {"display", "小张"}, {"role", "operator"}, {"one_time_code", false}};

}  // namespace

TEST_CASE("An administrator adds an account, and its password signs in") {
  DeskRoom room;
  const Browser boss = room.sign_in("boss", Role::kAdministrator);
  const bot::Response added = room.ask(boss, "POST", "/api/accounts", kNew);
  REQUIRE(added.status == 200);
  CHECK(room.try_sign_in("xiaozhang", json_of(added)["password"]).status == 200);
  CHECK(room.ask(boss, "POST", "/api/accounts", kNew).status == 409);
}

TEST_CASE("The same write asked for again under its key is done once and answered alike") {
  DeskRoom room;
  const Browser boss = room.sign_in("boss", Role::kAdministrator);
  const bot::Request request = room.request(boss, "POST", "/api/accounts", kNew);
  const bot::Response first = room.ask(request);
  const bot::Response again = room.ask(request);
  CHECK(first.status == 200);
  CHECK(again.body == first.body);
  CHECK(room.shell.store->accounts().all()->size() == 2);
  bot::Request other = request;
  other.body = nlohmann::json{{"name", "other"}, {"display", "x"}, {"role", "viewer"}}.dump();
  CHECK(room.ask(other).status == 422);
}

TEST_CASE("A disabled account is signed out and signs in no more") {
  DeskRoom room;
  const Browser boss = room.sign_in("boss", Role::kAdministrator);
  const std::string password = room.add("xiaoli", Role::kOperator);
  const Browser browser = room.browser_of(room.try_sign_in("xiaoli", password));
  const std::int64_t id = room.shell.store->accounts().find("xiaoli").value()->id;
  CHECK(room.ask(boss, "PUT", "/api/accounts/" + std::to_string(id), {{"disabled", true}, {"reason", "离职"}}).status == 200);
  CHECK(room.ask(browser, "GET", "/api/session").status == 401);
  CHECK(room.try_sign_in("xiaoli", password).status == 401);
  CHECK(room.audit().at(1).said.note == "离职");
}

TEST_CASE("Nobody changes their own role or disables themselves") {
  DeskRoom room;
  const Browser boss = room.sign_in("boss", Role::kAdministrator);
  const std::int64_t id = room.shell.store->accounts().find("boss").value()->id;
  CHECK(room.ask(boss, "PUT", "/api/accounts/" + std::to_string(id), {{"role", "viewer"}}).status == 422);
  CHECK(room.ask(boss, "PUT", "/api/accounts/" + std::to_string(id), {{"disabled", true}}).status == 422);
  CHECK(room.ask(boss, "PUT", "/api/accounts/999", {{"disabled", true}}).status == 404);
}

TEST_CASE("A body of another shape is refused with the place that is wrong") {
  DeskRoom room;
  const Browser boss = room.sign_in("boss", Role::kAdministrator);
  const bot::Response answer = room.ask(boss, "POST", "/api/accounts", {{"name", 7}, {"display", "x"}, {"role", "viewer"}});
  CHECK(answer.status == 400);
  CHECK(json_of(answer)["message"].get<std::string>().find("name") != std::string::npos);
  bot::Request text = room.request(boss, "POST", "/api/accounts", kNew);
  for (auto& [name, value] : text.headers) {
    if (name == "Content-Type") value = "text/plain";
  }
  CHECK(room.ask(text).status == 415);
  bot::Request broken = room.request(boss, "POST", "/api/accounts", kNew);
  broken.body = "{\"name\":";
  CHECK(room.ask(broken).status == 400);
}
