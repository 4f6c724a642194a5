#include "bot/turns/media_orders.hpp"

#include <nlohmann/json.hpp>

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

}  // namespace

std::vector<MediaOrder> media_of(const storage::Line& line) {
  std::vector<MediaOrder> orders;
  if (line.speaker != storage::Speaker::kDriver || line.extra.empty()) return orders;
  const nlohmann::json extra = nlohmann::json::parse(line.extra, nullptr, false);
  if (!extra.is_object()) return orders;
  const auto type = extra.find("type");
  const auto media = extra.find("media");
  if (type == extra.end() || media == extra.end() || !media->is_array()) return orders;
  const auto kind = kind_of(*type);
  if (!kind) return orders;
  for (const nlohmann::json& id : *media) {
    if (!id.is_string() || id.get_ref<const std::string&>().empty()) continue;
    orders.push_back({.kind = *kind, .media_id = id.get<std::string>()});
    if (*kind == MediaOrder::Kind::kVoice) break;
  }
  return orders;
}

std::vector<std::string> web_photos_of(const storage::Line& line) {
  std::vector<std::string> ids;
  if (line.speaker != storage::Speaker::kDriver || line.extra.empty()) return ids;
  const nlohmann::json extra = nlohmann::json::parse(line.extra, nullptr, false);
  if (!extra.is_object()) return ids;
  const auto media = extra.find("media");
  if (media == extra.end() || !media->is_array()) return ids;
  for (const nlohmann::json& id : *media) {
    if (id.is_string() && !id.get_ref<const std::string&>().empty()) ids.push_back(id.get<std::string>());
  }
  return ids;
}

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
