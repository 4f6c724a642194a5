#include "bot/ingress/chat.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "bot/ingress/chat_message.hpp"
#include "bot/json.hpp"
#include "bot/pages.hpp"

namespace bot {
namespace {

constexpr std::size_t kCookieBytes = 32;
constexpr std::size_t kMessageBytesMax = 64 * 1024;
constexpr std::size_t kHistoryTurns = 100;
constexpr char kAccount[] = "web";

storage::ConversationKey key_of(const std::string& visitor) { return {"web", kAccount, visitor}; }

Response json_response(std::string body) {
  return {.status = 200,
          .content_type = "application/json; charset=utf-8",
          .headers = {{"Cache-Control", "no-store"}},
          .body = std::move(body)};
}

Response busy(const Request& request) {
  Response response = error_response(503, "busy", "现在发的人太多，消息还没有存下来，请稍后再发", request.request_id);
  response.headers.emplace_back("Retry-After", "2");
  return response;
}

Response no_visitor(const Request& request) {
  return error_response(401, "no_visitor", "请先打开 /chat 页面再发消息", request.request_id);
}

/// Nothing for a number that is not one.
std::optional<std::uint64_t> read_sequence(std::string_view text) {
  if (text.empty() || text.size() > 18) return std::nullopt;
  std::uint64_t value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + static_cast<std::uint64_t>(c - '0');
  }
  return value;
}

/// Last-Event-ID wins: it is what the browser has really seen.
std::optional<std::uint64_t> cursor_of(const Request& request) {
  std::string_view text = request.header("Last-Event-ID");
  if (text.empty()) {
    for (const auto& [name, value] : request.query) {
      if (name == "after") text = value;
    }
  }
  return text.empty() ? 0 : read_sequence(text);
}

void page(const ChatParts& parts, const Request& request, Responder responder) {
  if (parts.page.empty()) {
    responder.send(error_response(503, "page_not_built", "网页还没有构建：请在项目目录运行 ./run", request.request_id));
    return;
  }
  Response response{.status = 200, .content_type = "text/html; charset=utf-8", .headers = page_headers(), .body = parts.page};
  response.headers.emplace_back("Cache-Control", "no-store");
  if (visitor_of(request.cookie(kVisitorCookie)).empty()) {
    std::string cookie = std::string(kVisitorCookie) + "=" + parts.random.hex(kCookieBytes) +
                         "; Path=/chat; HttpOnly; SameSite=Strict; Max-Age=31536000";
    if (parts.secure_cookie) cookie += "; Secure";
    response.headers.emplace_back("Set-Cookie", std::move(cookie));
  }
  responder.send(std::move(response));
}

void message(const ChatParts& parts, const Request& request, Responder responder) {
  const std::string visitor = visitor_of(request.cookie(kVisitorCookie));
  if (visitor.empty()) return responder.send(no_visitor(request));
  base::Result<DriverSaid> said = read_chat_message(request.body, parts.clock.now());
  if (!said) {
    return responder.send(error_response(400, said.error().text, "这条消息的格式不对，请刷新页面后再发", request.request_id));
  }
  for (const std::string& id : media_of(*said)) {
    if (!parts.media.owns(visitor, id)) {
      return responder.send(error_response(404, "no_such_photo", "照片没有传上来，请重新选一次", request.request_id));
    }
  }
  auto held = std::make_shared<Responder>(std::move(responder));
  Letter letter{.key = key_of(visitor), .what = std::move(*said), .done = {}};
  letter.done = [held, request_id = request.request_id](const Answer& answer) {
    if (answer.outcome == Answer::Outcome::kBusy || answer.outcome == Answer::Outcome::kFailed) {
      Request named;
      named.request_id = request_id;
      held->send(busy(named));
      return;
    }
    held->send(json_response(to_text({{"accepted", true}, {"sequence", answer.sequence}})));
  };
  parts.mailboxes.deliver(std::move(letter));
}

void history(const ChatParts& parts, const Request& request, Responder responder) {
  const std::string visitor = visitor_of(request.cookie(kVisitorCookie));
  if (visitor.empty()) return responder.send(no_visitor(request));
  const auto after = cursor_of(request);
  if (!after) return responder.send(error_response(400, "bad_after", "after 应该是一个数字", request.request_id));
  auto conversation = parts.turns.load(key_of(visitor));
  if (!conversation) return responder.send(busy(request));
  std::string body = R"({"turns":[)";
  bool more = false;
  if (*conversation) {
    auto turns = parts.turns.transcript((*conversation)->id, *after, kHistoryTurns);
    if (!turns) return responder.send(busy(request));
    for (const storage::Turn& turn : *turns) {
      if (body.back() != '[') body += ',';
      body += turn_json(turn);
    }
    more = !turns->empty() && turns->back().sequence < (*conversation)->version;
  }
  body += more ? R"(],"more":true})" : R"(],"more":false})";
  responder.send(json_response(std::move(body)));
}

void events(const ChatParts& parts, const Request& request, Responder responder) {
  const std::string visitor = visitor_of(request.cookie(kVisitorCookie));
  if (visitor.empty()) return responder.send(no_visitor(request));
  const auto after = cursor_of(request);
  if (!after) return responder.send(error_response(400, "bad_after", "after 应该是一个数字", request.request_id));
  auto conversation = parts.turns.load(key_of(visitor));
  if (!conversation) return responder.send(busy(request));
  parts.live.watch(key_of(visitor), *conversation ? (*conversation)->id : 0, *after, responder.stream());
}

void upload(const ChatParts& parts, const Request& request, Responder responder) {
  const std::string visitor = visitor_of(request.cookie(kVisitorCookie));
  if (visitor.empty()) return responder.send(no_visitor(request));
  const base::Result<std::string> id = parts.media.keep(visitor, request.body);
  if (!id && id.error().code == base::ErrorCode::kInvalid) {
    return responder.send(
        error_response(415, "not_a_photo", "这个文件不是照片，请发 JPG、PNG 或 WebP 图片", request.request_id));
  }
  if (!id) return responder.send(busy(request));
  responder.send(json_response(to_text({{"media", *id}})));
}

void photo(const ChatParts& parts, const Request& request, Responder responder) {
  const std::string visitor = visitor_of(request.cookie(kVisitorCookie));
  const std::string id = request.path.substr(request.path.rfind('/') + 1);
  base::Result<std::string> bytes = parts.media.read(visitor, id);
  if (!bytes) return responder.send(error_response(404, "no_such_photo", "没有这张照片", request.request_id));
  const std::string type(photo_type(*bytes));
  responder.send({.status = 200,
                  .content_type = type,
                  .headers = {{"Cache-Control", "private, max-age=86400"}, {"Content-Security-Policy", "default-src 'none'"}},
                  .body = std::move(*bytes)});
}

using Serve = void (*)(const ChatParts&, const Request&, Responder);

Route route(const char* method, const char* path, std::shared_ptr<const ChatParts> parts, Serve serve) {
  Route made;
  made.method = method;
  made.path = path;
  made.handler = [parts = std::move(parts), serve](Request request, Responder responder) {
    serve(*parts, request, std::move(responder));
  };
  return made;
}

}  // namespace

std::string visitor_of(std::string_view cookie) {
  if (cookie.size() != kCookieBytes * 2) return {};
  const bool hex = std::all_of(cookie.begin(), cookie.end(),
                               [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
  if (!hex) return {};
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  if (EVP_Digest(cookie.data(), cookie.size(), digest.data(), &size, EVP_sha256(), nullptr) != 1) return {};
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string out;
  for (std::size_t i = 0; i < 16; ++i) {
    out += kDigits[digest[i] >> 4];
    out += kDigits[digest[i] & 15];
  }
  return out;
}

std::vector<Route> chat_routes(std::shared_ptr<const ChatParts> parts) {
  std::vector<Route> routes;
  routes.push_back(route("GET", "/chat", parts, page));
  routes.push_back(route("GET", "/chat/history", parts, history));
  routes.push_back(route("GET", "/chat/events", parts, events));
  routes.push_back(route("GET", "/chat/photos/*", parts, photo));
  routes.push_back(route("POST", "/chat/messages", parts, message));
  routes.back().body_bytes_max = kMessageBytesMax;
  routes.back().content_types = {"application/json"};
  routes.push_back(route("POST", "/chat/photos", parts, upload));
  routes.back().body_bytes_max = kPhotoBytesMax;
  routes.back().chunked = true;
  return routes;
}

}  // namespace bot
