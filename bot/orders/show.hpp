#pragma once
// A ticket as lines for a person at a terminal. Personal fields and the driver's words stay out of sight.
#include <string>
#include <vector>

#include "bot/turns/ticket_life.hpp"

namespace bot {

/// Where it stands, and what the rules made of the matter.
std::vector<std::string> ticket_lines(const tickets::Ticket& ticket);

/// Likewise, its life line, and every clock with its explanation; beside ours the clocks of the hotline that has one of its own.
std::vector<std::string> life_lines(const TicketLife& life, base::UnixMs now);

/// The profile of the hotline's own promise; nullptr if it has none.
const tickets::Profile* own_profile_of_hotline(const Promises& promises, std::string_view hotline);

}  // namespace bot
