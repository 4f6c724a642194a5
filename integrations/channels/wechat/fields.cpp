#include "integrations/channels/wechat/fields.hpp"

#include <algorithm>

namespace integrations::wechat {
namespace {

struct Spelling {
  Field field;
  std::string_view parent;
  std::string_view name;
  std::string_view full;
};

constexpr Spelling kSpellings[] = {
    {Field::kToUserName, "", "ToUserName", "ToUserName"},
    {Field::kFromUserName, "", "FromUserName", "FromUserName"},
    {Field::kCreateTime, "", "CreateTime", "CreateTime"},
    {Field::kMsgType, "", "MsgType", "MsgType"},
    {Field::kMsgId, "", "MsgId", "MsgId"},
    {Field::kMsgID, "", "MsgID", "MsgID"},
    {Field::kContent, "", "Content", "Content"},
    {Field::kMenuItem, "", "bizmsgmenuid", "bizmsgmenuid"},
    {Field::kPicUrl, "", "PicUrl", "PicUrl"},
    {Field::kMediaId, "", "MediaId", "MediaId"},
    {Field::kMediaId16K, "", "MediaId16K", "MediaId16K"},
    {Field::kThumbMediaId, "", "ThumbMediaId", "ThumbMediaId"},
    {Field::kRecognition, "", "Recognition", "Recognition"},
    {Field::kLocationX, "", "Location_X", "Location_X"},
    {Field::kLocationY, "", "Location_Y", "Location_Y"},
    {Field::kLabel, "", "Label", "Label"},
    {Field::kTitle, "", "Title", "Title"},
    {Field::kDescription, "", "Description", "Description"},
    {Field::kUrl, "", "Url", "Url"},
    {Field::kEvent, "", "Event", "Event"},
    {Field::kEventKey, "", "EventKey", "EventKey"},
    {Field::kLatitude, "", "Latitude", "Latitude"},
    {Field::kLongitude, "", "Longitude", "Longitude"},
    {Field::kStatus, "", "Status", "Status"},
    {Field::kEncrypt, "", "Encrypt", "Encrypt"},
    {Field::kScanResult, "ScanCodeInfo", "ScanResult", "ScanCodeInfo.ScanResult"},
    {Field::kSentX, "SendLocationInfo", "Location_X", "SendLocationInfo.Location_X"},
    {Field::kSentY, "SendLocationInfo", "Location_Y", "SendLocationInfo.Location_Y"},
    {Field::kSentLabel, "SendLocationInfo", "Label", "SendLocationInfo.Label"},
    {Field::kErrcode, "", "errcode", "errcode"},
    {Field::kMsgid, "", "msgid", "msgid"},
    {Field::kAccessToken, "", "access_token", "access_token"},
    {Field::kExpiresIn, "", "expires_in", "expires_in"},
};

}  // namespace

std::string_view spelling_of(Field field) {
  const auto* const found =
      std::find_if(std::begin(kSpellings), std::end(kSpellings), [&](const Spelling& s) { return s.field == field; });
  return found == std::end(kSpellings) ? std::string_view{} : found->full;
}

bool find_field(std::string_view parent, std::string_view name, Field& found) {
  for (const Spelling& spelling : kSpellings) {
    if (spelling.name == name && spelling.parent == parent) {
      found = spelling.field;
      return true;
    }
  }
  return false;
}

bool is_parent(std::string_view name) {
  return std::any_of(std::begin(kSpellings), std::end(kSpellings),
                     [&](const Spelling& s) { return !name.empty() && s.parent == name; });
}

std::string_view Fields::operator[](Field field) const {
  for (const auto& [held, value] : held_) {
    if (held == field) return value;
  }
  return {};
}

bool Fields::has(Field field) const {
  return std::any_of(held_.begin(), held_.end(), [&](const auto& entry) { return entry.first == field; });
}

bool Fields::add(Field field, std::string value) {
  if (has(field)) return false;
  held_.emplace_back(field, std::move(value));
  return true;
}

bool is_json(std::string_view body) {
  const std::size_t first = body.find_first_not_of(" \t\r\n");
  return first != std::string_view::npos && body[first] == '{';
}

base::Result<Fields> read_fields(std::string_view body) {
  return is_json(body) ? read_json_fields(body) : read_xml_fields(body);
}

}  // namespace integrations::wechat
