#include "bot/workers/token_holder.hpp"

namespace bot {

const integrations::Token* TokenHolder::get() {
  if (token_ && clock_.now() < token_->expires_at) return &*token_;
  const auto request = channel_->token_request();
  if (!request) {
    token_ = integrations::Token{.value = {}, .expires_at = clock_.now() + base::days(1)};
    return &*token_;
  }
  const auto response = http_.call(*request, {});
  if (!response) return nullptr;
  auto token = channel_->read_token(*response, clock_.now());
  if (!token) {
    log_.error("token_refused", {{"account", base::OurWord{target_}}, {"code", base::OurWord{token.error().text}}});
    return nullptr;
  }
  token_ = std::move(*token);
  return &*token_;
}

}  // namespace bot
