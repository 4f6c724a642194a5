#include "bot/desk/tickets/ticket_json.hpp"

#include <nlohmann/json.hpp>
#include <string_view>
#include <utility>

#include "bot/desk/masking.hpp"
#include "bot/orders/show.hpp"
#include "bot/turns/forward_service.hpp"
#include "storage/names.hpp"
#include "tickets/promises/explain.hpp"

namespace bot::desk {
namespace {

using nlohmann::json;

std::string_view state_name(tickets::ClockState state) {
  switch (state) {
    case tickets::ClockState::kWaiting: return "waiting";
    case tickets::ClockState::kRunning: return "running";
    case tickets::ClockState::kPaused: return "paused";
    case tickets::ClockState::kKept: return "kept";
    case tickets::ClockState::kKeptLate: return "kept_late";
    case tickets::ClockState::kLate: return "late";
    case tickets::ClockState::kEnded: return "ended";
    case tickets::ClockState::kUnknown: return "unknown";
  }
  return "unknown";
}

Masking masking_of(const tickets::Ticket& ticket) {
  std::vector<std::string> known;
  for (const auto& [field, value] : ticket.form) {
    if (is_personal(field)) known.push_back(value);
  }
  return Masking(std::move(known), external_numbers({ticket}));
}

void add_clocks(json& all, const std::vector<tickets::ClockReading>& readings, std::string_view whose) {
  for (const tickets::ClockReading& reading : readings) {
    json clock{{"whose", whose},
               {"name", tickets::to_chinese(reading.clock)},
               {"round", reading.round},
               {"state", state_name(reading.state)},
               {"lines", tickets::explain(reading)}};
    if (reading.due) clock["due"] = reading.due->count;
    all.push_back(std::move(clock));
  }
}

}  // namespace

json ticket_json(const tickets::Ticket& ticket) {
  return {{"number", ticket.number},
          {"conversation", ticket.conversation},
          {"hotline", ticket.hotline},
          {"status", tickets::to_name(ticket.status)},
          {"status_text", tickets::to_chinese(ticket.status)},
          {"title", masking_of(ticket).hide(ticket.title)},
          {"urgency", ticket.urgency},
          {"promise", ticket.promise},
          {"external_number", ticket.external_number},
          {"accepted", ticket.accepted_at.count},
          {"changed", ticket.changed_at.count}};
}

json form_json(const tickets::Ticket& ticket, bool masked) {
  const Masking masking = masking_of(ticket);
  json form = json::array();
  for (const auto& [field, value] : ticket.form) {
    form.push_back({{"field", field}, {"value", !masked ? value : is_personal(field) ? hide_value(value) : masking.hide(value)}});
  }
  return form;
}

json events_json(const TicketLife& life) {
  const Masking masking = masking_of(life.ticket());
  json events = json::array();
  for (const tickets::TicketEvent& event : life.events()) {
    const bool said_by_driver = event.actor == "driver" || event.actor == "bot";
    events.push_back({{"sequence", event.sequence},
                      {"at", event.at.count},
                      {"actor", event.actor},
                      {"action", event.action},
                      {"from", event.from},
                      {"to", event.to},
                      {"act", event.act},
                      {"detail", event.actor == "driver" ? std::string() : event.detail},
                      {"note", said_by_driver ? std::string() : masking.hide(event.note)}});
  }
  return events;
}

json own_clocks_json(const TicketLife& life, base::UnixMs now) {
  json clocks = json::array();
  if (life.profile() != nullptr) add_clocks(clocks, life.clocks(now), "ours");
  return clocks;
}

json hotline_clocks_json(const TicketLife& life, std::string_view hotline, base::UnixMs now) {
  json clocks = json::array();
  const tickets::Profile* own = own_profile_of_hotline(life.promises(), hotline);
  if (own != nullptr) add_clocks(clocks, tickets::read_clocks(*own, life.promises().calendar, life.log(), now), "hotline");
  return clocks;
}

json clocks_json(const TicketLife& life, base::UnixMs now) {
  json clocks = own_clocks_json(life, now);
  if (life.profile() == nullptr) return clocks;
  for (json& one : hotline_clocks_json(life, life.ticket().hotline, now)) clocks.push_back(std::move(one));
  return clocks;
}

json forwards_json(const std::vector<storage::Forward>& forwards) {
  json all = json::array();
  for (const storage::Forward& one : forwards) all.push_back(forward_json(one));
  return all;
}

json exchanges_json(const std::vector<storage::KeptExchange>& exchanges) {
  json all = json::array();
  for (const storage::KeptExchange& one : exchanges) {
    all.push_back({{"sequence", one.sequence},
                   {"act", one.exchange.act},
                   {"hotline", one.exchange.hotline},
                   {"began", one.exchange.began.count},
                   {"ended", one.exchange.ended.count},
                   {"status", one.exchange.status},
                   {"outcome", one.exchange.outcome},
                   {"number", one.exchange.number},
                   {"by", one.exchange.by},
                   {"chain", one.chain}});
  }
  return all;
}

}  // namespace bot::desk
