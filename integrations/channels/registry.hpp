#pragma once
// Every kind of channel there is, by the name a configuration uses.
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "integrations/channels/channel.hpp"

namespace integrations {

/// An account's settings as the configuration holds them; secrets already read from their files.
using ChannelSettings = std::map<std::string, std::string>;

/// kNotFound: no such kind; kInvalid: a setting is unknown, missing or wrong. The text names settings, never their
/// values.
base::Result<std::unique_ptr<Channel>> make_channel(std::string_view kind, const ChannelSettings& settings);
std::vector<std::string_view> channel_kinds();

}  // namespace integrations
