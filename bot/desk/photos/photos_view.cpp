#include "bot/desk/photos/photos_view.hpp"

#include <nlohmann/json.hpp>
#include <string>
#include <utility>

#include "bot/desk/parts.hpp"
#include "bot/ingress/media.hpp"
#include "bot/ingress/photo_metadata.hpp"

namespace bot::desk {
namespace {

constexpr const char* kAbsent = "没有这张照片";
constexpr const char* kNotFetched = "照片还没有从微信取来，或者已经过期";
constexpr const char* kForgotten = "司机要求删除了这张照片";

/// The picture as it was sent, without what the camera wrote beside it, from our own folder: never by the channel's address. A photo
/// cannot be masked, so each look is in the audit log. A voice is a file to save: browsers play none of its kind.
void show(const CallPtr& call, const Reply& reply) {
  const auto found = call->desk->store.turns().load(call->number("id"));
  if (!found) return reply(store_failed(*call));
  const bool is_fetched = *found && (*found)->key.channel != "web";
  const auto absent = [&] { reply(refusal(*call, 404, "not_found", is_fetched ? kNotFetched : kAbsent)); };
  if (!*found) return absent();
  base::Result<std::string> bytes = call->desk->media.read(owner_of((*found)->key), call->segment("photo"));
  if (!bytes) {
    const bool forgotten = call->desk->media.is_forgotten({.owner = owner_of((*found)->key), .name = std::string(call->segment("photo"))});
    if (forgotten) return reply(refusal(*call, 404, "not_found", kForgotten));
    return absent();
  }
  const std::string_view photo = photo_type(*bytes), voice = voice_type(*bytes);
  Response response{.status = 200, .content_type = std::string(photo.empty() ? voice : photo), .headers = {}, .body = {}};
  response.headers = {{"Cache-Control", "no-store"}, {"Content-Security-Policy", "default-src 'none'"}};
  if (photo.empty()) {
    const bool is_amr = voice == "audio/amr";
    response.headers.emplace_back("Content-Disposition", is_amr ? "attachment; filename=\"voice.amr\"" : "attachment; filename=\"voice.silk\"");
  }
  response.body = photo.empty() ? std::move(*bytes) : without_metadata(*bytes);
  reply(std::move(response));
}

}  // namespace

ViewTable photos_view() {
  using namespace schema;
  return {.routes = {{.method = "GET", .path = "/api/conversations/{id}/photos/{photo}", .name = "photo",
                      .summary = "A photo of this conversation's driver, as it was sent, or a voice to save; each look is written down.",
                      .roles = kHandlers, .audit = "conversation.photo", .answer = text(), .serve = show}}};
}

}  // namespace bot::desk
