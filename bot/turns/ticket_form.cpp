#include "bot/turns/ticket_form.hpp"

#include <array>
#include <charconv>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "base/civil_time.hpp"
#include "base/hash.hpp"
#include "base/utf8.hpp"

namespace bot {
namespace {

constexpr int kPayloadVersion = 1;
constexpr std::string_view kSuggestion = "05";    // domain reference §6.5, APPEAL
constexpr std::size_t kTitlePointsMax = 30;       // domain reference §6.3
constexpr std::size_t kDescriptionPointsMax = 4000;  // Open311

struct FormField {
  std::string_view dialog;  // the dialog's export name
  std::string_view form;    // the ticket's field, domain reference §6.2–6.3
};

// In the order an officer reads them.
constexpr std::array<FormField, 24> kFormFields{{{"category", "category"},
                                                 {"matter_code", "matter_code"},
                                                 {"matter_name", "matter_name"},
                                                 {"other_matters", "related_matters"},
                                                 {"appeal_type", "appeal_type"},
                                                 {"urgency_level", "urgency_level"},
                                                 {"destination", "destination"},
                                                 {"driver_group", "driver_group"},
                                                 {"vehicle_type", "group"},
                                                 {"plate", "plate"},
                                                 {"platform", "platform"},
                                                 {"company", "company"},
                                                 {"happened_at", "occurred_at"},
                                                 {"place", "place"},
                                                 {"area", "legal_area"},
                                                 {"topic", "topic"},
                                                 {"sanction", "sanction"},
                                                 {"demand", "demand"},
                                                 {"amount", "amount"},
                                                 {"photos", "evidence"},
                                                 {"consent", "consent"},
                                                 {"phone", "phone"},
                                                 {"name", "reporter_name"},
                                                 {"reason", "urgency_reason"}}};

std::string promise_for(std::string_view group, std::string_view appeal_type, bool legal) {
  if (appeal_type == kSuggestion) return "SUGGEST";
  if (legal) return "CONSULT";
  if (group == "货车") return "FRT_3083";
  if (group == "出租车") return "TAXI_3012";
  return "JN12345_5WD";
}

// The service a hotline's catalogue knows for a driver's group (twins and pilot agree on these codes by configuration).
std::string service_for(const tickets::Ticket& ticket) {
  if (ticket.hotline == "12348") return "legal_advice";
  const std::string_view group = ticket.field("group");
  if (ticket.hotline == "12328") {
    if (group == "货车") return "freight";
    if (group == "出租车") return "taxi";
    if (group == "网约车") return "ride_hailing";
    return "other";
  }
  return "general";
}

std::optional<double> read_number(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace

std::string_view field_of(const dialogs::Fields& fields, std::string_view name) {
  for (const auto& [key, value] : fields) {
    if (key == name) return value;
  }
  return {};
}

tickets::Ticket make_ticket(const dialogs::Fields& fields, std::string_view channel) {
  tickets::Ticket ticket;
  const std::string_view question = field_of(fields, "question");
  const std::string_view story = field_of(fields, "story").empty() ? question : field_of(fields, "story");
  const bool legal = !question.empty();
  const std::string_view route = field_of(fields, "route");
  ticket.hotline = !route.empty() ? std::string(route) : legal ? "12348" : "12345";
  ticket.promise = promise_for(field_of(fields, "vehicle_type"), field_of(fields, "appeal_type"), ticket.hotline == "12348");
  if (const std::string_view urgency = field_of(fields, "urgency"); !urgency.empty()) ticket.urgency = urgency;
  ticket.title = base::prefix_of_points(story.substr(0, story.find('\n')), kTitlePointsMax);
  ticket.content_hash = std::to_string(base::hash64(story));
  ticket.form.emplace_back("channel", channel == "wechat" ? "WX_MP" : channel == "web" ? "WEB" : "API");
  ticket.form.emplace_back("content", base::prefix_of_points(story, kContentPointsMax));
  bool has_phone = false;
  for (const FormField& field : kFormFields) {
    const std::string_view value = field_of(fields, field.dialog);
    if (value.empty()) continue;
    ticket.form.emplace_back(field.form, value);
    has_phone = has_phone || field.form == "phone";
  }
  // Default by the domain reference §6.2: the person complained about never learns who complained; without a phone the
  // report is anonymous.
  ticket.form.emplace_back("anonymity", has_phone ? "2" : "3");
  return ticket;
}

integrations::Submission make_submission(const tickets::Ticket& ticket, std::string key) {
  integrations::Submission s;
  s.ticket = ticket.number;
  s.key = std::move(key);
  s.service_code = service_for(ticket);
  s.title = ticket.title;
  s.description = base::prefix_of_points(ticket.field("content"), kDescriptionPointsMax);
  const std::string_view place = ticket.field("place");
  // A place value is "name[, latitude, longitude]" (dialog language §3.4).
  const std::size_t last = place.rfind(", ");
  const std::size_t before = last == std::string_view::npos || last == 0 ? std::string_view::npos : place.rfind(", ", last - 1);
  if (before != std::string_view::npos) {
    s.latitude = read_number(place.substr(before + 2, last - before - 2));
    s.longitude = read_number(place.substr(last + 2));
  }
  if (s.latitude && s.longitude) {
    s.address = place.substr(0, before);
  } else {
    s.latitude.reset();
    s.longitude.reset();
    s.address = place;
  }
  s.phone = ticket.field("phone");
  s.name = ticket.field("reporter_name");
  s.attributes.emplace_back("ticket_no", ticket.number);
  s.attributes.emplace_back("promise", ticket.promise);
  s.attributes.emplace_back("urgency", ticket.urgency);
  s.attributes.emplace_back("accepted_at", base::to_rfc3339(ticket.accepted_at));
  for (const auto& [name, value] : ticket.form) {
    if (name == "content" || name == "phone" || name == "reporter_name" || name == "place") continue;
    s.attributes.emplace_back(name, value);
  }
  if (ticket.field("group").empty()) s.attributes.emplace_back("group", "未知");
  return s;
}

std::string encode_submission(const integrations::Submission& s) {
  nlohmann::json json{{"version", kPayloadVersion}, {"ticket", s.ticket},           {"key", s.key},
                      {"service", s.service_code},  {"title", s.title},             {"description", s.description},
                      {"address", s.address},       {"phone", s.phone},             {"name", s.name},
                      {"attributes", s.attributes}};
  if (s.latitude) json["latitude"] = *s.latitude;
  if (s.longitude) json["longitude"] = *s.longitude;
  return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

base::Result<integrations::Submission> decode_submission(std::string_view payload) {
  const nlohmann::json json = nlohmann::json::parse(payload, nullptr, false);
  if (!json.is_object() || json.value("version", 0) != kPayloadVersion) {
    return base::Error{base::ErrorCode::kInvalid, "a stored forward has a payload of an unknown version"};
  }
  integrations::Submission s;
  try {
    s.ticket = json.at("ticket");
    s.key = json.at("key");
    s.service_code = json.at("service");
    s.title = json.at("title");
    s.description = json.at("description");
    s.address = json.at("address");
    s.phone = json.at("phone");
    s.name = json.at("name");
    s.attributes = json.at("attributes").get<decltype(s.attributes)>();
    if (json.contains("latitude")) s.latitude = json.at("latitude");
    if (json.contains("longitude")) s.longitude = json.at("longitude");
  } catch (const nlohmann::json::exception&) {
    return base::Error{base::ErrorCode::kInvalid, "a stored forward has a damaged payload"};
  }
  return s;
}

}  // namespace bot
