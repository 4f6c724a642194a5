#include "bot/duty/alert.hpp"

#include <nlohmann/json.hpp>

#include "base/civil_time.hpp"

namespace bot {
namespace {

constexpr int kPayloadVersion = 1;

}  // namespace

std::string encode_alert(const AlertFacts& facts) {
  const nlohmann::json json{{"version", kPayloadVersion}, {"danger", facts.danger},   {"code", facts.code},
                            {"urgency", facts.urgency},   {"ticket", facts.ticket},   {"channel", facts.channel},
                            {"at", facts.at.count}};
  return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

base::Result<AlertFacts> decode_alert(std::string_view payload) {
  const nlohmann::json json = nlohmann::json::parse(payload, nullptr, false);
  if (!json.is_object() || json.value("version", 0) != kPayloadVersion) {
    return base::Error{base::ErrorCode::kInvalid, "a stored alert has a payload of an unknown version"};
  }
  try {
    return AlertFacts{.danger = json.at("danger"),
                      .code = json.at("code"),
                      .urgency = json.at("urgency"),
                      .ticket = json.at("ticket"),
                      .channel = json.at("channel"),
                      .at = {json.at("at").get<std::int64_t>()}};
  } catch (const nlohmann::json::exception&) {
    return base::Error{base::ErrorCode::kInvalid, "a stored alert has a damaged payload"};
  }
}

std::string alert_text(const AlertFacts& facts, std::string_view key, int attempt, std::string_view acknowledge) {
  std::string text = "【" + facts.urgency + " " + facts.danger + "】" + base::to_minute_text(facts.at);
  text += facts.ticket.empty() ? std::string("，没有立上单") : "，工单 " + facts.ticket;
  text += facts.channel == "wechat" ? "（微信）" : facts.channel == "web" ? "（网页）" : "";
  text += "。司机已收到保命提示，机器人不再答话，请马上联系。";
  if (attempt > 1) text += "这是第 " + std::to_string(attempt) + " 次呼叫，还没有人接手。";
  text += "\n接手请确认：";
  if (!acknowledge.empty()) text += std::string(acknowledge) + std::string(key) + " 或 ";
  text += "xinsheng duty ack " + std::string(key);
  return text;
}

}  // namespace bot
