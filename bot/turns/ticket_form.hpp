#pragma once
// From a dialog's fields to a ticket and from a ticket to what a hotline receives. Pure.
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "bot/promises/book.hpp"
#include "dialogs/engine/event.hpp"
#include "integrations/hotlines/hotline.hpp"
#include "tickets/contents/form.hpp"
#include "tickets/promises/clocks.hpp"
#include "tickets/ticket.hpp"

namespace bot {

inline constexpr std::size_t kContentPointsMax = 1500;  // domain reference §6.3
inline constexpr std::string_view kContentField = "content";  // of a ticket's form: what the driver said, as the hotline gets it

std::string_view field_of(const dialogs::Fields& fields, std::string_view name);

/// Everything but number, conversation and instants. The destination is the dialog's `route`; a legal question without
/// one goes to 12348, anything else to 12345, which may not refuse for competence (domain reference §2.5).
tickets::Ticket make_ticket(const dialogs::Fields& fields, std::string_view channel);

/// The forward's payload: JSON with a version, because a stored forward may be sent by a later program.
std::string encode_submission(const integrations::Submission& submission);
base::Result<integrations::Submission> decode_submission(std::string_view payload);
/// What the ticket's hotline gets of it, by the operator's file (tickets/contents/form.hpp). Deadlines are those of the acceptance.
integrations::Submission make_submission(const tickets::Ticket& ticket, std::string key, const Promises& promises);
/// Likewise, with the deadlines as these clocks read.
integrations::Submission make_submission(const tickets::Ticket& ticket, std::string key, const Promises& promises,
                                         const std::vector<tickets::ClockReading>& clocks);
/// The first forward of a ticket is its round 1; each one after a re-opening counts on. In the form of later rounds.
inline constexpr std::string_view kRoundField = "round";
int round_of(const tickets::Ticket& ticket);
void set_field(tickets::Ticket& ticket, std::string_view field, std::string value);
/// The form as `recipient` would get it: a hotline's code or tickets::kCompany.
tickets::FilledForm form_for(const tickets::Ticket& ticket, const Promises& promises, std::string_view recipient);

}  // namespace bot
