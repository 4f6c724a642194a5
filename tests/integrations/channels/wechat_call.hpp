#pragma once
// Calls as WeChat makes them: signed and, where asked, sealed, with made-up accounts and drivers.
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "integrations/channels/wechat/crypto.hpp"
#include "integrations/channels/wechat/wechat.hpp"

namespace channel_test {

inline const std::string kAppId = "wx00000000000demo0";
inline const std::string kToken = "test-token";
inline const std::string kKey = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG";
inline const std::string kOtherKey = "GFEDCBA9876543210zyxwvutsrqponmlkjihgfedcba";
inline constexpr base::UnixMs kNow{1'768'442'531'000};

/// Owns what a Webhook only looks at.
struct Call {
  std::string method = "POST";
  std::vector<std::pair<std::string, std::string>> query;
  std::string content_type = "text/xml";
  std::string body;

  bool clock_in_doubt = false;

  integrations::Webhook webhook() const { return {method, query, content_type, body, clock_in_doubt}; }
  std::string& operator[](std::string_view name) {
    for (auto& [key, value] : query) {
      if (key == name) return value;
    }
    return query.emplace_back(name, "").second;
  }
  void remove(std::string_view name) {
    std::erase_if(query, [&](const auto& entry) { return entry.first == name; });
  }
};

inline integrations::WechatAccount account(bool accept_plain = true) {
  integrations::WechatAccount made;
  made.app_id = kAppId;
  made.tokens = {kToken};
  made.aes_keys = {kKey};
  made.accept_plain = accept_plain;
  return made;
}

inline std::unique_ptr<integrations::Channel> channel(const integrations::WechatAccount& from = account()) {
  return integrations::make_wechat(from).value();
}

inline Call plain_call(std::string body, base::UnixMs at = kNow, const std::string& token = kToken) {
  Call call;
  const std::string timestamp = std::to_string(at.count / 1000);
  call.query = {{"signature", integrations::wechat::signature_of({token, timestamp, "986423648"})},
                {"timestamp", timestamp},
                {"nonce", "986423648"}};
  call.body = std::move(body);
  return call;
}

inline std::string sealed(std::string_view message, const std::string& app_id = kAppId, const std::string& key = kKey) {
  return integrations::wechat::seal(*integrations::wechat::decode_aes_key(key), "0123456789abcdef", message, app_id);
}

/// `encrypt` as the sealed part, whatever it is, with a right signature over it.
inline Call signed_encrypt(const std::string& encrypt, const std::string& token = kToken, base::UnixMs at = kNow) {
  Call call = plain_call(
      "<xml><ToUserName><![CDATA[gh_demo]]></ToUserName><Encrypt><![CDATA[" + encrypt + "]]></Encrypt></xml>", at,
      token);
  call.query.emplace_back("encrypt_type", "aes");
  call.query.emplace_back("msg_signature",
                          integrations::wechat::signature_of({token, call["timestamp"], call["nonce"], encrypt}));
  return call;
}

/// The inside of <xml>…</xml> of a push by the driver `o-driver`.
inline std::string push(std::string_view type, std::string_view fields, std::string_view id = "6260957665266699303") {
  std::string xml =
      "<xml><ToUserName><![CDATA[gh_demo]]></ToUserName>\n<FromUserName><![CDATA[o-driver]]></FromUserName>\n";
  xml.append("<CreateTime>1768442530</CreateTime>\n<MsgType><![CDATA[")
      .append(type)
      .append("]]></MsgType>\n")
      .append(fields);
  if (!id.empty()) xml.append("<MsgId>").append(id).append("</MsgId>\n");
  return xml.append("</xml>");
}

inline std::string text_push(std::string_view content) {
  return push("text", "<Content><![CDATA[" + std::string(content) + "]]></Content>\n");
}
inline std::string event_push(std::string_view event, std::string_view fields = "") {
  return push("event", "<Event><![CDATA[" + std::string(event) + "]]></Event>" + std::string(fields), "");
}

/// The one inbound of an answer that must be one.
inline integrations::Inbound only(const base::Result<integrations::Received>& received) {
  return std::get<std::vector<integrations::Inbound>>(received.value().what).at(0);
}

}  // namespace channel_test
