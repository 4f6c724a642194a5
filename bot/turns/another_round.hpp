#pragma once
// A re-opened ticket goes to its hotline once more: a new round with a forward of its own, its own key and its own receipt
// (docs/decisions/0021-rounds-at-the-hotline.md).
#include <string>
#include <string_view>

#include "base/random.hpp"
#include "base/time.hpp"
#include "bot/turns/ticket_life.hpp"
#include "storage/store.hpp"

namespace bot {

/// `change` is the re-opening, and stands in the log of `life` already. Afterwards it also sends the ticket again, with what was
/// answered before and `why` the driver is not content; the store leaves that out while an earlier forward is still live.
void send_again(storage::TicketChange& change, const TicketLife& life, std::string_view why, base::Random& random, base::UnixMs now);

}  // namespace bot
