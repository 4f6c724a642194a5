#include "bot/orders/volumes.hpp"

#include "tickets/promises/clocks.hpp"

namespace bot {
namespace {

constexpr std::int64_t kZone_ms = base::hours(8).count;  // Jinan's clock, without summer time since 1991
constexpr std::int64_t kHour_ms = base::hours(1).count;

}  // namespace

void add_ticket(Volumes& volumes, const tickets::Ticket& ticket, const tickets::Profile& profile, const Promises& promises, const tickets::Log& log,
                base::UnixMs now) {
  ++volumes.types[std::string(ticket.field("matter_name"))];
  ++volumes.groups[std::string(ticket.field("group"))];
  ++volumes.districts[std::string(promises.contents.region_name(promises.contents.region_in(ticket.field("place"))))];
  ++volumes.hours[static_cast<std::size_t>((ticket.accepted_at.count + kZone_ms) / kHour_ms % 24)];
  for (const tickets::ClockReading& reading : tickets::read_clocks(profile, promises.calendar, log, now)) {
    const bool done = reading.state == tickets::ClockState::kKeptLate;
    if (!done && reading.state != tickets::ClockState::kLate) continue;
    if (volumes.breaches.size() == kBreachesMax) {
      ++volumes.breaches_left_out;
      continue;
    }
    volumes.breaches.push_back({.ticket = ticket.number,
                                .hotline = ticket.hotline,
                                .profile = profile.name,
                                .clock = reading.clock,
                                .round = reading.round,
                                .due = reading.due.value_or(base::UnixMs{0}),
                                .done = done});
  }
}

}  // namespace bot
