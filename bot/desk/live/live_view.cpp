#include "bot/desk/live/live_view.hpp"

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

}  // namespace

ViewTable live_view() {
  using namespace schema;
  return {.routes = {{.method = "GET", .path = "/api/events", .name = "events",
                      .summary = "Tells which conversations have changed: event `changed` with {conversations} or {all}.",
                      .roles = kReaders, .answer = text(), .stream = follow}}};
}

}  // namespace bot::desk
