#pragma once
// What workers of a channel account's outbox rows share: whose row it is, and how its attempt ended.
#include <optional>
#include <string>

#include "base/random.hpp"
#include "base/time.hpp"
#include "storage/store.hpp"

namespace bot {

/// Of a row whose target is a channel account, "wechat/demo".
storage::ConversationKey conversation_of(const storage::OutboxRow& row);
storage::Settlement settled(const storage::OutboxRow& row, storage::OutboxState to, std::string receipt, std::string code);
/// The next attempt by the one retry policy (integrations/hotlines/retry.hpp); nullopt: it has been tried long enough. `delay`: what the
/// platform asked for; 0: nothing.
std::optional<storage::Settlement> tried_again(const storage::OutboxRow& row, base::Millis delay, std::string code, base::Random& random,
                                               base::UnixMs now);

}  // namespace bot
