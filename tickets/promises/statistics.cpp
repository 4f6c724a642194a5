#include "tickets/promises/statistics.hpp"

#include <algorithm>
#include <string_view>

namespace tickets {
namespace {

int count_acts(const Log& log, Act act) {
  return static_cast<int>(std::count_if(log.begin(), log.end(), [&](const LogEntry& entry) { return entry.act == act; }));
}

void add_clock(ClockFigures& figures, const ClockReading& reading) {
  ++figures.begun;
  switch (reading.state) {
    case ClockState::kKept:
      ++figures.kept;
      break;
    case ClockState::kKeptLate:
      ++figures.kept_late;
      break;
    case ClockState::kLate:
      ++figures.late_open;
      break;
    case ClockState::kRunning:
    case ClockState::kPaused:
      ++figures.open;
      break;
    case ClockState::kEnded:
      ++figures.ended;
      break;
    case ClockState::kUnknown:
    case ClockState::kWaiting:
      ++figures.unknown;
      break;
  }
  if (!reading.stopped) return;
  const base::Millis length = *reading.stopped - *reading.start;
  figures.lengths.insert(std::upper_bound(figures.lengths.begin(), figures.lengths.end(), length), length);
}

void add_revisit(Figures& figures, const Log& log) {
  // The last word counts: a matter that was not solved and then was is solved.
  std::string_view outcome;
  for (const LogEntry& entry : log) {
    if (entry.act == Act::kRevisited) outcome = entry.reason;
  }
  if (outcome.empty()) return;
  ++figures.solved.of;
  ++figures.satisfied.of;
  if (outcome == "solved" || outcome == "satisfied") ++figures.solved.are;
  if (outcome == "satisfied") ++figures.satisfied.are;
}

base::Millis paused_in(const std::vector<ClockReading>& readings) {
  // CLOSE and DISP stand still together; the longest says it once.
  std::map<ClockKind, base::Millis> by_clock;
  for (const ClockReading& reading : readings) {
    for (const Piece& piece : reading.pieces) {
      if (piece.kind == Piece::Kind::kPaused) by_clock[reading.clock] = by_clock[reading.clock] + (piece.to - piece.from);
    }
  }
  base::Millis longest{0};
  for (const auto& [clock, paused] : by_clock) longest = std::max(longest, paused);
  return longest;
}

bool is_missed(const ClockReading& reading) {
  return reading.state == ClockState::kLate || reading.state == ClockState::kKeptLate;
}

}  // namespace

base::Millis ClockFigures::percentile(int per_cent) const {
  if (lengths.empty()) return base::Millis{0};
  const std::size_t rank = (lengths.size() * static_cast<std::size_t>(per_cent) + 99) / 100;
  return lengths[std::max<std::size_t>(rank, 1) - 1];
}

void add_ticket(Figures& figures, const Profile& profile, const Calendar& calendar, const Log& log, base::UnixMs now) {
  const TicketStanding standing = standing_of(log);
  if (!standing.accepted || *standing.accepted > now) return;
  ++figures.accepted;
  figures.still_open += standing.phase == Phase::kOpen || standing.phase == Phase::kPaused ? 1 : 0;
  figures.withdrawn += standing.phase == Phase::kWithdrawn ? 1 : 0;
  figures.duplicates += standing.phase == Phase::kMerged ? 1 : 0;
  figures.reopened += count_acts(log, Act::kReopened);
  figures.returned += count_acts(log, Act::kReturned);
  ++figures.responded.of;
  figures.responded.are += count_acts(log, Act::kContacted) > 0 ? 1 : 0;
  add_revisit(figures, log);
  const std::vector<ClockReading> readings = read_clocks(profile, calendar, log, now);
  for (const ClockReading& reading : readings) {
    if (reading.start) add_clock(figures.clocks[reading.clock], reading);
    if (reading.clock == ClockKind::kResp && reading.attempted && !reading.stopped) ++figures.attempted_unreached;
  }
  figures.over_time += std::any_of(readings.begin(), readings.end(), is_missed) ? 1 : 0;
  figures.paused = figures.paused + paused_in(readings);
}

}  // namespace tickets
