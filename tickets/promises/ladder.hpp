#pragma once
// The supervision ladder (督办, domain reference §3.5) as data: which rung of which clock is due when. Firing is the shell's: it
// appends what due_rungs() gives to the log, each at most once per clock and round.
#include <optional>
#include <vector>

#include "tickets/promises/clocks.hpp"

namespace tickets {

struct DueRung {
  ClockKind clock = ClockKind::kResp;
  int round = 1;
  Level level = Level::kBreach;
  base::UnixMs at{0};    // when it was due
  base::Millis late{0};  // how much later `now` is
};

/// Rungs that are due at `now` and not in the log, earliest first. A breach is due also when the clock was stopped late: what was
/// missed while nobody ran is recorded all the same. The other rungs are due only while the clock is open.
std::vector<DueRung> due_rungs(const Profile& profile, const Calendar& calendar, const Log& log, base::UnixMs now);

/// When to look again: at the moment of the earliest rung that is due and not in the log, else of the next one, or at the end of a pause
/// that ends by itself. nullopt: nothing will happen unless somebody acts.
std::optional<base::UnixMs> next_look(const Profile& profile, const Calendar& calendar, const Log& log, base::UnixMs now);

/// The entry that records a rung.
LogEntry entry_of(const DueRung& rung, base::UnixMs now);

}  // namespace tickets
