#include "bot/turns/translate.hpp"

#include <nlohmann/json.hpp>
#include <string>
#include <utility>

#include "base/utf8.hpp"

namespace bot {
namespace {

using integrations::Inbound;
using integrations::InboundKind;

std::string json_text(const nlohmann::json& json) {
  return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

dialogs::TextEvent words(const Inbound& inbound, std::string text, bool voice = false) {
  return {.id = inbound.key, .text = std::move(text), .part_ids = {}, .voice = voice};
}

dialogs::MediaEvent media(const Inbound& inbound, std::string type) {
  return {.id = inbound.key, .type = std::move(type), .media_ids = inbound.media_ids};
}

std::string media_extra(const Inbound& inbound, const char* type) {
  return json_text({{"media", inbound.media_ids}, {"type", type}});
}

/// Only what a driver writes or sends opens the platform's window; after a tap three messages may leave within a minute, after an
/// event of the platform's own none (channels reference §1.8): the smaller is assumed.
DriverSaid::Window window_of(InboundKind kind) {
  switch (kind) {
    case InboundKind::kMenu:
    case InboundKind::kSubscribed:
    case InboundKind::kNotice: return DriverSaid::Window::kAsBefore;
    case InboundKind::kUnsubscribed: return DriverSaid::Window::kCloses;
    default: return DriverSaid::Window::kOpens;
  }
}

}  // namespace

DriverSaid translate(const Inbound& inbound) {
  DriverSaid said;
  said.window = window_of(inbound.kind);
  said.undelivered = inbound.undelivered;
  said.inbound_key = inbound.key;
  said.sent_at = inbound.sent_at;
  said.line.speaker = storage::Speaker::kDriver;
  said.line.text = base::is_utf8(inbound.text) ? inbound.text : base::repair_utf8(inbound.text);
  switch (inbound.kind) {
    case InboundKind::kText: said.event = words(inbound, said.line.text); break;
    case InboundKind::kVoice:
      said.line.extra = media_extra(inbound, "voice");
      if (said.line.text.empty()) {
        said.event = media(inbound, "voice");
      } else {
        said.event = words(inbound, said.line.text, true);
      }
      break;
    case InboundKind::kPhoto:
      said.line.extra = media_extra(inbound, "photo");
      said.event = media(inbound, "photo");
      break;
    case InboundKind::kVideo:
      said.line.extra = media_extra(inbound, "video");
      said.event = media(inbound, "video");
      break;
    case InboundKind::kLocation:
      said.line.text = inbound.place_name;
      said.line.extra = json_text({{"place",
                                    {{"name", inbound.place_name},
                                     {"latitude", inbound.latitude.value_or(0)},
                                     {"longitude", inbound.longitude.value_or(0)}}}});
      said.event = dialogs::LocationEvent{.id = inbound.key,
                                          .name = inbound.place_name,
                                          .latitude = inbound.latitude,
                                          .longitude = inbound.longitude};
      break;
    case InboundKind::kLink: said.event = words(inbound, said.line.text); break;
    case InboundKind::kMenu:
      // A menu item's key is what the operator wrote there: a start word such as 投诉.
      if (said.line.text.empty()) said.line.text = inbound.choice;
      said.event = words(inbound, said.line.text);
      break;
    case InboundKind::kSubscribed: said.sort = DriverSaid::Sort::kSubscribed; break;
    case InboundKind::kUnsubscribed:
    case InboundKind::kNotice: said.sort = DriverSaid::Sort::kNotice; break;
    case InboundKind::kUnknown: said.sort = DriverSaid::Sort::kNotUnderstood; break;
  }
  if (said.sort != DriverSaid::Sort::kWords) {
    said.line.speaker = said.sort == DriverSaid::Sort::kNotUnderstood ? storage::Speaker::kDriver : storage::Speaker::kSystem;
    nlohmann::json extra{{"event", inbound.name}};
    if (!inbound.choice.empty()) extra["key"] = inbound.choice;
    if (inbound.latitude && inbound.longitude) extra["at"] = {*inbound.latitude, *inbound.longitude};
    if (!inbound.media_ids.empty()) extra["media"] = inbound.media_ids;
    said.line.extra = json_text(extra);
  }
  return said;
}

}  // namespace bot
