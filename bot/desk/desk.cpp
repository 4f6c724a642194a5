#include "bot/desk/desk.hpp"

#include <openssl/crypto.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/utf8.hpp"
#include "bot/json.hpp"
#include "bot/desk/scripts/workbench.hpp"
#include "bot/pages.hpp"
#include "dialogs/language/canonical_json.hpp"

namespace bot::desk {
namespace {

using nlohmann::json;

constexpr std::size_t kThreads = 2;
constexpr std::size_t kQueueMax = 1024;  // every console may ask its two or three questions at one beat of the feed
constexpr std::size_t kSignInQueueMax = 16;
constexpr std::size_t kBodyBytesMax = std::size_t{4} << 20;  // a draft of all scripts; each route has its own bound below it
constexpr std::size_t kKeyBytesMin = 8;
constexpr std::size_t kKeyBytesMax = 128;
constexpr std::size_t kNoteBytesMax = 600;
constexpr base::Millis kSeenEvery = base::minutes(1);

Response not_signed_in(const Request& request, bool secure) {
  Response response = error_response(401, "not_signed_in", "请先登录；如果刚才还在用，是登录过期了", request.request_id);
  response.headers.emplace_back("Cache-Control", "no-store");
  response.headers.emplace_back("Set-Cookie", std::string(cookie_name(secure)) + "=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0" +
                                                  (secure ? "; Secure" : ""));
  return response;
}

std::vector<std::string_view> segments_of(std::string_view path) {
  std::vector<std::string_view> all;
  while (!path.empty()) {
    path.remove_prefix(1);
    const std::size_t end = std::min(path.find('/'), path.size());
    all.push_back(path.substr(0, end));
    path.remove_prefix(end);
  }
  return all;
}

bool is_same(std::string_view a, std::string_view b) {
  return a.size() == b.size() && !a.empty() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

/// Without control characters: it stands in one line of the audit log, the same in every engine.
std::string note_of(const json& body) {
  const auto found = body.find("reason");
  if (found == body.end() || !found->is_string()) return {};
  std::string note = found->get<std::string>().substr(0, kNoteBytesMax);
  std::erase_if(note, [](char c) { return static_cast<unsigned char>(c) < 0x20; });
  return base::repair_utf8(note);
}

}  // namespace

std::string_view cookie_name(bool secure) { return secure ? "__Host-xinsheng_desk" : "xinsheng_desk"; }

std::string foreign_origin(const Request& request) {
  const std::string_view site = request.header("Sec-Fetch-Site");
  const std::string_view origin = request.header("Origin");
  bool same = site.empty() || site == "same-origin" || site == "none";
  if (same && !origin.empty()) {
    const std::size_t at = origin.find("://");
    same = at != std::string_view::npos && origin.substr(at + 3) == request.header("Host");
  }
  return same ? "" : "这个请求是别的网站发起的，没有执行";
}

base::Status write_audit(DeskParts& desk, storage::NewAudit said) {
  said.at = desk.clock.now();
  const auto written = desk.store.accounts().append(said);
  if (!written) return written.error();
  desk.log.info("audit_head", {{"number", written->number}, {"hash", base::OurWord{written->hash}}});
  return {};
}

struct Desk::Asked {
  Request request;
  Responder responder;
  const DeskRoute* route = nullptr;
  std::map<std::string, std::string, std::less<>> path;
  Person person;
  std::shared_ptr<const json> body;
  std::string key;
  std::string digest;
  bool answered = false;

  void answer(Response response) {
    answered = true;
    responder.send(std::move(response));
  }
  void refuse(int status, std::string_view code, std::string_view message) {
    answer(error_response(status, code, message, request.request_id));
  }
};

Desk::Desk(DeskParts& parts, std::vector<DeskRoute> routes, std::string description, std::string console_page)
    : parts_(parts),
      routes_(std::move(routes)),
      description_(std::move(description)),
      console_page_(std::move(console_page)),
      threads_(kThreads, kQueueMax),
      sign_in_threads_(1, kSignInQueueMax) {}

void Desk::stop() {
  parts_.workbench.stop();
  sign_in_threads_.stop();
  threads_.stop();
}

Desk::Match Desk::match(std::string_view method, std::string_view path) const {
  const std::vector<std::string_view> asked = segments_of(path);
  Match match;
  for (const DeskRoute& route : routes_) {
    const std::vector<std::string_view> own = segments_of(route.path);
    if (own.size() != asked.size()) continue;
    std::map<std::string, std::string, std::less<>> values;
    bool fits = true;
    for (std::size_t i = 0; fits && i < own.size(); ++i) {
      if (own[i].starts_with('{')) {
        values.emplace(own[i].substr(1, own[i].size() - 2), asked[i]);
        fits = !asked[i].empty();
      } else {
        fits = own[i] == asked[i];
      }
    }
    if (!fits) continue;
    match.known_path = true;
    if (method != route.method) continue;
    match.route = &route;
    match.path = std::move(values);
    return match;
  }
  return match;
}

void Desk::take(Request request, Responder responder) {
  auto asked = std::make_shared<Asked>(Asked{.request = std::move(request), .responder = std::move(responder), .path = {}, .person = {}, .body = nullptr, .key = {}, .digest = {}});
  Match found = match(asked->request.method, asked->request.path);
  asked->route = found.route;
  asked->path = std::move(found.path);
  const bool open = asked->route != nullptr && asked->route->open;
  if ((open ? sign_in_threads_ : threads_).post([this, asked] { handle(asked); })) return;
  Response busy = error_response(503, "busy", "现在用的人太多，请过几秒再试；您填的内容还在页面上", asked->request.request_id);
  busy.headers.emplace_back("Retry-After", "2");
  asked->answer(std::move(busy));
}

void Desk::handle(const std::shared_ptr<Asked>& asked) {
  if ((asked->route == nullptr || !asked->route->open) && !sign_person(*asked)) return;
  if (asked->route == nullptr) {
    const bool known = match(asked->request.method, asked->request.path).known_path;
    return known ? asked->refuse(405, "method", "这个地址不能这样用") : asked->refuse(404, "not_found", "没有这个地址");
  }
  const DeskRoute& route = *asked->route;
  if (!route.open && !route.roles.holds(asked->person.role)) {
    (void)write_audit(parts_, {.actor = asked->person.name,
                               .role = std::string(to_name(asked->person.role)),
                               .action = "denied",
                               .object = route.name,
                               .note = {},
                               .request = asked->request.request_id});
    return asked->refuse(403, "role", "您的角色不能做这件事；需要的话请管理员调整");
  }
  if (!accept_query(*asked)) return;
  asked->body = std::make_shared<const json>(json::object());
  if (route.has_body() && !accept_write(*asked)) return;
  if (route.writes() && !route.open && !begin_once(*asked)) return;
  if (!write_down(*asked)) return;
  serve(asked);
}

/// False: answered.
bool Desk::sign_person(Asked& asked) const {
  const auto refuse = [&] {
    asked.answer(not_signed_in(asked.request, parts_.secure_cookie));
    return false;
  };
  const std::string_view cookie = asked.request.cookie(cookie_name(parts_.secure_cookie));
  if (cookie.empty() || cookie.size() > 128) return refuse();
  storage::Accounts& accounts = parts_.store.accounts();
  const auto session = accounts.session(dialogs::sha256_hex(std::string(cookie)));
  if (!session) return asked.refuse(503, "store", "现在存取不了数据，请稍后再试"), false;
  const base::UnixMs now = parts_.clock.now();
  if (!*session || (*session)->ends <= now || now - (*session)->seen > kSessionIdle) return refuse();
  const auto account = accounts.find((*session)->account);
  if (!account) return asked.refuse(503, "store", "现在存取不了数据，请稍后再试"), false;
  const auto role = *account ? role_from_name((*account)->role) : std::nullopt;
  if (!*account || (*account)->disabled || !role) return refuse();
  if (now - (*session)->seen > kSeenEvery) (void)accounts.see_session((*session)->id, now);
  asked.person = {.id = (*account)->id,
                  .name = (*account)->name,
                  .display = (*account)->display,
                  .role = *role,
                  .session = (*session)->id,
                  .token = (*session)->token};
  return true;
}

/// An address that asks for what the route does not know would answer another question than it seems to. False: answered.
bool Desk::accept_query(Asked& asked) const {
  const std::vector<schema::Field>& known = asked.route->query;
  for (const auto& asked_for : asked.request.query) {
    const auto field = std::find_if(known.begin(), known.end(), [&](const schema::Field& one) { return asked_for.first == one.name; });
    const std::string fault = field == known.end() ? "网址里有这里不认识的条件，请去掉它，或者从列表重新选" : schema::query_fault(*field, asked_for.second);
    if (!fault.empty()) return asked.refuse(400, "bad_query", fault), false;
  }
  return true;
}

/// Origin, token, body. False: answered.
bool Desk::accept_write(Asked& asked) const {
  const DeskRoute& route = *asked.route;
  if (const std::string foreign = foreign_origin(asked.request); !foreign.empty()) {
    return asked.refuse(403, "foreign_origin", foreign), false;
  }
  if (!route.open && !is_same(asked.request.header("X-CSRF-Token"), asked.person.token)) {
    return asked.refuse(403, "token", "页面太旧了，没有执行；请刷新页面再做一次"), false;
  }
  if (!route.body) return true;
  if (!asked.request.header("Content-Type").starts_with("application/json")) {
    return asked.refuse(415, "content_type", "内容要用 application/json 发送"), false;
  }
  if (asked.request.body.size() > route.body_bytes_max) {
    return asked.refuse(413, "too_large", "内容太长，请缩短后再发"), false;
  }
  auto body = parse_strict(asked.request.body);
  if (!body) return asked.refuse(400, body.error().text, "内容读不懂，请刷新页面再试"), false;
  const std::string wrong = schema::mismatch(*body, json::parse(route.body->json), json::object());
  if (!wrong.empty()) return asked.refuse(400, "bad_body", "内容不完整或不对（" + wrong + "）"), false;
  asked.body = std::make_shared<const json>(std::move(*body));
  return true;
}

/// Idempotency-Key (IETF httpapi draft-07, reliability reference §4 row 49). False: answered.
bool Desk::begin_once(Asked& asked) const {
  const std::string_view key = asked.request.header("Idempotency-Key");
  const bool printable = std::all_of(key.begin(), key.end(), [](char c) { return c > 0x20 && c < 0x7F; });
  if (key.size() < kKeyBytesMin || key.size() > kKeyBytesMax || !printable) {
    return asked.refuse(400, "idempotency_key", "请求缺少 Idempotency-Key（8 到 128 个可见字符），没有执行"), false;
  }
  asked.digest = dialogs::sha256_hex(asked.request.method + " " + asked.request.path + "\n" + asked.request.body);
  const auto earlier = parts_.store.accounts().begin_request(asked.person.id, key, asked.digest, parts_.clock.now(), kRequestPatience);
  if (!earlier) return asked.refuse(503, "store", "现在存取不了数据，没有执行；请稍后再试"), false;
  if (*earlier) {
    if ((*earlier)->digest != asked.digest) return asked.refuse(422, "key_reused", "同一个 Idempotency-Key 用在了不同的请求上，没有执行"), false;
    if ((*earlier)->status == 0) return asked.refuse(409, "in_progress", "同一个请求还在处理，请稍等"), false;
    asked.answer({.status = (*earlier)->status,
                  .content_type = "application/json; charset=utf-8",
                  .headers = {{"Cache-Control", "no-store"}, {"Idempotency-Replayed", "true"}},
                  .body = (*earlier)->body});
    return false;
  }
  asked.key = key;
  return true;
}

/// Nothing is done that was not written down first. False: answered.
bool Desk::write_down(Asked& asked) const {
  const DeskRoute& route = *asked.route;
  if (std::string_view(route.audit).empty()) return true;
  const base::Status written = write_audit(parts_, {.actor = asked.person.name,
                                                    .role = std::string(to_name(asked.person.role)),
                                                    .action = route.audit,
                                                    .object = asked.request.path.substr(std::string_view("/api/").size()),
                                                    .note = note_of(*asked.body),
                                                    .request = asked.request.request_id});
  if (written.ok()) return true;
  if (!asked.key.empty()) (void)parts_.store.accounts().finish_request(asked.person.id, asked.key, 0, "");
  return asked.refuse(503, "store", "审计日志写不进去，所以没有执行；请稍后再试"), false;
}

void Desk::serve(const std::shared_ptr<Asked>& asked) {
  auto call = std::make_shared<const Call>(Call{.request = asked->request,
                                                .path = asked->path,
                                                .body = asked->body,
                                                .person = asked->person,
                                                .key = asked->key,
                                                .desk = &parts_});
  if (asked->route->stream) return asked->route->stream(call, std::move(asked->responder));
  asked->route->serve(call, [this, asked](Response response) {
    if (asked->key.empty()) return asked->answer(std::move(response));
    // What answers may be a thread that serves drivers: the store is written on one of ours.
    auto held = std::make_shared<Response>(std::move(response));
    if (!threads_.post([this, asked, held] { finish(asked, std::move(*held)); })) asked->answer(std::move(*held));
  });
}

void Desk::finish(const std::shared_ptr<Asked>& asked, Response response) {
  const bool done = response.status < 500;
  (void)parts_.store.accounts().finish_request(asked->person.id, asked->key, done ? response.status : 0, response.body);
  asked->answer(std::move(response));
}

std::vector<Route> Desk::routes() {
  std::vector<Route> all;
  for (const char* method : {"GET", "POST", "PUT", "DELETE"}) {
    Route api;
    api.method = method;
    api.path = "/api/*";
    api.body_bytes_max = kBodyBytesMax;
    api.handler = [this](Request request, Responder responder) { take(std::move(request), std::move(responder)); };
    all.push_back(std::move(api));
  }
  Route described;
  described.method = "GET";
  described.path = "/api/openapi.json";
  described.handler = [this](const Request&, Responder responder) {
    responder.send({.status = 200, .content_type = "application/json; charset=utf-8", .headers = {}, .body = description_});
  };
  all.push_back(std::move(described));
  Route page;
  page.method = "GET";
  page.path = "/console/";
  page.handler = [this](const Request& request, Responder responder) {
    if (console_page_.empty()) {
      return responder.send(error_response(503, "page_not_built", "网页还没有构建：请在项目目录运行 ./run", request.request_id));
    }
    Response response{.status = 200, .content_type = "text/html; charset=utf-8", .headers = page_headers(), .body = console_page_};
    response.headers.emplace_back("Cache-Control", "no-store");
    responder.send(std::move(response));
  };
  all.push_back(std::move(page));
  Route bare;
  bare.method = "GET";
  bare.path = "/console";
  bare.handler = [](const Request&, Responder responder) {
    responder.send({.status = 308, .content_type = "text/plain", .headers = {{"Location", "/console/"}}, .body = {}});
  };
  all.push_back(std::move(bare));
  return all;
}

}  // namespace bot::desk
