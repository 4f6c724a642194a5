#pragma once
// A WeChat account from a configuration's strings.
#include <map>
#include <memory>
#include <string>

#include "integrations/channels/channel.hpp"

namespace integrations {

/// Settings: app_id, token, token_next, aes_key, aes_key_next, accept_plain ("true" or "false"), app_secret, api_base.
/// kInvalid names the setting that is unknown or wrong.
base::Result<std::unique_ptr<Channel>> make_wechat_from(const std::map<std::string, std::string>& settings);

}  // namespace integrations
