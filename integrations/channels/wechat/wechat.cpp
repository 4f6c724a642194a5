#include "integrations/channels/wechat/wechat.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <utility>

#include "base/utf8.hpp"
#include "integrations/channels/wechat/crypto.hpp"
#include "integrations/channels/wechat/customer_service.hpp"
#include "integrations/channels/wechat/fields.hpp"
#include "integrations/channels/wechat/inbound.hpp"
#include "integrations/channels/wechat/media.hpp"
#include "integrations/channels/wechat/reply.hpp"
#include "integrations/signing.hpp"

namespace integrations {
namespace {

using base::Error;
using base::ErrorCode;

constexpr std::size_t kTextBytesMax = 2048;
constexpr base::Millis kFreshness = base::seconds(300);
constexpr std::size_t kQueryBytesMax = 128;  // of timestamp and nonce each; real ones have about ten

Error unauthenticated(const char* fault) { return {ErrorCode::kUnauthenticated, fault}; }
Error invalid(const char* fault) { return {ErrorCode::kInvalid, fault}; }

std::optional<base::UnixMs> call_time(std::string_view timestamp) {
  std::int64_t seconds = 0;
  const auto [end, error] = std::from_chars(timestamp.data(), timestamp.data() + timestamp.size(), seconds);
  constexpr std::int64_t kSecondsMax = 253'402'300'799;  // the end of the year 9999
  if (timestamp.empty() || error != std::errc{} || end != timestamp.data() + timestamp.size() || seconds < 0 ||
      seconds > kSecondsMax) {
    return std::nullopt;
  }
  return base::UnixMs{seconds * 1000};
}

// The signed parts of a call's query, once they are known to be there and fresh.
struct SignedQuery {
  std::string_view timestamp;
  std::string_view nonce;
  base::UnixMs at;
};

base::Result<SignedQuery> read_query(const Webhook& call, base::UnixMs now) {
  const std::string* const timestamp = call.parameter("timestamp");
  const std::string* const nonce = call.parameter("nonce");
  if (timestamp == nullptr || nonce == nullptr || timestamp->size() > kQueryBytesMax ||
      nonce->size() > kQueryBytesMax) {
    return unauthenticated("unsigned");
  }
  const auto at = call_time(*timestamp);
  if (!at) return unauthenticated("timestamp");
  const bool is_fresh = *at - now <= kFreshness && now - *at <= kFreshness;
  if (!is_fresh && !call.clock_in_doubt) return unauthenticated("stale");
  return SignedQuery{*timestamp, *nonce, *at};
}

class Wechat final : public Channel {
 public:
  Wechat(const WechatAccount& account, std::vector<wechat::AesKey> keys)
      : app_id_(account.app_id),
        tokens_(account.tokens),
        keys_(std::move(keys)),
        accept_plain_(account.accept_plain),
        app_secret_(account.app_secret),
        api_base_(account.api_base),
        templates_(account.templates) {}

  std::string_view name() const noexcept override { return "wechat"; }
  std::size_t text_bytes_max() const noexcept override { return kTextBytesMax; }
  bool sends_actively() const noexcept override { return !app_secret_.empty() && !api_base_.empty(); }

  base::Result<Received> receive(const Webhook& call, base::UnixMs now) const override {
    const auto query = read_query(call, now);
    if (!query) return query.error();
    if (call.method == "GET") return shake_hands(call, *query);
    if (call.method != "POST") return invalid("method");
    // Whether a call is encrypted is its own claim; a call that claims nothing is plain, and plain is refused unless
    // allowed.
    const std::string* const type = call.parameter("encrypt_type");
    const bool sealed = type != nullptr ? *type != "raw" : call.parameter("msg_signature") != nullptr;
    return sealed ? receive_sealed(call, *query) : receive_plain(call, *query);
  }

  HttpAnswer passive_answer(std::string_view reply_hint, std::string_view text, base::UnixMs at) const override {
    const auto form = wechat::read_hint(reply_hint);
    if (text.empty() || !form) return wechat::success_answer();
    // A token or key may have been retired since the call; the first one is the one that stays.
    const std::string& token = tokens_[form->token < tokens_.size() ? form->token : 0];
    std::string reply = wechat::text_reply(*form, base::prefix_of_bytes(text, kTextBytesMax), at);
    if (form->encrypted) {
      if (keys_.empty()) return wechat::success_answer();
      const wechat::AesKey& key = keys_[form->aes_key < keys_.size() ? form->aes_key : 0];
      reply = wechat::sealed_reply(form->json, key, token, app_id_, reply, at);
    }
    return {200, form->json ? "application/json; charset=utf-8" : "text/xml; charset=utf-8", std::move(reply)};
  }

  HttpRequest render(const Outbound& message, const Token& token) const override {
    return wechat::text_message_request(api_base_, message, token);
  }
  Delivery interpret(const HttpResponse& response) const override { return wechat::read_delivery(response); }
  bool has_template(TemplatePurpose purpose) const noexcept override { return find_template(purpose) != nullptr; }
  HttpRequest render_template(const TemplateMessage& message, const Token& token) const override {
    return wechat::template_request(api_base_, *find_template(message.purpose), message, token);
  }
  Delivery interpret_template(const HttpResponse& response) const override { return wechat::read_template_delivery(response); }
  bool has_media() const noexcept override { return sends_actively(); }
  std::optional<HttpRequest> media_request(std::string_view media_id, const Token& token) const override {
    if (!has_media()) return std::nullopt;
    return wechat::media_request(api_base_, media_id, token);
  }
  MediaAnswer read_media(HttpResponse response) const override { return wechat::read_media(std::move(response)); }
  std::optional<HttpRequest> token_request() const override {
    if (!sends_actively()) return std::nullopt;
    return wechat::stable_token_request(api_base_, app_id_, app_secret_);
  }
  base::Result<Token> read_token(const HttpResponse& response, base::UnixMs now) const override {
    return wechat::read_stable_token(response, now);
  }

 private:
  // The token that signed the call; nullopt if none did. Every token is tried, so that time does not tell which
  // matched.
  std::optional<std::size_t> signer(const SignedQuery& query, const std::string* given,
                                    const std::string_view* encrypt) const {
    if (given == nullptr) return std::nullopt;
    std::optional<std::size_t> found;
    for (std::size_t i = 0; i < tokens_.size(); ++i) {
      const std::string expected = encrypt != nullptr
                                       ? wechat::signature_of({tokens_[i], query.timestamp, query.nonce, *encrypt})
                                       : wechat::signature_of({tokens_[i], query.timestamp, query.nonce});
      if (equal_in_constant_time(expected, *given) && !found) found = i;
    }
    return found;
  }

  base::Result<Received> shake_hands(const Webhook& call, const SignedQuery& query) const {
    if (!signer(query, call.parameter("signature"), nullptr)) return unauthenticated("signature");
    const std::string* const echo = call.parameter("echostr");
    if (echo == nullptr) return invalid("missing echostr");
    return Received{Handshake{HttpAnswer{200, "text/plain; charset=utf-8", *echo}}};
  }

  base::Result<Received> receive_plain(const Webhook& call, const SignedQuery& query) const {
    if (!accept_plain_) return unauthenticated("plain");
    const auto token = signer(query, call.parameter("signature"), nullptr);
    if (!token) return unauthenticated("signature");
    const auto fields = wechat::read_fields(call.body);
    if (!fields) return fields.error();
    wechat::ReplyForm form;
    form.token = *token;
    return deliver(call, query, *fields, std::move(form));
  }

  // What stands beside Encrypt (compatible mode) is signed by nobody and ignored. Until the signature has been checked
  // every fault of the envelope is answered like a bad signature.
  base::Result<Received> receive_sealed(const Webhook& call, const SignedQuery& query) const {
    const auto outer = wechat::read_fields(call.body);
    if (!outer) return unauthenticated("envelope");
    const std::string_view encrypt = (*outer)[wechat::Field::kEncrypt];
    if (encrypt.empty()) return unauthenticated("envelope");
    const auto token = signer(query, call.parameter("msg_signature"), &encrypt);
    if (!token) return unauthenticated("msg_signature");
    for (std::size_t i = 0; i < keys_.size(); ++i) {
      const auto opened = wechat::open_sealed(keys_[i], encrypt);
      if (!opened || !equal_in_constant_time(opened->receive_id, app_id_)) continue;
      const auto fields = wechat::read_fields(opened->message);
      if (!fields) return fields.error();
      wechat::ReplyForm form;
      form.encrypted = true;
      form.token = *token;
      form.aes_key = i;
      return deliver(call, query, *fields, std::move(form));
    }
    return unauthenticated("sealed");
  }

  base::Result<Received> deliver(const Webhook& call, const SignedQuery& query, const wechat::Fields& fields,
                                 wechat::ReplyForm form) const {
    auto inbound = wechat::read_inbound(fields, query.at);
    if (!inbound) return inbound.error();
    form.json = wechat::is_json(call.body);
    form.driver = inbound->driver;
    form.account = fields[wechat::Field::kToUserName];
    inbound->reply_hint = wechat::write_hint(form);
    std::vector<Inbound> all;
    all.push_back(std::move(*inbound));
    return Received{std::move(all)};
  }

  const WechatTemplate* find_template(TemplatePurpose purpose) const noexcept {
    const auto found =
        std::find_if(templates_.begin(), templates_.end(), [&](const WechatTemplate& one) { return one.purpose == purpose; });
    return found == templates_.end() ? nullptr : &*found;
  }

  const std::string app_id_;
  const std::vector<std::string> tokens_;
  const std::vector<wechat::AesKey> keys_;
  const bool accept_plain_;
  const std::string app_secret_;
  const std::string api_base_;
  const std::vector<WechatTemplate> templates_;
};

base::Status check_templates(const WechatAccount& account) {
  for (const WechatTemplate& one : account.templates) {
    if (account.app_secret.empty() || account.api_base.empty()) {
      return invalid("templates 要能主动发消息才有用：先写 app_secret_file 和 api_base");
    }
    if (base::Status fits = wechat::check_template(one); !fits) return fits;
    const auto same = std::count_if(account.templates.begin(), account.templates.end(),
                                    [&](const WechatTemplate& other) { return other.purpose == one.purpose; });
    if (same > 1) return invalid("templates 里同一个用途（for）写了两次");
  }
  return {};
}

}  // namespace

base::Result<std::unique_ptr<Channel>> make_wechat(const WechatAccount& account) {
  constexpr std::size_t kAtOnceMax = 2;
  if (account.app_id.empty()) return invalid("wechat: app_id is missing; it stands in the platform's console, wx…");
  if (account.tokens.empty() || account.tokens.size() > kAtOnceMax) {
    return invalid("wechat: one token is needed, or two while it is being changed");
  }
  if (std::any_of(account.tokens.begin(), account.tokens.end(), [](const std::string& t) { return t.empty(); })) {
    return invalid("wechat: a token is empty");
  }
  if (account.aes_keys.size() > kAtOnceMax) return invalid("wechat: at most two aes_keys, while one is being changed");
  if (account.aes_keys.empty() && !account.accept_plain) {
    return invalid("wechat: an aes_key is needed, because plain messages are not accepted");
  }
  std::vector<wechat::AesKey> keys;
  for (const std::string& encoded : account.aes_keys) {
    const auto key = wechat::decode_aes_key(encoded);
    if (!key) return invalid("wechat: an aes_key is not an EncodingAESKey of 43 letters and digits");
    keys.push_back(*key);
  }
  if (base::Status templates = check_templates(account); !templates) return templates.error();
  return std::unique_ptr<Channel>(std::make_unique<Wechat>(account, std::move(keys)));
}

}  // namespace integrations
