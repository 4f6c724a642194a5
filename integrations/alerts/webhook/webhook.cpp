#include "integrations/alerts/webhook/webhook.hpp"

#include <nlohmann/json.hpp>
#include <utility>

namespace integrations {
namespace {

class AlertWebhook final : public AlertLine {
 public:
  explicit AlertWebhook(AlertAddress address) : address_(std::move(address)) {}

  HttpRequest render(const AlertCall& call) const override {
    nlohmann::json body{{"alert", call.key}, {"text", call.text}};
    if (!address_.phone.empty()) body["to"] = address_.phone;
    return {.method = "POST",
            .url = address_.url,
            .headers = {{"Content-Type", "application/json"}},
            .body = body.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace)};
  }
  bool is_taken(const HttpResponse& response) const override { return response.status / 100 == 2; }

 private:
  AlertAddress address_;
};

}  // namespace

std::unique_ptr<AlertLine> make_alert_webhook(AlertAddress address) {
  return std::make_unique<AlertWebhook>(std::move(address));
}

}  // namespace integrations
