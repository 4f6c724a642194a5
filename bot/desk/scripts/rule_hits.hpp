#pragma once
// What a file of rules, as it is being written, sees in the messages that were already answered.
#include "bot/desk/route.hpp"

namespace bot::desk {

/// Body {path, text}: the rules of that file as they run and with this text, over the stories of the newest tickets: how often each rule
/// spoke, day by day, and which tickets would go elsewhere. Numbers of tickets only, nothing of what drivers wrote.
void try_rules(const CallPtr& call, const Reply& reply);

}  // namespace bot::desk
