#include "integrations/twins/submission.hpp"

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>

#include "base/civil_time.hpp"
#include "base/utf8.hpp"

namespace twins {
namespace {

constexpr std::size_t kDescriptionPointsMax = 4000;
constexpr std::size_t kKeyBytesMax = 128;

bool is_degrees(std::string_view text, double most) {
  double degrees = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, failure] = std::from_chars(text.data(), end, degrees);
  return failure == std::errc() && stop == end && degrees >= -most && degrees <= most;
}

void check_place(const Registration& registration, bool has_address_id, Errors& errors) {
  const bool any_coordinate = !registration.latitude.empty() || !registration.longitude.empty();
  if (any_coordinate && !(is_degrees(registration.latitude, 90) && is_degrees(registration.longitude, 180))) {
    errors.add(400, "lat and long are both needed, in degrees of WGS84");
  }
  if (!any_coordinate && registration.address.empty() && !has_address_id) {
    errors.add(400, "a location is missing: lat and long, or address_string, or address_id");
  }
}

bool has_digits(std::string_view value, std::size_t many) {
  return value.size() == many && std::all_of(value.begin(), value.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::string_view value_of(const Registration& registration, std::string_view code) {
  for (const auto& [known, value] : registration.attributes) {
    if (known == code) return value;
  }
  return {};
}

void check_attributes(const Registration& registration, const Service& service, Errors& errors) {
  for (const Attribute& attribute : service.attributes) {
    const std::string_view value = value_of(registration, attribute.code);
    if (value.empty()) {
      if (attribute.required) errors.add(400, "attribute[" + attribute.code + "] is missing");
      continue;
    }
    const bool listed = std::any_of(attribute.values.begin(), attribute.values.end(),
                                    [value](const auto& known) { return known.first == value; });
    if (!attribute.values.empty() && !listed) {
      errors.add(400, "attribute[" + attribute.code + "] is not one of its values");
    }
    if (attribute.datatype == "string" && value.find('\n') != std::string_view::npos) {
      errors.add(400, "attribute[" + attribute.code + "] is one line");
    }
    if (base::count_code_points(value) > attribute.characters_max) {
      errors.add(400, "attribute[" + attribute.code + "] is longer than " + std::to_string(attribute.characters_max) + " characters");
    }
    if (attribute.digits > 0 && !has_digits(value, attribute.digits)) {
      errors.add(400, "attribute[" + attribute.code + "] is not a number of " + std::to_string(attribute.digits) + " digits");
    }
    if (attribute.datatype == "datetime" && !base::from_rfc3339(value)) {
      errors.add(400, "attribute[" + attribute.code + "] is not a date and time");
    }
  }
}

}  // namespace

Registration read_registration(const Form& form, std::string key, const Catalogue& catalogue, Errors& errors) {
  Registration registration;
  registration.key = std::move(key);
  registration.service_code = form.get("service_code");
  registration.description = form.get("description");
  registration.address = form.get("address_string");
  registration.latitude = form.get("lat");
  registration.longitude = form.get("long");
  registration.phone = form.get("phone");
  registration.first_name = form.get("first_name");
  registration.attributes = form.attributes();
  registration.ticket_no = value_of(registration, "ticket_no");

  if (registration.key.size() > kKeyBytesMax || !base::is_utf8(registration.key)) {
    errors.add(400, "Idempotency-Key is at most 128 characters");
  }
  if (base::count_code_points(registration.description) > kDescriptionPointsMax) {
    errors.add(400, "description is at most 4000 characters");
  }
  check_place(registration, !form.get("address_id").empty(), errors);
  const Service* const service = catalogue.find(registration.service_code);
  if (registration.service_code.empty()) {
    errors.add(400, "service_code is missing");
  } else if (service == nullptr) {
    errors.add(404, "no such service_code");
  } else {
    check_attributes(registration, *service, errors);
  }
  return registration;
}

Answer Open311Server::submit(Format format, const Call& call) {
  const auto form = Form::parse(call.body);
  if (!form) return one_error(format, 400, "the form is not well-formed");
  if (!opens(form->get("api_key"))) return one_error(format, 403, "api_key is missing or wrong");
  Errors errors;
  const Registration registration = read_registration(*form, call.idempotency_key, catalogue_, errors);
  if (errors.any()) return errors.render(format);
  const auto added = book_.add(registration);
  if (!added) {
    const base::ErrorCode code = added.error().code;
    if (code == base::ErrorCode::kConflict) return one_error(format, 422, added.error().text);
    return one_error(format, code == base::ErrorCode::kBusy ? 503 : 500, added.error().text);
  }
  const nlohmann::ordered_json request = {
      {"service_request_id", *added}, {"service_notice", "已受理"}, {"account_id", nullptr}};
  return render(200, format, "service_requests", nlohmann::ordered_json::array({request}));
}

}  // namespace twins
