#pragma once
// What a period's tickets are about and when they came, and which promises were missed. Counted beside the figures of report.hpp, of the
// same tickets.
#include <array>
#include <map>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "bot/promises/book.hpp"
#include "tickets/promises/log.hpp"
#include "tickets/promises/profile.hpp"
#include "tickets/ticket.hpp"

namespace bot {

/// A clock that was missed, whether the thing was done later or not.
struct Breach {
  std::string ticket;
  std::string hotline;
  std::string profile;
  tickets::ClockKind clock = tickets::ClockKind::kResp;
  int round = 1;
  base::UnixMs due{0};
  bool done = false;  // late; false: still open
};

struct Volumes {
  std::map<std::string, int> types;      // what the rules called the matter; "" = nothing
  std::map<std::string, int> groups;     // of the driver
  std::map<std::string, int> districts;  // whose name stands in the place; "" = none does
  std::array<int, 24> hours{};           // of acceptance, by Jinan's clock
  std::vector<Breach> breaches;          // newest ticket first, at the most kBreachesMax
  int breaches_left_out = 0;
};

inline constexpr std::size_t kBreachesMax = 500;

void add_ticket(Volumes& volumes, const tickets::Ticket& ticket, const tickets::Profile& profile, const Promises& promises, const tickets::Log& log,
                base::UnixMs now);

}  // namespace bot
