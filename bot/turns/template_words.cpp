#include "bot/turns/template_words.hpp"

#include <nlohmann/json.hpp>

#include "base/civil_time.hpp"

namespace bot {
namespace {

using integrations::TemplatePurpose;

constexpr int kPayloadVersion = 1;
constexpr std::string_view kRevisit = "revisit";
constexpr std::string_view kResult = "result";

/// "2026年3月10日 15:01", the form a field of type time takes.
std::string time_text(base::UnixMs at) {
  const base::CivilTime civil = base::to_civil(at);
  const auto two = [](int number) { return (number < 10 ? "0" : "") + std::to_string(number); };
  return std::to_string(civil.year) + "年" + std::to_string(civil.month) + "月" + std::to_string(civil.day) + "日 " +
         two(civil.hour) + ":" + two(civil.minute);
}

}  // namespace

std::string_view hint_notice(TemplatePurpose purpose) {
  return purpose == TemplatePurpose::kRevisit ? "revisit_by_template" : "result_by_template";
}

std::string encode_template(TemplatePurpose purpose, const tickets::Ticket& ticket, std::string_view hint, base::UnixMs now) {
  const nlohmann::json json{{"version", kPayloadVersion},
                            {"for", purpose == TemplatePurpose::kRevisit ? kRevisit : kResult},
                            {"values",
                             {{"工单号", ticket.number},
                              {"事项", ticket.title},
                              {"热线", ticket.hotline},
                              {"时间", time_text(now)},
                              {"提示", hint}}}};
  return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

base::Result<integrations::TemplateMessage> decode_template(std::string_view payload) {
  const nlohmann::json json = nlohmann::json::parse(payload, nullptr, false);
  if (!json.is_object() || json.value("version", 0) != kPayloadVersion) {
    return base::Error{base::ErrorCode::kInvalid, "a stored template message is of an unknown version"};
  }
  integrations::TemplateMessage message;
  try {
    message.purpose = json.at("for") == kRevisit ? TemplatePurpose::kRevisit : TemplatePurpose::kResult;
    for (const auto& [name, value] : json.at("values").items()) message.values.emplace_back(name, value.get<std::string>());
  } catch (const nlohmann::json::exception&) {
    return base::Error{base::ErrorCode::kInvalid, "a stored template message is damaged"};
  }
  return message;
}

std::string_view call_task(TemplatePurpose purpose) {
  return purpose == TemplatePurpose::kRevisit ? "revisit_call" : "result_call";
}

std::string_view call_reason(TemplatePurpose purpose) {
  return purpose == TemplatePurpose::kRevisit
             ? "该回访了，但是消息发不到司机那里：请打电话问问解决了吗、满意吗，再用 tickets revisited 记下来"
             : "办结的答复现在发不到司机那里：请打电话告诉他；他再来消息时机器人也会说";
}

}  // namespace bot
