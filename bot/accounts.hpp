#pragma once
// The channel accounts of a configuration: what speaks for each, and how its replies are drawn.
#include <memory>
#include <string>
#include <vector>

#include "bot/config.hpp"
#include "bot/turns/channel_style.hpp"
#include "integrations/channels/channel.hpp"

namespace bot {

struct ChannelAccount {
  std::string account;  // "demo"
  std::shared_ptr<const integrations::Channel> channel;
  ChannelStyle style;
};

/// Those that can work. Of each other one a sentence for the operator is added to `faults`.
std::vector<ChannelAccount> make_accounts(const Config& config, std::vector<std::string>& faults);

ChannelStyle web_style();

}  // namespace bot
