#include "integrations/hotlines/open311/open311.hpp"

#include <algorithm>
#include <charconv>

#include "base/civil_time.hpp"
#include "base/utf8.hpp"
#include "integrations/hotlines/open311/answers.hpp"

namespace integrations {
namespace {

constexpr std::size_t kDescriptionPointsMax = 4000;
constexpr std::string_view kNoPlace =
    "无固定地点";  // a location is required and most matters have none (peers reference §4.5)

/// application/x-www-form-urlencoded, and equally a query. An empty value is an absent one (peers reference §4.1).
class Form {
 public:
  Form& add(std::string_view name, std::string_view value) {
    if (value.empty()) return *this;
    if (!text_.empty()) text_ += '&';
    text_.append(percent_encode(name)).append(1, '=').append(percent_encode(value));
    return *this;
  }
  Form& add_attribute(std::string_view code, std::string_view value) {
    return add("attribute[" + std::string(code) + "]", value);
  }
  std::string text() && { return std::move(text_); }

 private:
  std::string text_;
};

std::string coordinate(double degrees) {
  char buffer[32];
  const auto [end, failure] = std::to_chars(buffer, buffer + sizeof buffer, degrees, std::chars_format::fixed, 6);
  return failure == std::errc() ? std::string(buffer, end) : std::string();
}

class Open311 final : public Hotline {
 public:
  explicit Open311(Open311Options options) : options_(std::move(options)) {
    if (!options_.base_url.ends_with('/')) options_.base_url += '/';
  }

  std::string_view protocol() const noexcept override { return "open311"; }
  Ability ability() const noexcept override { return options_.ability; }

  HttpRequest submit(const Submission& submission) const override {
    Form form;
    form.add("jurisdiction_id", options_.jurisdiction)
        .add("api_key", options_.api_key)
        .add("service_code", submission.service_code)
        .add("description", base::prefix_of_points(submission.description, kDescriptionPointsMax))
        .add("phone", submission.phone)
        .add("first_name", submission.name);
    add_place(submission, form);
    // Ours rules: it is how the hotline's record is found again.
    form.add_attribute(open311::kTicketAttribute, submission.ticket).add_attribute("title", submission.title);
    if (submission.round > 1) form.add_attribute(open311::kRoundAttribute, std::to_string(submission.round));
    for (const auto& [code, value] : submission.attributes) {
      const bool is_ours = code == open311::kTicketAttribute || code == open311::kRoundAttribute || code == "title";
      if (!is_ours) form.add_attribute(code, value);
    }
    HttpRequest request;
    request.method = "POST";
    request.url = options_.base_url + "requests.json";
    request.headers = {{"Content-Type", "application/x-www-form-urlencoded; charset=utf-8"},
                       {"Idempotency-Key", submission.key},
                       {"X-Ref", submission.ticket}};
    request.body = std::move(form).text();
    return request;
  }

  std::string kept(const HttpRequest& request) const override {
    constexpr std::string_view kKeyField = "api_key=";
    std::string body = request.body;
    for (std::size_t at = 0; (at = body.find(kKeyField, at)) != std::string::npos; at += kKeyField.size()) {
      if (at != 0 && body[at - 1] != '&') continue;  // the driver's own words
      const std::size_t begin = at + kKeyField.size();
      body.replace(begin, std::min(body.find('&', begin), body.size()) - begin, "***");
    }
    return body;
  }

  SubmitOutcome read_submit(const base::Result<HttpResponse>& answer) const override {
    return open311::read_submit_answer(answer);
  }

  std::optional<HttpRequest> lookup(std::string_view ticket) const override {
    if (options_.ability == Ability::kNone) return std::nullopt;
    Form query;
    query.add("jurisdiction_id", options_.jurisdiction)
        .add("extensions", "true")
        .add_attribute(open311::kTicketAttribute, ticket);
    return get("requests.json", std::move(query));
  }

  LookupOutcome read_lookup(const Sought& sought, const base::Result<HttpResponse>& answer) const override {
    return open311::read_lookup_answer(sought, answer);
  }

  std::optional<HttpRequest> updates(base::UnixMs from, base::UnixMs until) const override {
    Form query;
    query.add("jurisdiction_id", options_.jurisdiction)
        .add("start_date", base::to_rfc3339(from))
        .add("end_date", base::to_rfc3339(until + base::Millis{999}));  // whole seconds travel
    return get("servicerequestupdates.json", std::move(query));
  }

  base::Result<std::vector<HotlineUpdate>> read_updates(const base::Result<HttpResponse>& answer) const override {
    return open311::read_updates_answer(answer);
  }

 private:
  static void add_place(const Submission& submission, Form& form) {
    const bool located = submission.latitude.has_value() && submission.longitude.has_value();
    if (located) form.add("lat", coordinate(*submission.latitude)).add("long", coordinate(*submission.longitude));
    form.add("address_string",
             submission.address.empty() && !located ? kNoPlace : std::string_view(submission.address));
  }

  HttpRequest get(std::string_view resource, Form query) const {
    HttpRequest request;
    request.url = options_.base_url + std::string(resource) + "?" + std::move(query).text();
    return request;
  }

  Open311Options options_;
};

}  // namespace

base::Result<std::unique_ptr<Hotline>> make_open311(const Open311Options& options) {
  if (!options.base_url.starts_with("http://") && !options.base_url.starts_with("https://")) {
    return base::Error{base::ErrorCode::kInvalid, "open311: base_url must begin with http:// or https://"};
  }
  if (options.base_url.find_first_of("?# ") != std::string::npos) {
    return base::Error{base::ErrorCode::kInvalid, "open311: base_url must have no query, fragment or space"};
  }
  if (options.api_key.empty()) return base::Error{base::ErrorCode::kInvalid, "open311: api_key is missing"};
  return std::unique_ptr<Hotline>(std::make_unique<Open311>(options));
}

}  // namespace integrations
