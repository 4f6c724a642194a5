#include "bot/accounts.hpp"

#include <utility>

#include "integrations/channels/wechat/wechat.hpp"

namespace bot {
namespace {

// Customer-service messages of a 服务号: five for each of the driver's, within 48 hours (owner decision "Account and channels").
constexpr QuotaRule kWechatQuota{.messages_max = 5, .window = base::hours(48)};

ChannelStyle wechat_style(const integrations::Channel& channel) {
  return {.channel = "wechat",
          .answers_passively = true,
          .sends_actively = channel.sends_actively(),
          .gathers = channel.sends_actively(),
          .has_live_view = false,
          .has_buttons = false,
          .text_bytes_max = channel.text_bytes_max(),
          .quota = kWechatQuota,
          .result_template = channel.has_template(integrations::TemplatePurpose::kResult),
          .revisit_template = channel.has_template(integrations::TemplatePurpose::kRevisit),
          .fetches_media = channel.has_media()};
}

}  // namespace

std::vector<ChannelAccount> make_accounts(const Config& config, std::vector<std::string>& faults) {
  std::vector<ChannelAccount> accounts;
  for (const WechatConfig& one : config.wechat) {
    auto channel = integrations::make_wechat(one.wire);
    if (!channel) {
      faults.push_back("微信公众号“" + one.account + "”不能用：" + channel.error().text);
      continue;
    }
    ChannelAccount made{.account = one.account, .channel = std::move(*channel), .style = {}};
    made.style = wechat_style(*made.channel);
    accounts.push_back(std::move(made));
  }
  return accounts;
}

ChannelStyle web_style() {
  return {.channel = "web",
          .answers_passively = false,
          .sends_actively = false,
          .has_live_view = true,
          .has_buttons = true,
          .text_bytes_max = 8000,
          .quota = {}};
}

}  // namespace bot
