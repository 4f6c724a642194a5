#pragma once
// What the clocks of a ticket demand by now: rungs of the ladder that are due, and steps of its revisit. Decided from its log; the turn
// that writes it is the firing, so each happens once for a clock and round, with its lateness.
#include "bot/turns/ticket_orders.hpp"

namespace bot {

/// Whether the driver can be asked in the chat now, or a person must call him.
enum class Reach { kChat, kCall };

/// Nothing in it: nothing is due.
TicketActs look_at_clocks(TicketLife& life, Reach reach, base::UnixMs now);

/// "DB" and the ticket's digits and a count: the number of the supervision slip (督办单) of this rung.
std::string supervision_number(const tickets::Ticket& ticket, int count);

}  // namespace bot
