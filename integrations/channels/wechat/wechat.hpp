#pragma once
// WeChat Official Account (channels reference §1).
#include <memory>
#include <string>
#include <vector>

#include "integrations/channels/channel.hpp"

namespace integrations {

struct WechatAccount {
  std::string app_id;
  std::vector<std::string> tokens;    // one, or two while a token is being changed
  std::vector<std::string> aes_keys;  // EncodingAESKey, 43 characters each; likewise
  bool accept_plain = false;          // plaintext mode; the configuration allows it only in mode: dev
  std::string app_secret;             // "" : no active messages
  std::string api_base;               // "https://api.weixin.qq.com"; "" : no active messages
};

/// kInvalid with a sentence for the operator if the account cannot work (key length, missing token …).
base::Result<std::unique_ptr<Channel>> make_wechat(const WechatAccount& account);

}  // namespace integrations
