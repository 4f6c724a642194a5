#include "bot/turns/media_orders.hpp"

#include <nlohmann/json.hpp>
#include <utility>

namespace bot {
namespace {

constexpr int kPayloadVersion = 1;
constexpr std::string_view kPhoto = "photo";
constexpr std::string_view kVoice = "voice";
constexpr std::string_view kForget = "forget";

std::string_view name_of(MediaOrder::Kind kind) {
  switch (kind) {
    case MediaOrder::Kind::kPhoto: return kPhoto;
    case MediaOrder::Kind::kVoice: return kVoice;
    case MediaOrder::Kind::kForget: return kForget;
  }
  return {};
}

std::optional<MediaOrder::Kind> kind_of(const nlohmann::json& name) {
  if (name == kPhoto) return MediaOrder::Kind::kPhoto;
  if (name == kVoice) return MediaOrder::Kind::kVoice;
  return std::nullopt;
}

/// What a driver's line says beside its words; null if it says nothing.
nlohmann::json extra_of(const storage::Line& line) {
  if (line.speaker != storage::Speaker::kDriver || line.extra.empty()) return nullptr;
  nlohmann::json extra = nlohmann::json::parse(line.extra, nullptr, false);
  if (!extra.is_object()) return nullptr;
  return extra;
}

std::vector<std::string> ids_in(const nlohmann::json& extra) {
  std::vector<std::string> ids;
  const auto media = extra.find("media");
  if (media == extra.end() || !media->is_array()) return ids;
  for (const nlohmann::json& id : *media) {
    if (id.is_string() && !id.get_ref<const std::string&>().empty()) ids.push_back(id.get<std::string>());
  }
  return ids;
}

}  // namespace

std::vector<MediaOrder> media_of(const storage::Line& line) {
  std::vector<MediaOrder> orders;
  const nlohmann::json extra = extra_of(line);
  const auto type = extra.find("type");
  const auto kind = type == extra.end() ? std::nullopt : kind_of(*type);
  if (!kind) return orders;
  for (std::string& id : ids_in(extra)) {
    orders.push_back({.kind = *kind, .media_id = std::move(id)});
    if (*kind == MediaOrder::Kind::kVoice) break;
  }
  return orders;
}

std::vector<std::string> web_photos_of(const storage::Line& line) { return ids_in(extra_of(line)); }

std::string encode_media(const MediaOrder& order) {
  const nlohmann::json json{{"version", kPayloadVersion},
                            {"kind", name_of(order.kind)},
                            {"media", order.media_id}};
  return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::optional<MediaOrder> decode_media(std::string_view payload) {
  const nlohmann::json json = nlohmann::json::parse(payload, nullptr, false);
  if (!json.is_object() || json.value("version", nlohmann::json()) != kPayloadVersion) return std::nullopt;
  const auto kind = json.find("kind");
  const auto media = json.find("media");
  if (kind == json.end() || media == json.end() || !media->is_string()) return std::nullopt;
  if (*kind == kForget) return MediaOrder{.kind = MediaOrder::Kind::kForget, .media_id = {}};
  const auto known = kind_of(*kind);
  if (!known) return std::nullopt;
  return MediaOrder{.kind = *known, .media_id = media->get<std::string>()};
}

}  // namespace bot
