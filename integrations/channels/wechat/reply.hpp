#pragma once
// The passive reply (channels reference §1.6): the HTTP answer that carries text to the driver.
#include <optional>
#include <string>
#include <string_view>

#include "base/time.hpp"
#include "integrations/channels/wechat/crypto.hpp"
#include "integrations/http_message.hpp"

namespace integrations::wechat {

/// How a call is answered; what a reply hint says.
struct ReplyForm {
  std::string driver;
  std::string account;  // our gh_ id, which a reply names as its sender
  bool encrypted = false;
  bool json = false;
  std::size_t token = 0;    // which of the account's tokens the call was signed with
  std::size_t aes_key = 0;  // likewise
  bool operator==(const ReplyForm&) const = default;
};

/// "1 flags token key driver account"; driver and account hold visible ASCII only.
std::string write_hint(const ReplyForm& form);
std::optional<ReplyForm> read_hint(std::string_view hint);

/// "received, nothing to say", legal unencrypted in every mode.
HttpAnswer success_answer();
/// The text reply itself, before any encryption.
std::string text_reply(const ReplyForm& form, std::string_view text, base::UnixMs at);
/// `reply` sealed and signed. Random bytes and nonce come from a keyed digest of the content: the same reply gives the
/// same bytes, another reply gives other ones, and without the key neither can be told.
std::string sealed_reply(bool json, const AesKey& key, std::string_view token, std::string_view app_id,
                         std::string_view reply, base::UnixMs at);
/// The envelope around bytes that are sealed already.
std::string envelope(bool json, std::string_view encrypt, std::string_view token, std::string_view timestamp,
                     std::string_view nonce);

}  // namespace integrations::wechat
