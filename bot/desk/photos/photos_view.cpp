#include "bot/desk/photos/photos_view.hpp"

#include <nlohmann/json.hpp>
#include <string>
#include <utility>

#include "bot/desk/parts.hpp"
#include "bot/ingress/media.hpp"

namespace bot::desk {
namespace {

/// The bytes as they were sent, from our own folder: never by the channel's address. A photo cannot be masked, so each look is in the
/// audit log.
void show(const CallPtr& call, const Reply& reply) {
  const auto absent = [&] { reply(refusal(*call, 404, "not_found", "没有这张照片")); };
  const auto found = call->desk->store.turns().load(call->number("id"));
  if (!found) return reply(store_failed(*call));
  if (!*found || (*found)->key.channel != "web") return absent();
  base::Result<std::string> bytes = call->desk->media.read((*found)->key.driver, call->segment("photo"));
  if (!bytes) return absent();
  Response response{.status = 200, .content_type = std::string(photo_type(*bytes)), .headers = {}, .body = {}};
  response.headers = {{"Cache-Control", "no-store"}, {"Content-Security-Policy", "default-src 'none'"}};
  response.body = std::move(*bytes);
  reply(std::move(response));
}

}  // namespace

ViewTable photos_view() {
  using namespace schema;
  return {.routes = {{.method = "GET", .path = "/api/conversations/{id}/photos/{photo}", .name = "photo",
                      .summary = "A photo of this conversation's driver, as it was sent; each look is written down.",
                      .roles = kHandlers, .audit = "conversation.photo", .answer = text(), .serve = show}}};
}

}  // namespace bot::desk
