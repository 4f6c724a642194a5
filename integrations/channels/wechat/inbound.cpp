#include "integrations/channels/wechat/inbound.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "base/hash.hpp"

namespace integrations::wechat {
namespace {

constexpr std::size_t kIdBytesMax = 128;
// Stickers, files and whatever else the client cannot push arrive as a text message of exactly these words.
constexpr std::string_view kUnsupportedText = "【收到不支持的消息类型，暂无法显示】";

base::Error invalid(std::string_view fault, Field field) {
  return {base::ErrorCode::kInvalid, std::string(fault) + " " + std::string(spelling_of(field))};
}

// Ids become parts of keys and of hints: visible ASCII only, and short.
bool is_id(std::string_view text) {
  return !text.empty() && text.size() <= kIdBytesMax &&
         std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c <= '~'; });
}

std::string lower_ascii(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return out;
}

std::optional<base::UnixMs> seconds_to_unix(std::string_view text) {
  std::int64_t seconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  constexpr std::int64_t kSecondsMax = 253'402'300'799;  // the end of the year 9999
  if (error != std::errc{} || end != text.data() + text.size() || seconds < 0 || seconds > kSecondsMax) {
    return std::nullopt;
  }
  return base::UnixMs{seconds * 1000};
}

base::Status read_place(const Fields& fields, Field latitude, Field longitude, Inbound& inbound) {
  const auto read = [&](Field field, double bound, std::optional<double>& out) {
    const std::string_view text = fields[field];
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || !(std::fabs(value) <= bound)) return false;
    out = value;
    return true;
  };
  if (!read(latitude, 90, inbound.latitude)) return invalid("malformed", latitude);
  if (!read(longitude, 180, inbound.longitude)) return invalid("malformed", longitude);
  return {};
}

void add_media(const Fields& fields, Field field, Inbound& inbound) {
  if (const std::string_view id = fields[field]; !id.empty()) inbound.media_ids.emplace_back(id);
}

void read_text(const Fields& fields, Inbound& inbound) {
  inbound.text = fields[Field::kContent];
  inbound.choice = fields[Field::kMenuItem];
  inbound.kind = inbound.choice.empty() ? InboundKind::kText : InboundKind::kMenu;
  if (inbound.text == kUnsupportedText) {
    inbound.kind = InboundKind::kUnknown;
    inbound.name = "unsupported";
  }
}

void read_link(const Fields& fields, Inbound& inbound) {
  inbound.kind = InboundKind::kLink;
  inbound.text = fields[Field::kTitle];
  if (const std::string_view description = fields[Field::kDescription]; !description.empty()) {
    if (!inbound.text.empty()) inbound.text.push_back('\n');
    inbound.text.append(description);
  }
  inbound.media_url = fields[Field::kUrl];
}

base::Status read_message(const Fields& fields, Inbound& inbound) {
  // A message without an id could not be told from its own redelivery.
  const std::string_view id = fields.has(Field::kMsgId) ? fields[Field::kMsgId] : fields[Field::kMsgID];
  if (!is_id(id)) return invalid(id.empty() ? "missing" : "malformed", Field::kMsgId);
  inbound.key.reserve(id.size() + 1);
  inbound.key.append("m").append(id);

  const std::string_view type = inbound.name;
  if (type == "text") {
    if (!fields.has(Field::kContent)) return invalid("missing", Field::kContent);
    read_text(fields, inbound);
  } else if (type == "image") {
    inbound.kind = InboundKind::kPhoto;
    add_media(fields, Field::kMediaId, inbound);
    inbound.media_url = fields[Field::kPicUrl];
  } else if (type == "voice") {
    inbound.kind = InboundKind::kVoice;
    inbound.text = fields[Field::kRecognition];
    add_media(fields, Field::kMediaId, inbound);
    add_media(fields, Field::kMediaId16K, inbound);
  } else if (type == "video" || type == "shortvideo") {
    inbound.kind = InboundKind::kVideo;
    add_media(fields, Field::kMediaId, inbound);
    add_media(fields, Field::kThumbMediaId, inbound);
  } else if (type == "location") {
    inbound.kind = InboundKind::kLocation;
    inbound.place_name = fields[Field::kLabel];
    return read_place(fields, Field::kLocationX, Field::kLocationY, inbound);
  } else if (type == "link") {
    read_link(fields, inbound);
  } else {
    inbound.kind = InboundKind::kUnknown;
  }
  return {};
}

// Two different events in one second are common (a menu tap and the page it opens), so FromUserName and CreateTime,
// which the platform's documents name, are not enough. Results of a sending have no EventKey but the id of what was
// sent.
std::string event_key(const Fields& fields, std::string_view event) {
  const std::string_view distinction =
      fields[Field::kEventKey].empty() ? fields[Field::kMsgID] : fields[Field::kEventKey];
  std::string key = "e";
  key.append(fields[Field::kCreateTime]).append(":").append(event).append(":");
  if (distinction.size() > kIdBytesMax) {  // a page's address may be of any length, a key may not
    key.append("#").append(std::to_string(base::hash64(distinction)));
  } else {
    key.append(distinction);
  }
  return key;
}

base::Status read_event(const Fields& fields, Inbound& inbound) {
  if (!fields.has(Field::kCreateTime)) return invalid("missing", Field::kCreateTime);
  const std::string event = lower_ascii(fields[Field::kEvent]);
  if (!is_id(event)) return invalid(event.empty() ? "missing" : "malformed", Field::kEvent);
  inbound.key = event_key(fields, event);
  inbound.name = event;
  inbound.choice = fields[Field::kEventKey];
  inbound.kind = InboundKind::kNotice;
  if (event == "subscribe") {
    inbound.kind = InboundKind::kSubscribed;
  } else if (event == "unsubscribe") {
    inbound.kind = InboundKind::kUnsubscribed;
  } else if (event == "click") {
    inbound.kind = InboundKind::kMenu;
  } else if (event == "location") {
    // Sent by the phone itself, every few seconds if so configured: where the driver is, not something he said.
    return read_place(fields, Field::kLatitude, Field::kLongitude, inbound);
  } else if (event == "location_select") {  // the location message itself follows
    inbound.place_name = fields[Field::kSentLabel];
    return read_place(fields, Field::kSentX, Field::kSentY, inbound);
  } else if (event.starts_with("scancode_")) {
    inbound.text = fields[Field::kScanResult];
  } else {
    inbound.text = fields[Field::kStatus];
    // "success", "failed:user block", "failed: system failed"
    if (event == "templatesendjobfinish" && inbound.text.starts_with("failed")) inbound.undelivered = fields[Field::kMsgID];
  }
  return {};
}

}  // namespace

base::Result<Inbound> read_inbound(const Fields& fields, base::UnixMs pushed_at) {
  for (const Field id : {Field::kToUserName, Field::kFromUserName, Field::kMsgType}) {
    if (!is_id(fields[id])) return invalid(fields[id].empty() ? "missing" : "malformed", id);
  }
  base::Result<Inbound> result = Inbound{};
  Inbound& inbound = *result;
  inbound.driver = fields[Field::kFromUserName];
  inbound.name = lower_ascii(fields[Field::kMsgType]);
  inbound.sent_at = pushed_at;
  if (fields.has(Field::kCreateTime)) {
    const auto sent_at = seconds_to_unix(fields[Field::kCreateTime]);
    if (!sent_at) return invalid("malformed", Field::kCreateTime);
    inbound.sent_at = *sent_at;
  }
  const base::Status status = inbound.name == "event" ? read_event(fields, inbound) : read_message(fields, inbound);
  if (!status) return status.error();
  return result;
}

}  // namespace integrations::wechat
