#pragma once
// What reaches a driver whose 48 hours are over (channels reference §1.9): template messages, for followers, and one-time
// subscription notices, one for each of his consents. Whether he follows or has consented is the platform's to know: it is asked by
// sending. Values are fitted to the types of the template's fields, because the platform refuses what is too long (47003).
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "integrations/channels/channel.hpp"

namespace integrations {

struct WechatTemplate {
  enum class Kind {
    kTemplate,      // 模板消息, of a verified service account
    kSubscription,  // 一次性订阅通知
  };
  TemplatePurpose purpose = TemplatePurpose::kResult;
  Kind kind = Kind::kTemplate;
  std::string id;
  std::string url;                                          // opened by a tap; "" : none
  std::vector<std::pair<std::string, std::string>> fields;  // "thing2" -> "事项" (kTemplateValues)
};

namespace wechat {

/// kInvalid with a sentence for the operator: no id, no fields, a field's type or a value that is not known.
base::Status check_template(const WechatTemplate& account_template);
HttpRequest template_request(std::string_view api_base, const WechatTemplate& account_template, const TemplateMessage& message,
                             const Token& token);
/// As read_delivery; errcodes that only a template can cause are told apart: a driver who refuses, and a template that is wrong.
Delivery read_template_delivery(const HttpResponse& response);
/// `value` as a field of this type takes it: "thing2", at most 20 characters … Never empty.
std::string fitted(std::string_view field, std::string_view value);

}  // namespace wechat
}  // namespace integrations
