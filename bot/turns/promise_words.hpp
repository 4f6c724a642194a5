#pragma once
// What a driver is told about the promise on his matter, from its profile and its clocks. Only freight (3083) and taxi (3012) were
// promised minutes and hours by the city; nobody else is told any (owner decision "Promises").
#include <string>

#include "base/time.hpp"
#include "bot/turns/ticket_life.hpp"

namespace bot {

/// "今天18:04", "明天09:00", "昨天…", "3月12日09:00", in Jinan.
std::string clock_words(base::UnixMs at, base::UnixMs now);
/// One sentence with its full stop, at the moment of acceptance or later: "今天10:32前有人联系您，今天18:02前办结，3 天内回访。"
std::string promise_words(const Promises& promises, const tickets::Ticket& ticket, const tickets::Log& log, base::UnixMs now);
/// Where a ticket stands, in one line: status, the hotline's number, what was done, what is promised next, what was missed.
std::string progress_words(const TicketLife& life, base::UnixMs now);
/// What of a missed clock the driver had been told: "今天10:32前有人联系您"; "" if he was told nothing of it.
std::string missed_words(const tickets::Profile& profile, const tickets::ClockReading& reading, base::UnixMs now);

}  // namespace bot
