#include "integrations/channels/wechat/customer_service.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>

#include "integrations/channels/wechat/encoding.hpp"
#include "integrations/channels/wechat/fields.hpp"

namespace integrations::wechat {
namespace {

constexpr std::int64_t kRetryAfterMaxSeconds = 3600;
// A token is given up this long before its end: a call under way must still arrive with it.
constexpr std::int64_t kTokenMarginSeconds = 60;

std::optional<std::int64_t> number(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

enum class Verdict { kTokenStale, kRefused, kLater };
struct Errcode {
  std::int64_t code;
  Verdict verdict;
  base::Millis delay{0};
};
// What is not listed is tried again: the outbox gives up by itself and shows it to an operator, while a wrong "refused"
// would lose the message on a guess.
constexpr Errcode kErrcodes[] = {
    {-1, Verdict::kLater},                        // system busy
    {40001, Verdict::kTokenStale},                // another fetch has replaced the token
    {40014, Verdict::kTokenStale},                // illegal token
    {41001, Verdict::kTokenStale},                // token missing
    {42001, Verdict::kTokenStale},                // token expired
    {40003, Verdict::kRefused},                   // no such openid
    {40033, Verdict::kRefused},                   // illegal characters
    {43004, Verdict::kRefused},                   // not a follower
    {45002, Verdict::kRefused},                   // too long
    {45015, Verdict::kRefused},                   // the 48 hours are over, or unsubscribed
    {45047, Verdict::kRefused},                   // the 5 messages of this window are used up
    {48001, Verdict::kRefused},                   // the account may not send such messages
    {48002, Verdict::kRefused},                   // the driver refuses messages
    {40013, Verdict::kLater, base::minutes(10)},  // wrong AppID: an operator has to mend it
    {40164, Verdict::kLater, base::minutes(10)},  // our address is not on the account's list: likewise
    {45009, Verdict::kLater, base::hours(1)},     // daily quota
    {45011, Verdict::kLater, base::minutes(1)},   // too frequent
};

Delivery delivery_of(std::int64_t code) {
  const auto* const known =
      std::find_if(std::begin(kErrcodes), std::end(kErrcodes), [&](const Errcode& e) { return e.code == code; });
  if (known == std::end(kErrcodes)) return RetryAfter{};
  switch (known->verdict) {
    case Verdict::kTokenStale:
      return TokenStale{};
    case Verdict::kRefused:
      return Refused{std::to_string(code)};
    case Verdict::kLater:
      break;
  }
  return RetryAfter{known->delay};
}

}  // namespace

HttpRequest text_message_request(std::string_view api_base, const Outbound& message, const Token& token) {
  HttpRequest request;
  request.method = "POST";
  request.url.append(api_base).append("/cgi-bin/message/custom/send?access_token=").append(percent_encode(token.value));
  request.headers.emplace_back("Content-Type", "application/json; charset=utf-8");
  request.body.append(R"({"touser":)");
  append_json_string(request.body, message.driver);
  request.body.append(R"(,"msgtype":"text","text":{"content":)");
  append_json_string(request.body, message.text);
  request.body.append("}}");
  return request;
}

Delivery read_delivery(const HttpResponse& response) {
  if (response.status != 200) {
    const auto seconds = number(response.header("Retry-After")).value_or(0);
    return RetryAfter{base::seconds(std::clamp<std::int64_t>(seconds, 0, kRetryAfterMaxSeconds))};
  }
  const auto code = errcode_of(response);
  if (!code) return RetryAfter{};
  if (*code == 0) return Delivered{std::string((*read_json_fields(response.body))[Field::kMsgid])};
  return delivery_of(*code);
}

std::optional<std::int64_t> errcode_of(const HttpResponse& response) {
  if (response.status != 200) return std::nullopt;
  const auto fields = read_json_fields(response.body);
  return fields ? number((*fields)[Field::kErrcode]) : std::nullopt;
}

HttpRequest stable_token_request(std::string_view api_base, std::string_view app_id, std::string_view app_secret) {
  HttpRequest request;
  request.method = "POST";
  request.url.append(api_base).append("/cgi-bin/stable_token");
  request.headers.emplace_back("Content-Type", "application/json; charset=utf-8");
  request.body.append(R"({"grant_type":"client_credential","appid":)");
  append_json_string(request.body, app_id);
  request.body.append(R"(,"secret":)");
  append_json_string(request.body, app_secret);
  request.body.append(R"(,"force_refresh":false})");
  return request;
}

base::Result<Token> read_stable_token(const HttpResponse& response, base::UnixMs now) {
  using base::ErrorCode;
  if (response.status != 200) {
    return base::Error{ErrorCode::kUnknown, "token endpoint: HTTP " + std::to_string(response.status)};
  }
  const auto fields = read_json_fields(response.body);
  if (!fields) return base::Error{ErrorCode::kUnknown, "token endpoint: unreadable answer"};
  if (const auto code = number((*fields)[Field::kErrcode]); code && *code != 0) {
    const bool later = *code == -1 || *code == 45009 || *code == 45011;
    return base::Error{later ? ErrorCode::kBusy : ErrorCode::kInvalid,
                       "token endpoint: errcode " + std::to_string(*code)};
  }
  const std::string_view value = (*fields)[Field::kAccessToken];
  const auto lifetime = number((*fields)[Field::kExpiresIn]);
  constexpr std::int64_t kLifetimeMaxSeconds = 86'400;
  if (value.empty() || !lifetime || *lifetime <= 0 || *lifetime > kLifetimeMaxSeconds) {
    return base::Error{ErrorCode::kUnknown, "token endpoint: answer without a token"};
  }
  return Token{std::string(value), now + base::seconds(std::max<std::int64_t>(*lifetime - kTokenMarginSeconds, 0))};
}

}  // namespace integrations::wechat
