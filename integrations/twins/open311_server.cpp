#include "integrations/twins/open311_server.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/civil_time.hpp"

namespace twins {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kListedMax = 1000;  // peers reference §4.3
constexpr std::size_t kUpdatesListedMax = 10'000;
constexpr std::string_view kChangeset = "2026-01-01T00:00:00+08:00";

/// "/services/freight.json" -> "/services/freight" and JSON.
struct Resource {
  std::string_view name;
  Format format = Format::kJson;
};

std::optional<Resource> read_resource(std::string_view path) {
  if (path.ends_with(".json")) return Resource{path.substr(0, path.size() - 5), Format::kJson};
  if (path.ends_with(".xml")) return Resource{path.substr(0, path.size() - 4), Format::kXml};
  return std::nullopt;
}

bool is_one_of(const std::vector<std::string>& list, std::string_view word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

std::string_view ticket_of(const Request& request) { return request.from.ticket_no; }

/// Absent: the widest window. nullopt: a date that is none.
struct Window {
  base::UnixMs from{0};
  base::UnixMs until{INT64_MAX};
};

std::optional<Window> read_window(const Form& query) {
  Window window;
  if (const auto text = query.get("start_date"); !text.empty()) {
    const auto from = base::from_rfc3339(text);
    if (!from) return std::nullopt;
    window.from = *from;
  }
  if (const auto text = query.get("end_date"); !text.empty()) {
    const auto until = base::from_rfc3339(text);
    if (!until) return std::nullopt;
    window.until = *until;
  }
  return window;
}

Json text_or_null(std::string_view text) { return text.empty() ? Json(nullptr) : Json(text); }

}  // namespace

void Errors::add(int code, std::string description) { list_.emplace_back(code, std::move(description)); }

Answer Errors::render(Format format) const {
  Json errors = Json::array();
  int status = list_.front().first;
  for (const auto& [code, description] : list_) {
    errors.push_back({{"code", std::to_string(code)}, {"description", description}});
    if (code == 403 || (code == 404 && status != 403)) status = code;
  }
  return twins::render(status, format, "errors", errors);
}

Answer one_error(Format format, int code, std::string description) {
  Errors errors;
  errors.add(code, std::move(description));
  return errors.render(format);
}

CallKind Open311Server::kind_of(const Call& call) {
  const auto resource = read_resource(call.path);
  if (!resource) return CallKind::kOther;
  if (resource->name == "/requests") return call.method == "POST" ? CallKind::kSubmit : CallKind::kLookup;
  if (resource->name == "/servicerequestupdates" && call.method == "GET") return CallKind::kUpdates;
  return CallKind::kOther;
}

Answer Open311Server::handle(const Call& call) {
  const auto resource = read_resource(call.path);
  if (!resource) return one_error(Format::kJson, 404, "no such resource");
  const auto [name, format] = *resource;
  const bool post = call.method == "POST";
  if (!post && call.method != "GET") {
    Answer answer = one_error(format, 405, "GET or POST");
    answer.allow = "GET, POST";
    return answer;
  }
  const auto query = Form::parse(call.query);
  if (!query) return one_error(format, 400, "the query is not well-formed");
  if (name == "/requests") return post ? submit(format, call) : list_requests(format, *query);
  if (name == "/servicerequestupdates") {
    if (!post) return list_updates(format, *query);
    const auto form = Form::parse(call.body);
    return form ? update(format, *form) : one_error(format, 400, "the form is not well-formed");
  }
  if (post) {
    Answer answer = one_error(format, 405, "GET only");
    answer.allow = "GET";
    return answer;
  }
  if (name == "/discovery") return discovery(format);
  if (name == "/services") return services(format);
  if (name.starts_with("/services/")) return definition(format, name.substr(10));
  if (name.starts_with("/requests/")) return one_request(format, name.substr(10));
  return one_error(format, 404, "no such resource");
}

Answer Open311Server::discovery(Format format) const {
  const Json endpoint = {{"specification", "http://wiki.open311.org/GeoReport_v2"},
                         {"url", own_url_},
                         {"changeset", kChangeset},
                         {"type", "test"},
                         {"formats", {"text/xml", "application/json"}}};
  return render(200, format, "discovery",
                {{"changeset", kChangeset},
                 {"contact", catalogue_.name + "(替身,仅供演示与测试)"},
                 {"key_service", "demo"},
                 {"endpoints", Json::array({endpoint})}});
}

Answer Open311Server::services(Format format) const {
  Json list = Json::array();
  for (const Service& service : catalogue_.services) {
    list.push_back({{"service_code", service.code},
                    {"service_name", service.name},
                    {"description", service.description},
                    {"metadata", true},
                    {"type", "realtime"},
                    {"keywords", service.keywords},
                    {"group", service.group}});
  }
  return render(200, format, "services", list);
}

Answer Open311Server::definition(Format format, std::string_view service_code) const {
  const Service* const service = catalogue_.find(service_code);
  if (service == nullptr) return one_error(format, 404, "no such service_code");
  Json attributes = Json::array();
  int order = 0;
  for (const Attribute& attribute : service->attributes) {
    Json values = Json::array();
    for (const auto& [key, name] : attribute.values) values.push_back({{"key", key}, {"name", name}});
    attributes.push_back({{"variable", true},
                          {"code", attribute.code},
                          {"datatype", attribute.datatype},
                          {"required", attribute.required},
                          {"datatype_description", nullptr},
                          {"order", ++order},
                          {"description", attribute.description},
                          {"values", std::move(values)}});
  }
  return render(200, format, "service_definition", {{"service_code", service->code}, {"attributes", attributes}});
}

Json Open311Server::to_json(const Request& request, bool extensions) const {
  const Service* const service = catalogue_.find(request.from.service_code);
  Json json = {{"service_request_id", request.id},
               {"status", request.state == State::kClosed ? "closed" : "open"},
               {"status_notes", text_or_null(request.notes)},
               {"service_name", text_or_null(service != nullptr ? service->name : "")},
               {"service_code", request.from.service_code},
               {"description", text_or_null(request.from.description)},
               {"agency_responsible", catalogue_.name},
               {"service_notice", nullptr},
               {"requested_datetime", base::to_rfc3339(request.at)},
               {"updated_datetime", base::to_rfc3339(request.updated)},
               {"expected_datetime", nullptr},
               {"address", text_or_null(request.from.address)},
               {"address_id", nullptr},
               {"zipcode", nullptr},
               {"lat", text_or_null(request.from.latitude)},
               {"long", text_or_null(request.from.longitude)},
               {"media_url", nullptr}};
  if (!extensions) return json;
  Json attributes = Json::array();
  for (const auto& [code, value] : request.from.attributes) {
    attributes.push_back({{"label", code}, {"name", code}, {"value", value}, {"code", code}});
  }
  json["attributes"] = std::move(attributes);
  return json;
}

Answer Open311Server::list_requests(Format format, const Form& query) const {
  const auto window = read_window(query);
  if (!window) return one_error(format, 400, "start_date and end_date are W3C dates with a time zone");
  const auto ids = split_list(query.get("service_request_id"));
  const auto codes = split_list(query.get("service_code"));
  const auto states = split_list(query.get("status"));
  const auto ticket = query.get("attribute[ticket_no]");
  const auto found = book_.list(
      [&](const Request& request) {
        if (!ids.empty()) return is_one_of(ids, request.id);  // overrides all other arguments
        const std::string_view state = request.state == State::kClosed ? "closed" : "open";
        return request.at >= window->from && request.at <= window->until &&
               (codes.empty() || is_one_of(codes, request.from.service_code)) &&
               (states.empty() || is_one_of(states, state)) && (ticket.empty() || ticket_of(request) == ticket);
      },
      kListedMax);
  Json list = Json::array();
  for (const Request& request : found) list.push_back(to_json(request, query.get("extensions") == "true"));
  return render(200, format, "service_requests", list);
}

Answer Open311Server::one_request(Format format, std::string_view id) const {
  const auto request = book_.find(id);
  if (!request) return one_error(format, 404, "no such service_request_id");
  return render(200, format, "service_requests", Json::array({to_json(*request, true)}));
}

Answer Open311Server::list_updates(Format format, const Form& query) const {
  const auto window = read_window(query);
  if (!window || query.get("start_date").empty() != query.get("end_date").empty()) {
    return one_error(format, 400, "start_date and end_date: both or neither, W3C dates with a time zone");
  }
  Json list = Json::array();
  for (const Update& update : book_.updates(window->from, window->until, kUpdatesListedMax)) {
    list.push_back({{"update_id", update.id},
                    {"service_request_id", update.request_id},
                    {"status", to_word(update.state)},
                    {"updated_datetime", base::to_rfc3339(update.at)},
                    {"description", text_or_null(update.description)},
                    {"media_url", nullptr}});
  }
  return render(200, format, "service_request_updates", list);
}

Answer Open311Server::update(Format format, const Form& form) {
  if (!opens(form.get("api_key"))) return one_error(format, 403, "api_key is missing or wrong");
  Errors errors;
  const auto state = state_from_word(form.get("status"));
  if (form.get("service_request_id").empty()) errors.add(400, "service_request_id is missing");
  if (!state) errors.add(400, "status is one of OPEN, IN_PROGRESS, CLOSED");
  if (errors.any()) return errors.render(format);
  const auto moved = book_.move(form.get("service_request_id"), *state, form.get("description"), form.get("update_id"));
  if (!moved) {
    const bool missing = moved.error().code == base::ErrorCode::kNotFound;
    return one_error(format, missing ? 404 : 500, moved.error().text);
  }
  return render(200, format, "service_request_updates",
                Json::array({{{"update_id", *moved}, {"account_id", nullptr}}}));
}

}  // namespace twins
