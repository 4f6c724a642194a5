#include "integrations/channels/registry.hpp"

#include "integrations/channels/wechat/settings.hpp"

namespace integrations {
namespace {

struct Kind {
  std::string_view name;
  base::Result<std::unique_ptr<Channel>> (*make)(const ChannelSettings&);
};

// A new channel is a folder and a line here.
constexpr Kind kKinds[] = {
    {"wechat", make_wechat_from},
};

}  // namespace

base::Result<std::unique_ptr<Channel>> make_channel(std::string_view kind, const ChannelSettings& settings) {
  for (const Kind& known : kKinds) {
    if (known.name == kind) return known.make(settings);
  }
  return base::Error{base::ErrorCode::kNotFound, "no channel is called \"" + std::string(kind) + "\""};
}

std::vector<std::string_view> channel_kinds() {
  std::vector<std::string_view> names;
  for (const Kind& kind : kKinds) names.push_back(kind.name);
  return names;
}

}  // namespace integrations
