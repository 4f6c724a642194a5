#include "bot/turns/ticket_form.hpp"

#include <array>
#include <charconv>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "base/civil_time.hpp"
#include "base/hash.hpp"
#include "base/utf8.hpp"
#include "tickets/promises/clocks.hpp"
#include "tickets/promises/record.hpp"

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

constexpr std::array<std::pair<tickets::ClockKind, const char*>, 4> kDeadlineFields{{{tickets::ClockKind::kResp, "due_resp"},
                                                                                  {tickets::ClockKind::kDisp, "due_disp"},
                                                                                  {tickets::ClockKind::kClose, "due_close"},
                                                                                  {tickets::ClockKind::kRevisit, "due_revisit"}}};

tickets::Deadlines deadlines_in(const std::vector<tickets::ClockReading>& readings) {
  tickets::Deadlines deadlines;
  for (const auto& [clock, field] : kDeadlineFields) {
    const tickets::ClockReading* reading = tickets::newest(readings, clock);
    if (reading != nullptr && reading->due) deadlines.emplace_back(field, *reading->due);
  }
  return deadlines;
}

tickets::Deadlines deadlines_of(const tickets::Ticket& ticket, const Promises& promises) {
  const tickets::Profile* profile = promises.of(ticket);
  if (profile == nullptr) return {};
  const tickets::TicketEvent created{1, ticket.accepted_at, "bot", "created", "", "accepted", "", "accepted", "", ticket.first_message_at};
  return deadlines_in(tickets::read_clocks(*profile, promises.calendar, tickets::read_log(ticket, {created}), ticket.accepted_at));
}

/// What Open311 has a parameter of its own for.
bool has_parameter(std::string_view field) {
  return field == "title" || field == kContentField || field == "phone" || field == "reporter_name" || field == "place";
}

std::optional<double> read_number(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

integrations::Submission submission_of(const tickets::Ticket& ticket, std::string key, const Promises& promises,
                                       const tickets::FilledForm& form) {
  integrations::Submission s;
  s.ticket = ticket.number;
  s.key = std::move(key);
  s.round = round_of(ticket);
  s.service_code = promises.contents.service_of(ticket.hotline, ticket.field("group"));
  s.title = form.value_of("title");
  s.description = base::prefix_of_points(form.value_of(kContentField), kDescriptionPointsMax);
  const std::string place(form.value_of("place"));
  // A place value is "name[, latitude, longitude]" (dialog language §3.4).
  const std::size_t last = place.rfind(", ");
  const std::size_t before = last == std::string::npos || last == 0 ? std::string::npos : place.rfind(", ", last - 1);
  if (before != std::string::npos) {
    s.latitude = read_number(std::string_view(place).substr(before + 2, last - before - 2));
    s.longitude = read_number(std::string_view(place).substr(last + 2));
  }
  if (s.latitude && s.longitude) {
    s.address = place.substr(0, before);
  } else {
    s.latitude.reset();
    s.longitude.reset();
    s.address = place;
  }
  s.phone = form.value_of("phone");
  s.name = form.value_of("reporter_name");
  for (const tickets::FormLine& line : form.lines) {
    if (!has_parameter(line.name)) s.attributes.emplace_back(line.name, line.value);
  }
  return s;
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
  ticket.form.emplace_back(kContentField, base::prefix_of_points(story, kContentPointsMax));
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

tickets::FilledForm form_for(const tickets::Ticket& ticket, const Promises& promises, std::string_view recipient) {
  return tickets::fill_form(promises.contents, ticket, deadlines_of(ticket, promises), recipient);
}

int round_of(const tickets::Ticket& ticket) {
  const std::string_view text = ticket.field(kRoundField);
  int round = 1;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), round);
  return error == std::errc() && end == text.data() + text.size() && round > 1 ? round : 1;
}

void set_field(tickets::Ticket& ticket, std::string_view field, std::string value) {
  for (auto& [name, held] : ticket.form) {
    if (name != field) continue;
    held = std::move(value);
    return;
  }
  ticket.form.emplace_back(field, std::move(value));
}

integrations::Submission make_submission(const tickets::Ticket& ticket, std::string key, const Promises& promises) {
  return submission_of(ticket, std::move(key), promises, form_for(ticket, promises, ticket.hotline));
}

integrations::Submission make_submission(const tickets::Ticket& ticket, std::string key, const Promises& promises,
                                         const std::vector<tickets::ClockReading>& clocks) {
  return submission_of(ticket, std::move(key), promises,
                       tickets::fill_form(promises.contents, ticket, deadlines_in(clocks), ticket.hotline));
}

std::string encode_submission(const integrations::Submission& s) {
  nlohmann::json json{{"version", kPayloadVersion}, {"ticket", s.ticket},           {"key", s.key},
                      {"service", s.service_code},  {"title", s.title},             {"description", s.description},
                      {"address", s.address},       {"phone", s.phone},             {"name", s.name},
                      {"attributes", s.attributes}};
  if (s.latitude) json["latitude"] = *s.latitude;
  if (s.longitude) json["longitude"] = *s.longitude;
  if (s.round > 1) json["round"] = s.round;
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
    s.round = json.value("round", 1);
    if (json.contains("latitude")) s.latitude = json.at("latitude");
    if (json.contains("longitude")) s.longitude = json.at("longitude");
  } catch (const nlohmann::json::exception&) {
    return base::Error{base::ErrorCode::kInvalid, "a stored forward has a damaged payload"};
  }
  return s;
}

}  // namespace bot
