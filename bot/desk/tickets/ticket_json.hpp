#pragma once
// A ticket as the desk tells of it: masked unless somebody gave a reason.
#include <nlohmann/json_fwd.hpp>
#include <string_view>
#include <vector>

#include "bot/turns/ticket_life.hpp"
#include "storage/store.hpp"
#include "tickets/ticket.hpp"

namespace bot::desk {

nlohmann::json ticket_json(const tickets::Ticket& ticket);
/// [{field, value}] in the order an officer reads it.
nlohmann::json form_json(const tickets::Ticket& ticket, bool masked);
/// Its log; what a driver said stays out of sight.
nlohmann::json events_json(const TicketLife& life);
/// Our clocks, and the hotline's own where it has some, each with the lines that explain it.
nlohmann::json clocks_json(const TicketLife& life, base::UnixMs now);
nlohmann::json own_clocks_json(const TicketLife& life, base::UnixMs now);
/// As `hotline` would count; empty where it has none of its own.
nlohmann::json hotline_clocks_json(const TicketLife& life, std::string_view hotline, base::UnixMs now);
nlohmann::json forwards_json(const std::vector<storage::Forward>& forwards);
nlohmann::json exchanges_json(const std::vector<storage::KeptExchange>& exchanges);

}  // namespace bot::desk
