#pragma once
// What a hotline says of a ticket, as entries of its log and a word to the driver.
#include <string>

#include "bot/turns/letter.hpp"
#include "bot/turns/ticket_orders.hpp"

namespace bot {

/// The code of a result that a hotline's protocol does not name (domain reference §6.5 has none for it).
inline constexpr std::string_view kResultNotGiven = "00";

/// The driver hears that a hotline has the ticket, under `number`; of another round that it is one.
NoticeSaid dispatched_notice(const tickets::Ticket& ticket, const std::string& number);

/// Without changes: it is in the log already, or it moves nothing and is not to be noted. A hotline is read with an overlap: a closing
/// read again after the ticket was re-opened must not close it once more. What comes too late to move the ticket says nothing to the
/// driver (reliability reference §4 row 56).
TicketActs hear_news(TicketLife& life, const TicketNews& news, base::UnixMs now);

/// The driver of a merged ticket hears how the other one was closed, once. Without changes: he has heard it, or it is not merged.
TicketActs answer_merged(TicketLife& life, const std::string& text);

}  // namespace bot
