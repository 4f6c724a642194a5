// What holds for every line of the table of routes, asked of the whole table.
#include "bot/desk/routes.hpp"

#include <catch2/catch.hpp>

#include "bot/files.hpp"
#include "tests/bot/desk/desk_room.hpp"

using namespace bot::desk;
using desk_room::Browser;
using desk_room::DeskRoom;
using nlohmann::json;

namespace {

/// The path with a value for each {name}.
std::string filled(std::string path) {
  while (true) {
    const std::size_t open = path.find('{');
    if (open == std::string::npos) return path;
    path.replace(open, path.find('}', open) - open + 1, "987654321");
  }
}

/// The shipped table with acts that only say that they were reached.
std::vector<DeskRoute> table_of_reached() {
  std::vector<DeskRoute> table = all_routes();
  for (DeskRoute& route : table) {
    if (route.open) continue;
    route.stream = {};
    route.body.reset();
    route.serve = [](const CallPtr&, const Reply& reply) { reply(json_answer(200, {{"reached", true}})); };
  }
  return table;
}

}  // namespace

TEST_CASE("The table of the desk's routes has no fault") {
  CHECK(faults_of(all_routes()).empty());
}

TEST_CASE("A route without a rule, a write without a trace and a name used twice are faults of the table") {
  std::vector<DeskRoute> table = all_routes();
  const Serve nobody = [](const CallPtr&, const Reply&) {};
  table.push_back({.method = "GET", .path = "/api/x", .name = "x", .summary = "", .roles = {}, .answer = schema::any(), .serve = nobody});
  table.push_back({.method = "POST", .path = "/api/y", .name = "x", .summary = "", .roles = kEverybody, .answer = schema::any(), .serve = nobody});
  CHECK(faults_of(table).size() == 3);
}

TEST_CASE("A question with a body is no write: it leaves no trace and needs no key, but the session's token") {
  std::vector<DeskRoute> table = all_routes();
  table.push_back({.method = "POST", .path = "/api/question", .name = "question", .summary = "", .roles = kEverybody, .body = schema::object({{"text", schema::text()}}), .answer = schema::any(),
                   .serve = [](const CallPtr& call, const Reply& reply) { reply(json_answer(200, {{"heard", call->text("text")}})); }, .asks = true});
  CHECK(faults_of(table).empty());
  DeskRoom room(table);
  const Browser browser = room.sign_in("xiaoli", Role::kViewer);
  const std::size_t before = room.audit().size();
  bot::Request question = room.request(browser, "POST", "/api/question", {{"text", "投诉"}});
  std::erase_if(question.headers, [](const auto& header) { return header.first == "Idempotency-Key"; });
  CHECK(desk_room::json_of(room.ask(question))["heard"] == "投诉");
  CHECK(room.ask(room.request(browser, "POST", "/api/question", {{"text", 1}})).status == 400);
  CHECK(room.ask(room.request({.cookie = browser.cookie, .token = "another"}, "POST", "/api/question", {{"text", "投诉"}})).status == 403);
  CHECK(room.audit().size() == before);
}

TEST_CASE("The description the page is made from is the one the server gives") {
  const auto kept = bot::read_file(std::string(XINSHENG_SOURCE_DIR) + "/web/src/console/api/openapi.json");
  REQUIRE(kept.ok());
  CHECK(*kept == openapi(all_routes(), shared_shapes()));  // xinsheng openapi >web/src/console/api/openapi.json && npm run types
}

TEST_CASE("Every route answers every role as the table says, and nobody who is not signed in") {
  DeskRoom room(table_of_reached());
  std::map<Role, Browser> signed_in;
  for (const Role role : kAllRoles) signed_in[role] = room.sign_in("one-" + std::to_string(static_cast<int>(role)), role);
  for (const DeskRoute& route : all_routes()) {
    if (route.open) continue;
    CAPTURE(route.method, route.path);
    const bot::Response stranger = room.ask(Browser{}, route.method, filled(route.path));
    CHECK(stranger.status == 401);
    CHECK(desk_room::json_of(stranger)["error"] == "not_signed_in");
    for (const Role role : kAllRoles) {
      CAPTURE(to_name(role));
      const bot::Response answer = room.ask(signed_in[role], route.method, filled(route.path));
      CHECK(answer.status == (route.roles.holds(role) ? 200 : 403));
    }
  }
}

TEST_CASE("Whatever has a body is refused without the session's token and from another site, a write also without an idempotency key") {
  DeskRoom room(table_of_reached());
  std::map<Role, Browser> signed_in;
  for (const Role role : kAllRoles) signed_in[role] = room.sign_in("one-" + std::to_string(static_cast<int>(role)), role);
  for (const DeskRoute& route : all_routes()) {
    if (route.open || !route.has_body()) continue;
    CAPTURE(route.method, route.path);
    Browser browser;
    for (const Role role : kAllRoles) {
      if (route.roles.holds(role)) browser = signed_in[role];
    }
    const std::string path = filled(route.path);
    CHECK(room.ask({.cookie = browser.cookie, .token = "another"}, route.method, path).status == 403);
    bot::Request foreign = room.request(browser, route.method, path);
    for (auto& [name, value] : foreign.headers) {
      if (name == "Origin") value = "https://elsewhere.example";
    }
    CHECK(room.ask(foreign).status == 403);
    if (!route.writes()) continue;
    bot::Request keyless = room.request(browser, route.method, path);
    std::erase_if(keyless.headers, [](const auto& header) { return header.first == "Idempotency-Key"; });
    CHECK(room.ask(keyless).status == 400);
    const std::size_t before = room.audit().size();
    CHECK(room.ask(browser, route.method, path).status == 200);
    CHECK(room.audit().size() == before + 1);
    CHECK(room.audit().front().said.action == route.audit);
  }
}

TEST_CASE("An address the desk does not know is not told apart from one it knows, unless one is signed in") {
  DeskRoom room;
  const Browser browser = room.sign_in("xiaoli", Role::kOperator);
  CHECK(room.ask(Browser{}, "GET", "/api/nothing").status == 401);
  CHECK(room.ask(browser, "GET", "/api/nothing").status == 404);
  CHECK(room.ask(browser, "DELETE", "/api/accounts").status == 405);
}

TEST_CASE("What is described as an answer is what is answered") {
  DeskRoom room;
  const Browser browser = room.sign_in("boss", Role::kAdministrator);
  json shapes = json::object();
  for (const schema::Field& shape : shared_shapes()) shapes[shape.name] = json::parse(shape.shape.json);
  for (const DeskRoute& route : all_routes()) {
    if (route.open || route.has_body() || route.stream || std::string_view(route.path).find('{') != std::string_view::npos) continue;
    CAPTURE(route.path);
    const bot::Response answer = room.ask(browser, "GET", route.path);
    CHECK(answer.status == 200);
    CHECK(schema::mismatch(desk_room::json_of(answer), json::parse(route.answer.json), shapes).empty());
  }
}
