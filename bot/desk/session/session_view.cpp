#include "bot/desk/session/session_view.hpp"

#include <nlohmann/json.hpp>
#include <utility>

#include "bot/desk/desk.hpp"
#include "bot/desk/totp.hpp"
#include "dialogs/language/canonical_json.hpp"

namespace bot::desk {
namespace {

using nlohmann::json;

constexpr std::size_t kCookieBytes = 32;
constexpr std::size_t kTokenBytes = 16;

json person_json(const Person& person, base::UnixMs ends) {
  return {{"person", {{"name", person.name}, {"display", person.display}, {"role", to_name(person.role)}}},
          {"token", person.token},
          {"ends", ends.count}};
}

std::string cookie_of(const DeskParts& desk, const std::string& value, base::Millis age) {
  return std::string(cookie_name(desk.secure_cookie)) + "=" + value + "; Path=/; HttpOnly; SameSite=Strict; Max-Age=" +
         std::to_string(age.count / 1000) + (desk.secure_cookie ? "; Secure" : "");
}

/// As long as a real check: whether a name exists cannot be told by the time.
const std::string& nobodys_hash(const DeskParts& desk) {
  static const std::string hash = hash_password("nobody has this password", desk.password_cost).value();
  return hash;
}

Response wrong(const Call& call) {
  return refusal(call, 401, "wrong", "用户名、密码或验证码不对；请再看一眼大小写，验证码每 30 秒换一次");
}

bool code_holds(DeskParts& desk, const storage::Account& account, std::string_view code) {
  if (account.totp.empty()) return true;
  const auto secret = from_base32(account.totp);
  const auto step = secret ? totp_step(*secret, code, desk.clock.now()) : std::nullopt;
  return step && desk.store.accounts().use_totp(account.id, *step).ok();
}

void sign_in(const CallPtr& call, const Reply& reply) {
  DeskParts& desk = *call->desk;
  const std::string name = call->text("name"), password = call->text("password");
  if (password.size() > kPasswordBytesMax || name.size() > 64) {
    return reply(refusal(*call, 400, "too_long", "用户名或密码太长"));
  }
  const base::UnixMs now = desk.clock.now();
  const std::string& address = call->request.peer;
  if (const base::Millis wait = desk.sign_in_limit.wait(name, address, now); wait.count > 0) {
    Response response = refusal(*call, 429, "too_many_tries",
                                "试错的次数太多，请等 " + std::to_string((wait.count + 999) / 1000) + " 秒再登录");
    response.headers.emplace_back("Retry-After", std::to_string((wait.count + 999) / 1000));
    return reply(std::move(response));
  }
  const auto found = desk.store.accounts().find(name);
  if (!found) return reply(store_failed(*call));
  const bool usable = *found && !(*found)->disabled && role_from_name((*found)->role);
  const bool right = check_password(usable ? (*found)->password : nobodys_hash(desk), password) && usable;
  if (!right || !code_holds(desk, **found, call->text("code"))) {
    desk.sign_in_limit.failed(name, address, now);
    (void)write_audit(desk, {.actor = "", .role = "", .action = "session.refused", .object = *found ? "account/" + (*found)->name : "", .note = {}, .request = call->request.request_id});
    return reply(wrong(*call));
  }
  desk.sign_in_limit.succeeded(name, address);
  const storage::Account& account = **found;
  const std::string secret = desk.random.hex(kCookieBytes);
  const storage::DeskSession session{.id = dialogs::sha256_hex(secret),
                                     .account = account.id,
                                     .token = desk.random.hex(kTokenBytes),
                                     .begun = now,
                                     .seen = now,
                                     .ends = now + kSessionWhole};
  const base::Status written = write_audit(desk, {.actor = account.name, .role = account.role, .action = "session.begin", .object = "account/" + account.name, .note = {}, .request = call->request.request_id});
  // A browser that signs in again leaves its old session behind: a cookie planted before cannot become somebody's.
  const std::string_view old = call->request.cookie(cookie_name(desk.secure_cookie));
  if (!old.empty()) (void)desk.store.accounts().end_session(dialogs::sha256_hex(std::string(old)));
  if (!written || !desk.store.accounts().begin_session(session)) return reply(store_failed(*call));
  const Person person{.id = account.id, .name = account.name, .display = account.display, .role = *role_from_name(account.role), .session = session.id, .token = session.token};
  Response response = json_answer(200, person_json(person, session.ends));
  response.headers.emplace_back("Set-Cookie", cookie_of(desk, secret, kSessionWhole));
  reply(std::move(response));
}

void show(const CallPtr& call, const Reply& reply) {
  const auto session = call->desk->store.accounts().session(call->person.session);
  if (!session || !*session) return reply(store_failed(*call));
  reply(json_answer(200, person_json(call->person, (*session)->ends)));
}

void sign_out(const CallPtr& call, const Reply& reply) {
  if (!call->desk->store.accounts().end_session(call->person.session)) return reply(store_failed(*call));
  Response response = json_answer(200, json::object());
  response.headers.emplace_back("Set-Cookie", cookie_of(*call->desk, "", base::Millis{0}));
  reply(std::move(response));
}

void new_password(const CallPtr& call, const Reply& reply) {
  DeskParts& desk = *call->desk;
  const auto found = desk.store.accounts().find(call->person.id);
  if (!found || !*found) return reply(store_failed(*call));
  const base::UnixMs now = desk.clock.now();
  if (desk.sign_in_limit.wait(call->person.name, call->request.peer, now).count > 0 || !check_password((*found)->password, call->text("old"))) {
    desk.sign_in_limit.failed(call->person.name, call->request.peer, now);
    return reply(refusal(*call, 422, "wrong", "现在的密码不对，没有改"));
  }
  const auto hash = hash_password(call->text("new"), desk.password_cost);
  if (!hash) return reply(refusal(*call, 422, "weak", hash.error().text));
  storage::AccountChange change;
  change.password = *hash;
  if (!desk.store.accounts().change(call->person.id, change)) return reply(store_failed(*call));
  reply(json_answer(200, json::object()));
}

}  // namespace

ViewTable session_view() {
  using namespace schema;
  return {.routes = {{.method = "POST", .path = "/api/session", .name = "signIn", .summary = "Signs in; sets the session cookie.",
                      .roles = {}, .body = object({{"name", text()}, {"password", text()}, {"code", maybe(text())}}),
                      .answer = named("Session"), .serve = sign_in, .open = true},
                     {.method = "GET", .path = "/api/session", .name = "session", .summary = "Who is signed in.",
                      .roles = kEverybody, .answer = named("Session"), .serve = show},
                     {.method = "DELETE", .path = "/api/session", .name = "signOut", .summary = "Ends the session.",
                      .roles = kEverybody, .audit = "session.end", .answer = object({}), .serve = sign_out},
                     {.method = "PUT", .path = "/api/session/password", .name = "changeOwnPassword",
                      .summary = "Sets one's own password; ends all one's sessions.", .roles = kEverybody,
                      .audit = "session.password", .body = object({{"old", text()}, {"new", text()}}),
                      .answer = object({}), .serve = new_password}},
          .shapes = {{"Session", object({{"person", object({{"name", text()}, {"display", text()},
                                                            {"role", words({"viewer", "operator", "supervisor", "script_author", "auditor", "administrator"})}})},
                                         {"token", text()},
                                         {"ends", instant()}})}}};
}

}  // namespace bot::desk
