#include "integrations/channels/wechat/reply.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>

#include "integrations/channels/wechat/encoding.hpp"

namespace integrations::wechat {
namespace {

constexpr std::size_t kRandomBytes = 16;

std::string seconds_text(base::UnixMs at) { return std::to_string(at.count / 1000); }

// The next word of `rest`; "" at its end.
std::string_view next_word(std::string_view& rest) {
  const std::size_t end = std::min(rest.find(' '), rest.size());
  const std::string_view word = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return word;
}

bool read_index(std::string_view word, std::size_t& index) {
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), index);
  return error == std::errc{} && end == word.data() + word.size();
}

}  // namespace

std::string write_hint(const ReplyForm& form) {
  std::string hint = "1 ";
  hint.reserve(16 + form.driver.size() + form.account.size());
  hint.push_back(form.encrypted ? 'e' : 'p');
  hint.push_back(form.json ? 'j' : 'x');
  hint.append(" ").append(std::to_string(form.token)).append(" ").append(std::to_string(form.aes_key));
  hint.append(" ").append(form.driver).append(" ").append(form.account);
  return hint;
}

std::optional<ReplyForm> read_hint(std::string_view hint) {
  ReplyForm form;
  if (next_word(hint) != "1") return std::nullopt;
  const std::string_view flags = next_word(hint);
  if (flags.size() != 2 || !read_index(next_word(hint), form.token) || !read_index(next_word(hint), form.aes_key)) {
    return std::nullopt;
  }
  form.encrypted = flags[0] == 'e';
  form.json = flags[1] == 'j';
  form.driver = next_word(hint);
  form.account = next_word(hint);
  if (form.driver.empty() || form.account.empty()) return std::nullopt;
  return form;
}

HttpAnswer success_answer() { return {200, "text/plain; charset=utf-8", "success"}; }

std::string text_reply(const ReplyForm& form, std::string_view text, base::UnixMs at) {
  std::string out;
  out.reserve(256 + text.size());
  const auto put = form.json ? append_json_string : append_cdata;
  out.append(form.json ? R"({"ToUserName":)" : "<xml><ToUserName>");
  put(out, form.driver);
  out.append(form.json ? R"(,"FromUserName":)" : "</ToUserName><FromUserName>");
  put(out, form.account);
  out.append(form.json ? R"(,"CreateTime":)" : "</FromUserName><CreateTime>");
  out.append(seconds_text(at));
  out.append(form.json ? R"(,"MsgType":"text","Content":)"
                       : "</CreateTime><MsgType><![CDATA[text]]></MsgType><Content>");
  put(out, text);
  out.append(form.json ? "}" : "</Content></xml>");
  return out;
}

std::string envelope(bool json, std::string_view encrypt, std::string_view token, std::string_view timestamp,
                     std::string_view nonce) {
  const std::string signature = signature_of({token, timestamp, nonce, encrypt});
  const auto put = json ? append_json_string : append_cdata;
  std::string out;
  out.reserve(256 + encrypt.size());
  out.append(json ? R"({"Encrypt":)" : "<xml><Encrypt>");
  put(out, encrypt);
  out.append(json ? R"(,"MsgSignature":)" : "</Encrypt><MsgSignature>");
  put(out, signature);
  out.append(json ? R"(,"TimeStamp":)" : "</MsgSignature><TimeStamp>").append(timestamp);
  out.append(json ? R"(,"Nonce":)" : "</TimeStamp><Nonce>");
  put(out, nonce);
  out.append(json ? "}" : "</Nonce></xml>");
  return out;
}

std::string sealed_reply(bool json, const AesKey& key, std::string_view token, std::string_view app_id,
                         std::string_view reply, base::UnixMs at) {
  std::string content(app_id);
  content.append(1, '\0').append(reply);
  const std::string digest = keyed_digest(key, content);
  const std::string_view random = std::string_view(digest).substr(0, kRandomBytes);
  std::uint64_t number = 0;
  for (const char c : std::string_view(digest).substr(kRandomBytes, 4))
    number = number << 8 | static_cast<unsigned char>(c);
  return envelope(json, seal(key, random, reply, app_id), token, seconds_text(at), std::to_string(number));
}

}  // namespace integrations::wechat
