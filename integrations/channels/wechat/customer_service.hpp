#pragma once
// The active side: customer-service text messages and the access token (channels reference §1.7, §1.8). The platform
// wants the token in the query, so the URLs made here are secrets: they never enter a log.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "integrations/channels/channel.hpp"

namespace integrations::wechat {

HttpRequest text_message_request(std::string_view api_base, const Outbound& message, const Token& token);
Delivery read_delivery(const HttpResponse& response);
/// What the platform answered; nullopt: no answer of its API.
std::optional<std::int64_t> errcode_of(const HttpResponse& response);

/// stable_token: the same token for all who ask, so that two nodes do not knock each other out.
HttpRequest stable_token_request(std::string_view api_base, std::string_view app_id, std::string_view app_secret);
/// kBusy: the platform says later; kInvalid: it refuses the account, the text names its errcode; kUnknown: no usable
/// answer.
base::Result<Token> read_stable_token(const HttpResponse& response, base::UnixMs now);

}  // namespace integrations::wechat
