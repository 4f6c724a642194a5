#pragma once
// The access token that a channel account's calls carry, kept until its end is near. Each worker has its own, for its one thread: the
// platform gives all who ask the same token.
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "base/log.hpp"
#include "base/time.hpp"
#include "integrations/channels/channel.hpp"
#include "integrations/http_client.hpp"

namespace bot {

class TokenHolder {
 public:
  TokenHolder(std::shared_ptr<const integrations::Channel> channel, std::string target, integrations::HttpOut& http,
              const base::Clock& clock, base::Log& log)
      : channel_(std::move(channel)), target_(std::move(target)), http_(http), clock_(clock), log_(log) {}

  /// Asks the platform where none is at hand that still lasts. nullptr: it gives none now. Good until the next call of either.
  const integrations::Token* get();
  /// The platform does not take it: the next get() asks for a fresh one.
  void drop() { token_.reset(); }

 private:
  std::shared_ptr<const integrations::Channel> channel_;
  std::string target_;  // "wechat/demo"
  integrations::HttpOut& http_;
  const base::Clock& clock_;
  base::Log& log_;
  std::optional<integrations::Token> token_;
};

}  // namespace bot
