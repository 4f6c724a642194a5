#pragma once
// WeChat Official Account (channels reference §1).
#include <memory>
#include <string>
#include <vector>

#include "integrations/channels/channel.hpp"
#include "integrations/channels/wechat/template_message.hpp"

namespace integrations {

struct WechatAccount {
  std::string app_id;
  std::vector<std::string> tokens;    // one, or two while a token is being changed
  std::vector<std::string> aes_keys;  // EncodingAESKey, 43 characters each; likewise
  bool accept_plain = false;          // plaintext mode; the configuration allows it only in mode: dev
  std::string app_secret;             // "" : no active messages
  std::string api_base;               // "https://api.weixin.qq.com"; "" : no active messages
  std::vector<WechatTemplate> templates = {};  // at most one for each purpose; they need active messages
};

/// Path /hook/wechat/<account>. Accepts URL verification, safe and compatible mode (of which only the sealed part is
/// read) and, if allowed, plaintext mode; XML and JSON. Calls older or younger than 300 s are refused.
/// What an Inbound holds beside the obvious: kVoice media_ids = the original and, if there is one, its 16 kHz copy;
/// kVideo media_ids = the film and its thumbnail; kLink text = title and description, media_url = the page; kMenu of an
/// event: choice = the menu's key; kNotice choice = EventKey, `location` and `location_select` with coordinates,
/// `scancode_…` text = what was scanned, results of a sending text = status; kUnknown name = the type, or "unsupported"
/// for what the driver's phone could not push (stickers, files).
/// kInvalid with a sentence for the operator if the account cannot work (key length, missing token …).
base::Result<std::unique_ptr<Channel>> make_wechat(const WechatAccount& account);

}  // namespace integrations
