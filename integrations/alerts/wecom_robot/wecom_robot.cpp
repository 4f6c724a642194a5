#include "integrations/alerts/wecom_robot/wecom_robot.hpp"

#include <nlohmann/json.hpp>
#include <utility>

namespace integrations {
namespace {

class WecomRobot final : public AlertLine {
 public:
  explicit WecomRobot(AlertAddress address) : address_(std::move(address)) {}

  HttpRequest render(const AlertCall& call) const override {
    nlohmann::json text{{"content", call.text}};
    if (!address_.phone.empty()) text["mentioned_mobile_list"] = {address_.phone};
    const nlohmann::json body{{"msgtype", "text"}, {"text", std::move(text)}};
    return {.method = "POST",
            .url = address_.url,
            .headers = {{"Content-Type", "application/json"}},
            .body = body.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace)};
  }
  bool is_taken(const HttpResponse& response) const override {
    if (response.status != 200) return false;
    const nlohmann::json body = nlohmann::json::parse(response.body, nullptr, false);
    return body.is_object() && body.contains("errcode") && body["errcode"] == 0;
  }

 private:
  AlertAddress address_;
};

}  // namespace

std::unique_ptr<AlertLine> make_wecom_robot(AlertAddress address) {
  return std::make_unique<WecomRobot>(std::move(address));
}

}  // namespace integrations
