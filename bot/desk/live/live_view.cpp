#include "bot/desk/live/live_view.hpp"

#include <nlohmann/json.hpp>
#include <string>
#include <utility>

#include "bot/desk/live/feed.hpp"
#include "bot/desk/parts.hpp"

namespace bot::desk {
namespace {

void follow(const CallPtr& call, Responder responder) {
  Response head;
  head.headers.emplace_back("Cache-Control", "no-store");
  std::shared_ptr<EventStream> stream = responder.stream(std::move(head));
  if (stream == nullptr) return;
  (void)stream->send("", "hello", "{}");
  if (!call->desk->feed.add(stream)) stream->close();
}

constexpr std::size_t kPageBytesMax = 40;

/// "" or the address of a conversation or ticket behind /api/.
bool is_place(std::string_view at) {
  if (at.empty()) return true;
  const std::string_view list = at.starts_with("conversations/") ? "conversations/" : at.starts_with("tickets/") ? "tickets/" : "";
  const std::string_view which = at.substr(list.size());
  const bool plain = which.find_first_not_of("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") == std::string_view::npos;
  return !list.empty() && !which.empty() && which.size() <= kPageBytesMax && plain;
}

void present(const CallPtr& call, const Reply& reply) {
  const std::string page = call->text("page"), at = call->text("at");
  if (page.empty() || page.size() > kPageBytesMax || !is_place(at)) return reply(refusal(*call, 422, "at", "没有这个地方；请刷新页面"));
  call->desk->feed.present(call->person.session + page,
                           {.at = at, .name = call->person.name, .display = call->person.display, .typing = call->body->value("typing", false)});
  reply(json_answer(200, nlohmann::json::object()));
}

}  // namespace

ViewTable live_view() {
  using namespace schema;
  return {.routes = {{.method = "GET", .path = "/api/events", .name = "events",
                      .summary = "Tells which conversations have changed: event `changed` with {conversations} or {all}; event `presence` with who looks at what.",
                      .roles = kReaders, .answer = text(), .stream = follow},
                     {.method = "POST", .path = "/api/presence", .name = "present", .summary = "Where this page is and whether somebody types there; told to colleagues, kept nowhere.",
                      .roles = kReaders, .body = object({{"page", text()}, {"at", text()}, {"typing", maybe(boolean())}}), .answer = object({}), .serve = present,
                      .asks = true}}};
}

}  // namespace bot::desk
