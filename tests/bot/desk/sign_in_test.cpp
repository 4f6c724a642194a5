#include <catch2/catch.hpp>

#include "bot/desk/totp.hpp"
#include "tests/bot/desk/desk_room.hpp"

using namespace bot::desk;
using desk_room::Browser;
using desk_room::DeskRoom;
using desk_room::json_of;

namespace {

std::string header_of(const bot::Response& response, std::string_view name) {
  for (const auto& [key, value] : response.headers) {
    if (key == name) return value;
  }
  return {};
}

}  // namespace

TEST_CASE("Who signs in gets a cookie no script can read, and is known by it") {
  DeskRoom room;
  const bot::Response signed_in = room.try_sign_in("xiaoli", room.add("xiaoli", Role::kOperator));
  REQUIRE(signed_in.status == 200);
  const std::string cookie = header_of(signed_in, "Set-Cookie");
  CHECK(cookie.starts_with("__Host-xinsheng_desk="));
  for (const char* part : {"; Path=/", "; HttpOnly", "; SameSite=Strict", "; Secure"}) CHECK(cookie.find(part) != std::string::npos);
  const Browser browser = room.browser_of(signed_in);
  CHECK(json_of(room.ask(browser, "GET", "/api/session"))["person"]["name"] == "xiaoli");
  CHECK(room.ask(browser, "DELETE", "/api/session").status == 200);
  CHECK(room.ask(browser, "GET", "/api/session").status == 401);
}

TEST_CASE("A wrong password and a name nobody has are told in the same words") {
  DeskRoom room;
  (void)room.add("xiaoli", Role::kOperator);
  const bot::Response wrong = room.try_sign_in("xiaoli", "not the password");
  const bot::Response nobody = room.try_sign_in("nobody", "not the password");
  CHECK(wrong.status == 401);
  CHECK(wrong.body == nobody.body);
}

TEST_CASE("A session ends when nobody uses it, and after a working day whatever happens") {
  DeskRoom room;
  const std::string password = room.add("xiaoli", Role::kOperator);
  const Browser idle = room.browser_of(room.try_sign_in("xiaoli", password));
  room.shell.clock.advance(kSessionIdle + base::seconds(1));
  CHECK(room.ask(idle, "GET", "/api/session").status == 401);
  const Browser busy = room.browser_of(room.try_sign_in("xiaoli", password));
  for (base::Millis used{0}; used < kSessionWhole; used = used + base::minutes(10)) {
    CHECK(room.ask(busy, "GET", "/api/session").status == 200);
    room.shell.clock.advance(base::minutes(10));
  }
  CHECK(room.ask(busy, "GET", "/api/session").status == 401);
}

TEST_CASE("Guessing is slowed down, and after a quarter of an hour the owner may sign in again") {
  DeskRoom room;
  const std::string password = room.add("xiaoli", Role::kOperator);
  int refused = 0;
  for (int i = 0; i < 40; ++i) {
    const bot::Response answer = room.try_sign_in("xiaoli", "guess number " + std::to_string(i));
    if (answer.status == 429) ++refused;
  }
  CHECK(refused == 35);
  const bot::Response owner = room.try_sign_in("xiaoli", password);
  CHECK(owner.status == 429);
  CHECK_FALSE(header_of(owner, "Retry-After").empty());
  room.shell.clock.advance(base::minutes(15));
  CHECK(room.try_sign_in("xiaoli", password).status == 200);
}

TEST_CASE("However long somebody guesses, the owner never waits more than a quarter of an hour") {
  DeskRoom room;
  const std::string password = room.add("xiaoli", Role::kOperator);
  for (int i = 0; i < 60; ++i) {
    (void)room.try_sign_in("xiaoli", "guess number " + std::to_string(i));
    room.shell.clock.advance(base::minutes(5));
  }
  room.shell.clock.advance(base::minutes(15));
  CHECK(room.try_sign_in("xiaoli", password).status == 200);
}

TEST_CASE("A code of the authenticator signs in once") {
  DeskRoom room;
  const std::string password = room.add("xiaoli", Role::kOperator, true);
  const std::string secret = *from_base32(room.shell.store->accounts().find("xiaoli").value()->totp);
  const std::string code = totp_code(secret, room.shell.clock.now().count / kTotpStepMs);
  CHECK(room.try_sign_in("xiaoli", password).status == 401);
  CHECK(room.try_sign_in("xiaoli", password, code).status == 200);
  CHECK(room.try_sign_in("xiaoli", password, code).status == 401);
}

TEST_CASE("A new password ends every session of its owner") {
  DeskRoom room;
  const std::string password = room.add("xiaoli", Role::kOperator);
  const Browser one = room.browser_of(room.try_sign_in("xiaoli", password));
  const Browser other = room.browser_of(room.try_sign_in("xiaoli", password));
  CHECK(room.ask(one, "PUT", "/api/session/password", {{"old", "not it at all"}, {"new", "four new plain words"}}).status == 422);
  CHECK(room.ask(one, "PUT", "/api/session/password", {{"old", password}, {"new", "short"}}).status == 422);
  CHECK(room.ask(one, "PUT", "/api/session/password", {{"old", password}, {"new", "four new plain words"}}).status == 200);
  CHECK(room.ask(one, "GET", "/api/session").status == 401);
  CHECK(room.ask(other, "GET", "/api/session").status == 401);
  CHECK(room.try_sign_in("xiaoli", "four new plain words").status == 200);
}

TEST_CASE("A refused sign-in, a sign-in and a look at what is not one's own are all written down") {
  DeskRoom room;
  const std::string password = room.add("xiaoli", Role::kViewer);
  (void)room.try_sign_in("xiaoli", "not the password");
  const Browser browser = room.browser_of(room.try_sign_in("xiaoli", password));
  CHECK(room.ask(browser, "GET", "/api/audit").status == 403);
  const auto entries = room.audit();
  REQUIRE(entries.size() == 3);
  CHECK(entries[2].said.action == "session.refused");
  CHECK(entries[1].said.action == "session.begin");
  CHECK(entries[0].said.action == "denied");
  CHECK(entries[0].said.actor == "xiaoli");
}
