#pragma once
// What fills the places of a reply for one driver: from his newest open ticket (else his newest) and from what he lets us remember.
#include "base/result.hpp"
#include "bot/desk/conversations/summary.hpp"
#include "bot/desk/replies/canned.hpp"
#include "bot/desk/route.hpp"

namespace bot::desk {

/// The store's errors.
base::Result<ReplyValues> reply_values(DeskParts& desk, const Known& known, const Person& person);
/// As they may be shown to whoever reads masked.
ReplyValues shown_values(ReplyValues values);

}  // namespace bot::desk
