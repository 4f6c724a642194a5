#include "bot/desk/replies/values.hpp"

#include <algorithm>
#include <utility>

#include "base/civil_time.hpp"
#include "bot/desk/masking.hpp"
#include "bot/promises/book.hpp"
#include "bot/turns/ticket_life.hpp"

namespace bot::desk {
namespace {

constexpr const char* kNameFields[] = {"reporter_name", "name"};

const tickets::Ticket* ticket_of(const Known& known) {
  const auto open = std::find_if(known.tickets.begin(), known.tickets.end(), [](const auto& ticket) { return tickets::is_open(ticket.status); });
  if (open != known.tickets.end()) return &*open;
  return known.tickets.empty() ? nullptr : &known.tickets.front();
}

std::string name_of(const Known& known, const tickets::Ticket* ticket) {
  for (const char* field : kNameFields) {
    if (ticket != nullptr && !ticket->field(field).empty()) return std::string(ticket->field(field));
  }
  for (const auto& [field, value] : known.state.profile) {
    if (std::find(std::begin(kNameFields), std::end(kNameFields), field) != std::end(kNameFields)) return value;
  }
  return {};
}

/// The next thing that is due, as a person reads it; "" where no clock runs.
std::string next_due(const TicketLife& life, base::UnixMs now) {
  if (life.profile() == nullptr) return {};
  std::optional<base::UnixMs> next;
  for (const tickets::ClockReading& reading : life.clocks(now)) {
    if (reading.state == tickets::ClockState::kRunning && reading.due && (!next || *reading.due < *next)) next = reading.due;
  }
  return next ? base::to_minute_text(*next) : std::string();
}

}  // namespace

base::Result<ReplyValues> reply_values(DeskParts& desk, const Known& known, const Person& person) {
  const tickets::Ticket* ticket = ticket_of(known);
  ReplyValues values{{"姓名", name_of(known, ticket)}, {"座席", person.display}};
  if (ticket == nullptr) return values;
  values["工单号"] = ticket->number;
  values["热线"] = ticket->hotline;
  values["热线编号"] = ticket->external_number;
  const base::UnixMs now = desk.clock.now();
  const auto life = TicketLife::read(desk.store.tickets(), desk.promises.now(), ticket->number, {}, now);
  if (!life) return life.error();
  values["截止时间"] = next_due(*life, now);
  return values;
}

ReplyValues shown_values(ReplyValues values) {
  std::string& name = values["姓名"];
  if (!name.empty()) name = hide_value(name);
  return values;
}

}  // namespace bot::desk
