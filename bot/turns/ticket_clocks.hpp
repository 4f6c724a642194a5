#pragma once
// What the clocks of a ticket demand by now: rungs of the ladder that are due, and steps of its revisit. Decided from its log; the turn
// that writes it is the firing, so each happens once for a clock and round, with its lateness.
#include "bot/turns/ticket_orders.hpp"
#include "integrations/channels/channel.hpp"

namespace bot {

/// How the driver can be asked now.
enum class Reach {
  kChat,
  kTemplate,  // ordinary messages do not reach him any more, but the platform has a template for it
  kCall,      // a person must call him
};

/// Nothing in it: nothing is due.
TicketActs look_at_clocks(TicketLife& life, Reach reach, base::UnixMs now);

/// The template message could not be sent: what a person does instead. Nothing in it: it is not needed any more.
TicketActs give_up_template(TicketLife& life, integrations::TemplatePurpose purpose, base::UnixMs now);
storage::NewTask call_for(integrations::TemplatePurpose purpose, const tickets::Ticket& ticket);

/// "DB" and the ticket's digits and a count: the number of the supervision slip (督办单) of this rung.
std::string supervision_number(const tickets::Ticket& ticket, int count);

}  // namespace bot
