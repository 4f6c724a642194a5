#include "bot/ingress/duty.hpp"

#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "base/utf8.hpp"
#include "bot/duty/alert.hpp"
#include "bot/json.hpp"
#include "bot/pages.hpp"

namespace bot {
namespace {

constexpr std::string_view kPrefix = "/duty/";
constexpr std::size_t kBodyBytesMax = 4 * 1024;
constexpr std::size_t kNamePointsMax = 30;

Response json_response(int status, const nlohmann::json& body) {
  return {.status = status,
          .content_type = "application/json; charset=utf-8",
          .headers = {{"Cache-Control", "no-store"}},
          .body = to_text(body)};
}

Response no_alert(const Request& request) {
  return error_response(404, "no_alert", "没有这个呼叫，可能地址不完整；请点呼叫里的完整链接", request.request_id);
}

Response store_failed(const Request& request) {
  Response response = error_response(503, "store", "现在存不下来，请马上再试，同时直接联系司机", request.request_id);
  response.headers.emplace_back("Retry-After", "2");
  return response;
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::string form_decoded(std::string_view text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size() && hex_digit(text[i + 1]) >= 0 && hex_digit(text[i + 2]) >= 0) {
      decoded += static_cast<char>(hex_digit(text[i + 1]) * 16 + hex_digit(text[i + 2]));
      i += 2;
    } else {
      decoded += text[i] == '+' ? ' ' : text[i];
    }
  }
  return decoded;
}

/// Who acts, out of a form or a JSON object; "值班员" for a form field left empty.
std::string name_in(const Request& request) {
  std::string name;
  if (request.header("Content-Type").starts_with("application/json")) {
    const auto json = parse_strict(request.body);
    if (json && json->is_object() && json->contains("by") && (*json)["by"].is_string()) name = (*json)["by"];
  } else if (request.body.starts_with("by=")) {
    name = form_decoded(std::string_view(request.body).substr(3, request.body.find('&')));
  }
  name = base::prefix_of_points(base::repair_utf8(name), kNamePointsMax);
  return name.empty() ? "值班员" : name;
}

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '<') out += "&lt;";
    else if (c == '>') out += "&gt;";
    else if (c == '&') out += "&amp;";
    else if (c == '"') out += "&quot;";
    else out += c;
  }
  return out;
}

std::string page_of(const storage::Alert& alert) {
  const auto facts = decode_alert(alert.payload);
  const bool taken = alert.state == storage::OutboxState::kDelivered;
  std::string html =
      "<!doctype html><html lang=\"zh-CN\"><meta charset=\"utf-8\">"
      "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><title>值班呼叫</title><body>";
  html += "<h1>" + (facts ? escaped(facts->urgency + " " + facts->danger) : std::string("值班呼叫")) + "</h1>";
  html += "<p>工单 " + escaped(alert.ticket.empty() ? "（没有）" : alert.ticket) + "，对话 " +
          std::to_string(alert.conversation) + "。</p>";
  html += taken ? "<p>已由 " + escaped(alert.receipt) + " 接手。</p>"
                : "<form method=\"post\" action=\"/duty/" + alert.key +
                      "/acknowledge\"><input name=\"by\" placeholder=\"您怎么称呼\" required> <button>我来接手</button></form>";
  html += "<form method=\"post\" action=\"/duty/" + alert.key +
          "/release\"><input name=\"by\" placeholder=\"您怎么称呼\" required> <button>已经没有危险，放开机器人</button></form>";
  return html + "</body></html>";
}

struct Target {
  std::string key;
  std::string act;  // "" acknowledge release
};

std::optional<Target> target_of(const std::string& path) {
  if (!path.starts_with(kPrefix)) return std::nullopt;
  const std::string rest = path.substr(kPrefix.size());
  const std::size_t slash = rest.find('/');
  return Target{rest.substr(0, slash), slash == std::string::npos ? "" : rest.substr(slash + 1)};
}

/// A page for whoever pressed a button, an object for a program.
Response answer(const Request& request, const storage::Alert& alert, int status, const nlohmann::json& body) {
  if (!request.header("Content-Type").starts_with("application/x-www-form-urlencoded")) return json_response(status, body);
  Response response{
      .status = 200, .content_type = "text/html; charset=utf-8", .headers = page_headers(), .body = page_of(alert)};
  response.headers.emplace_back("Cache-Control", "no-store");
  return response;
}

void show(const DutyParts& parts, const Request& request, Responder responder) {
  const auto target = target_of(request.path);
  if (!target || !target->act.empty()) return responder.send(no_alert(request));
  const auto alert = parts.store.outbox().find_alert(target->key);
  if (!alert) return responder.send(store_failed(request));
  if (!*alert) return responder.send(no_alert(request));
  Response response{
      .status = 200, .content_type = "text/html; charset=utf-8", .headers = page_headers(), .body = page_of(**alert)};
  response.headers.emplace_back("Cache-Control", "no-store");
  responder.send(std::move(response));
}

/// The bot's turn to answer again goes through the conversation's mailbox like everything else.
void release(const DutyParts& parts, const storage::Alert& alert, const std::string& by, const Request& request,
             Responder responder) {
  const auto conversation = parts.store.turns().load(alert.conversation);
  if (!conversation) return responder.send(store_failed(request));
  if (!*conversation) return responder.send(no_alert(request));
  auto shared = std::make_shared<Responder>(std::move(responder));
  parts.mailboxes.deliver({.key = (*conversation)->key,
                           .what = PersonDone{.by = by},
                           .done = [shared, request, alert](const Answer& given) {
                             if (given.outcome == Answer::Outcome::kDone) {
                               return shared->send(answer(request, alert, 200, {{"released", true}}));
                             }
                             Response response = error_response(503, "busy", "没有放开，请再试一次", request.request_id);
                             response.headers.emplace_back("Retry-After", "2");
                             shared->send(std::move(response));
                           }});
}

void act(const DutyParts& parts, const Request& request, Responder responder) {
  const auto target = target_of(request.path);
  if (!target || (target->act != "acknowledge" && target->act != "release")) return responder.send(no_alert(request));
  const std::string by = name_in(request);
  const auto alert = parts.store.outbox().find_alert(target->key);
  if (!alert) return responder.send(store_failed(request));
  if (!*alert) return responder.send(no_alert(request));
  const base::Status done = parts.store.outbox().acknowledge(target->key, by);
  const bool was_first = done.ok();
  if (!done && done.error().code != base::ErrorCode::kConflict) return responder.send(store_failed(request));
  storage::Alert taken = **alert;
  if (was_first) {
    taken.state = storage::OutboxState::kDelivered;
    taken.receipt = by;
  }
  if (target->act == "release") return release(parts, taken, by, request, std::move(responder));
  if (taken.receipt != by) {
    return responder.send(answer(request, taken, 409, {{"acknowledged", true}, {"by", taken.receipt}, {"message", "已经有人接手了"}}));
  }
  responder.send(answer(
      request, taken, 200,
      {{"acknowledged", true}, {"by", by}, {"ticket", taken.ticket}, {"conversation", taken.conversation}}));
}

}  // namespace

std::vector<Route> duty_routes(const DutyParts& parts) {
  Route page;
  page.method = "GET";
  page.path = "/duty/*";
  page.handler = [parts](Request request, Responder responder) { show(parts, request, std::move(responder)); };
  Route post;
  post.method = "POST";
  post.path = "/duty/*";
  post.body_bytes_max = kBodyBytesMax;
  post.content_types = {"application/json", "application/x-www-form-urlencoded"};
  post.handler = [parts](Request request, Responder responder) { act(parts, request, std::move(responder)); };
  return {std::move(page), std::move(post)};
}

}  // namespace bot
