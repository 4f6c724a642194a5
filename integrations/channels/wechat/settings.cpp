#include "integrations/channels/wechat/settings.hpp"

#include "integrations/channels/wechat/wechat.hpp"

namespace integrations {

base::Result<std::unique_ptr<Channel>> make_wechat_from(const std::map<std::string, std::string>& settings) {
  using base::Error;
  using base::ErrorCode;
  WechatAccount account;
  for (const auto& [name, value] : settings) {
    if (name == "app_id") {
      account.app_id = value;
    } else if (name == "token") {
      account.tokens.insert(account.tokens.begin(), value);
    } else if (name == "token_next") {
      account.tokens.push_back(value);
    } else if (name == "aes_key") {
      account.aes_keys.insert(account.aes_keys.begin(), value);
    } else if (name == "aes_key_next") {
      account.aes_keys.push_back(value);
    } else if (name == "accept_plain") {
      if (value != "true" && value != "false")
        return Error{ErrorCode::kInvalid, "wechat: accept_plain is true or false"};
      account.accept_plain = value == "true";
    } else if (name == "app_secret") {
      account.app_secret = value;
    } else if (name == "api_base") {
      account.api_base = value;
    } else {
      return Error{ErrorCode::kInvalid, "wechat: there is no setting \"" + name + "\""};
    }
  }
  return make_wechat(account);
}

}  // namespace integrations
