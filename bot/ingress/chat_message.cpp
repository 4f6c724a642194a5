#include "bot/ingress/chat_message.hpp"

#include <cmath>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>
#include <variant>

#include "bot/json.hpp"

namespace bot {
namespace {

constexpr std::size_t kPhotosMax = 9;
constexpr std::size_t kLabelBytesMax = 200;

base::Error invalid(std::string code) { return {base::ErrorCode::kInvalid, std::move(code)}; }

/// Lower or upper case, 8-4-4-4-12.
bool is_uuid(const std::string& text) {
  if (text.size() != 36) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash != (text[i] == '-')) return false;
    if (!dash && std::isxdigit(static_cast<unsigned char>(text[i])) == 0) return false;
  }
  return true;
}

/// "" and a filled `code` if the field is absent or not a string.
std::string text_field(const nlohmann::json& json, const char* name, std::string& code) {
  const auto found = json.find(name);
  if (found == json.end()) {
    code = std::string("missing_") + name;
    return {};
  }
  if (!found->is_string()) {
    code = std::string("bad_") + name;
    return {};
  }
  return found->get<std::string>();
}

std::optional<double> degrees(const nlohmann::json& json, const char* name, double limit) {
  const auto found = json.find(name);
  if (found == json.end() || !found->is_number()) return std::nullopt;
  const double value = found->get<double>();
  if (!std::isfinite(value) || std::abs(value) > limit) return std::nullopt;
  return value;
}

base::Status read_text(const nlohmann::json& json, DriverSaid& said) {
  std::string code;
  said.line.text = text_field(json, "text", code);
  if (!code.empty()) return invalid(code);
  if (said.line.text.empty()) return invalid("bad_text");
  said.event = dialogs::TextEvent{.id = said.inbound_key, .text = said.line.text, .part_ids = {}, .voice = false};
  return {};
}

base::Status read_button(const nlohmann::json& json, DriverSaid& said) {
  std::string code;
  dialogs::ButtonEvent event;
  event.id = said.inbound_key;
  event.slot = text_field(json, "slot", code);
  if (code.empty()) event.value = text_field(json, "value", code);
  if (code.empty()) said.line.text = text_field(json, "label", code);
  if (!code.empty()) return invalid(code);
  const auto menu = json.find("menu");
  if (menu == json.end()) return invalid("missing_menu");
  if (!menu->is_number_unsigned()) return invalid("bad_menu");
  event.menu = menu->get<std::uint64_t>();
  if (said.line.text.size() > kLabelBytesMax) return invalid("bad_label");
  said.event = std::move(event);
  return {};
}

base::Status read_location(const nlohmann::json& json, nlohmann::json& extra, DriverSaid& said) {
  std::string code;
  dialogs::LocationEvent event;
  event.id = said.inbound_key;
  event.name = text_field(json, "name", code);
  if (!code.empty()) return invalid(code);
  event.latitude = degrees(json, "latitude", 90);
  event.longitude = degrees(json, "longitude", 180);
  if (!event.latitude) return invalid("bad_latitude");
  if (!event.longitude) return invalid("bad_longitude");
  if (event.name.empty()) event.name = "我的位置";
  said.line.text = event.name;
  extra["place"] = {{"name", event.name}, {"latitude", *event.latitude}, {"longitude", *event.longitude}};
  said.event = std::move(event);
  return {};
}

base::Status read_photo(const nlohmann::json& json, nlohmann::json& extra, DriverSaid& said) {
  const auto media = json.find("media");
  if (media == json.end()) return invalid("missing_media");
  if (!media->is_array() || media->empty() || media->size() > kPhotosMax) return invalid("bad_media");
  dialogs::MediaEvent event{.id = said.inbound_key, .type = "photo", .media_ids = {}};
  for (const nlohmann::json& id : *media) {
    if (!id.is_string()) return invalid("bad_media");
    event.media_ids.push_back(id.get<std::string>());
  }
  extra["media"] = event.media_ids;
  said.event = std::move(event);
  return {};
}

}  // namespace

base::Result<DriverSaid> read_chat_message(std::string_view body, base::UnixMs now) {
  base::Result<nlohmann::json> parsed = parse_strict(body);
  if (!parsed) return parsed.error();
  const nlohmann::json& json = *parsed;
  if (!json.is_object()) return invalid("bad_json");
  std::string code;
  const std::string id = text_field(json, "id", code);
  const std::string kind = code.empty() ? text_field(json, "kind", code) : "";
  if (!code.empty()) return invalid(code);
  if (!is_uuid(id)) return invalid("bad_id");

  DriverSaid said;
  said.inbound_key = "w" + id;
  said.sent_at = now;
  said.line.speaker = storage::Speaker::kDriver;
  nlohmann::json extra{{"message_id", id}};
  base::Status read = invalid("bad_kind");
  if (kind == "text") read = read_text(json, said);
  if (kind == "button") read = read_button(json, said);
  if (kind == "location") read = read_location(json, extra, said);
  if (kind == "photo") read = read_photo(json, extra, said);
  if (!read) return read.error();
  said.line.extra = to_text(extra);
  return said;
}

std::vector<std::string> media_of(const DriverSaid& said) {
  const auto* media = std::get_if<dialogs::MediaEvent>(&said.event);
  return media == nullptr ? std::vector<std::string>{} : media->media_ids;
}

}  // namespace bot
