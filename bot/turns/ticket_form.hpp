#pragma once
// From a dialog's fields to a ticket and from a ticket to what a hotline receives. Pure.
#include <cstddef>
#include <string>
#include <string_view>

#include "dialogs/engine/event.hpp"
#include "integrations/hotlines/hotline.hpp"
#include "tickets/ticket.hpp"

namespace bot {

inline constexpr std::size_t kContentPointsMax = 1500;  // domain reference §6.3

std::string_view field_of(const dialogs::Fields& fields, std::string_view name);

/// Everything but number, conversation and instants. The destination is the dialog's `route`; a legal question without
/// one goes to 12348, anything else to 12345, which may not refuse for competence (domain reference §2.5).
tickets::Ticket make_ticket(const dialogs::Fields& fields, std::string_view channel);

/// The forward's payload: JSON with a version, because a stored forward may be sent by a later program.
std::string encode_submission(const integrations::Submission& submission);
base::Result<integrations::Submission> decode_submission(std::string_view payload);
integrations::Submission make_submission(const tickets::Ticket& ticket, std::string key);

}  // namespace bot
