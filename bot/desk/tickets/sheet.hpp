#pragma once
// What an officer reads of a ticket: the form as a hotline or the company gets it (tickets/contents), and what would change if the
// ticket went to another hotline. Nothing here changes anything.
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "bot/turns/ticket_life.hpp"
#include "dialogs/language/release.hpp"
#include "storage/store.hpp"

namespace bot::desk {

/// {recipient, number, accepted, lines: [{label, value, spoken}], missing: [label]}. `recipient` must be known to the contents file.
nlohmann::json sheet_json(const TicketLife& life, std::string_view recipient);

/// {possible, why, ours, theirs, told, missing}: whether `hotline` may have it and why not; that our clocks go on; the clocks that hotline
/// has of its own; what the driver is told and when; what its form would lack.
nlohmann::json reroute_json(const TicketLife& life, const std::vector<storage::Forward>& forwards, const dialogs::Release& release,
                            const std::string& hotline, base::UnixMs now);

}  // namespace bot::desk
