#include "integrations/channels/wechat/template_message.hpp"

#include <algorithm>
#include <array>

#include "base/utf8.hpp"
#include "integrations/channels/wechat/customer_service.hpp"
#include "integrations/channels/wechat/encoding.hpp"

namespace integrations::wechat {
namespace {

struct FieldType {
  std::string_view name;
  std::size_t points_max;
  bool plain;  // printable ASCII only
};
// Of the platform's types those that our values fit. `keyword` is a field of a template from before the types.
constexpr std::array<FieldType, 6> kTypes{{{"thing", 20, false},
                                           {"character_string", 32, true},
                                           {"time", 20, false},
                                           {"phrase", 5, false},
                                           {"const", 20, false},
                                           {"keyword", 20, false}}};
constexpr std::string_view kNothing = "无";
constexpr std::string_view kNothingPlain = "-";
constexpr std::string_view kCut = "…";

/// nullptr: not a type's name followed by a number.
const FieldType* type_of(std::string_view field) {
  const std::size_t digits = field.find_first_of("0123456789");
  if (digits == std::string_view::npos || field.find_first_not_of("0123456789", digits) != std::string_view::npos) return nullptr;
  const auto found = std::find_if(kTypes.begin(), kTypes.end(), [&](const FieldType& one) { return one.name == field.substr(0, digits); });
  return found == kTypes.end() ? nullptr : &*found;
}

base::Error invalid(std::string text) { return {base::ErrorCode::kInvalid, std::move(text)}; }

void append_field(std::string& body, std::string_view name, std::string_view value) {
  append_json_string(body, name);
  body.append(R"(:{"value":)");
  append_json_string(body, value);
  body.push_back('}');
}

}  // namespace

base::Status check_template(const WechatTemplate& account_template) {
  const std::string name = account_template.purpose == TemplatePurpose::kResult ? "result" : "revisit";
  if (account_template.id.empty()) return invalid("模板 " + name + " 没有写 id；在公众号后台的模板库里抄");
  if (account_template.fields.empty()) return invalid("模板 " + name + " 没有写 fields；照后台模板的字段写，例如 thing2: 事项");
  for (const auto& [field, value] : account_template.fields) {
    if (type_of(field) == nullptr) {
      return invalid("模板 " + name + " 的字段 " + field + " 不能用；能填的是 thing、character_string、time、phrase、const、keyword 加数字");
    }
    if (std::find(std::begin(kTemplateValues), std::end(kTemplateValues), value) == std::end(kTemplateValues)) {
      return invalid("模板 " + name + " 的字段 " + field + " 要填“" + value + "”，没有这个值；能填的是 工单号、事项、热线、时间、提示");
    }
    const auto same = std::count_if(account_template.fields.begin(), account_template.fields.end(),
                                    [wanted = field](const auto& other) { return other.first == wanted; });
    if (same > 1) return invalid("模板 " + name + " 的字段 " + field + " 写了两次");
  }
  return {};
}

std::string fitted(std::string_view field, std::string_view value) {
  const FieldType* type = type_of(field);
  std::string text(value);
  std::replace_if(text.begin(), text.end(), [](char c) { return c == '\n' || c == '\r' || c == '\t'; }, ' ');
  if (type == nullptr) return text;
  if (type->plain) {
    std::erase_if(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) > 0x7E; });
    text = std::string(base::prefix_of_points(text, type->points_max));
    return text.empty() ? std::string(kNothingPlain) : text;
  }
  if (base::count_code_points(text) > type->points_max) {
    text = std::string(base::prefix_of_points(text, type->points_max - 1)) + std::string(kCut);
  }
  return text.empty() ? std::string(kNothing) : text;
}

HttpRequest template_request(std::string_view api_base, const WechatTemplate& account_template, const TemplateMessage& message,
                             const Token& token) {
  const bool is_template = account_template.kind == WechatTemplate::Kind::kTemplate;
  HttpRequest request;
  request.method = "POST";
  request.url.append(api_base)
      .append(is_template ? "/cgi-bin/message/template/send" : "/cgi-bin/message/subscribe/bizsend")
      .append("?access_token=")
      .append(percent_encode(token.value));
  request.headers.emplace_back("Content-Type", "application/json; charset=utf-8");
  std::string& body = request.body;
  body.append(R"({"touser":)");
  append_json_string(body, message.driver);
  body.append(R"(,"template_id":)");
  append_json_string(body, account_template.id);
  if (!account_template.url.empty()) {
    body.append(is_template ? R"(,"url":)" : R"(,"page":)");
    append_json_string(body, account_template.url);
  }
  if (is_template) {  // the platform sends one key once
    body.append(R"(,"client_msg_id":)");
    append_json_string(body, message.key);
  }
  body.append(R"(,"data":{)");
  bool is_first = true;
  for (const auto& [field, name] : account_template.fields) {
    const auto value = std::find_if(message.values.begin(), message.values.end(), [wanted = name](const auto& one) { return one.first == wanted; });
    if (!is_first) body.push_back(',');
    is_first = false;
    append_field(body, field, fitted(field, value == message.values.end() ? std::string_view() : std::string_view(value->second)));
  }
  body.append("}}");
  return request;
}

Delivery read_template_delivery(const HttpResponse& response) {
  Delivery delivery = read_delivery(response);
  const auto code = errcode_of(response);
  if (!code) return delivery;
  switch (*code) {
    case 43101:  // the driver refuses, or no consent is left
    case 43019:  // on the account's black list
      return Refused{std::to_string(*code)};
    case 40036:  // no such kind of template
    case 40037:  // template id
    case 41030:  // page
    case 43104:  // the account may not use subscriptions of this kind
    case 43116:  // the platform has blocked this template
    case 47001:  // not the form of this endpoint
    case 47003:  // a field that the template does not have, or a value it does not take
    case 48001:  // the account may not send such messages
      return TemplateInvalid{std::to_string(*code)};
    default:
      return delivery;
  }
}

}  // namespace integrations::wechat
