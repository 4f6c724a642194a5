#include "tickets/promises/ladder.hpp"

#include <algorithm>

namespace tickets {
namespace {

struct RungAt {
  Level level = Level::kBreach;
  base::UnixMs at{0};
};

/// All rungs of a clock with their moments. One counted from the start moves with the pauses, one counted from the deadline with it.
std::vector<RungAt> rungs_of(const ClockRule& rule, const ClockReading& reading, const Calendar& calendar) {
  std::vector<RungAt> rungs;
  if (!reading.start || !reading.due) return rungs;
  rungs.push_back({Level::kBreach, *reading.due});
  std::vector<Pause> pauses;
  for (const Piece& piece : reading.pieces) {
    if (piece.kind == Piece::Kind::kPaused) pauses.push_back({piece.from, piece.to, piece.reason, piece.actor});
  }
  for (const Rung& rung : rule.ladder) {
    if (rung.from == Rung::From::kDue) {
      rungs.push_back({rung.level, rung.before ? *reading.due - rung.span.length : *reading.due + rung.span.length});
    } else if (const Counted counted = count(*reading.start, rung.span, pauses, calendar); counted.due) {
      // An extension moves the rungs above the deadline with it.
      const base::Millis extended = reading.extended_from && rung.level != Level::kRemind ? *reading.due - *reading.extended_from
                                                                                          : base::Millis{0};
      rungs.push_back({rung.level, *counted.due + extended});
    }
  }
  return rungs;
}

bool is_recorded(const Log& log, ClockKind clock, int round, Level level) {
  return std::any_of(log.begin(), log.end(), [&](const LogEntry& entry) {
    return entry.act == Act::kStepped && entry.clock == clock && entry.round == round && entry.level == level;
  });
}

bool is_open(ClockState state) { return state == ClockState::kRunning || state == ClockState::kLate; }

/// Whether a rung of that moment is climbed at all, now or later.
bool counts(const ClockReading& reading, Level level) {
  if (is_open(reading.state)) return true;
  return level == Level::kBreach && reading.state == ClockState::kKeptLate;
}

}  // namespace

std::vector<DueRung> due_rungs(const Profile& profile, const Calendar& calendar, const Log& log, base::UnixMs now) {
  std::vector<DueRung> due;
  for (const ClockReading& reading : read_clocks(profile, calendar, log, now)) {
    for (const RungAt& rung : rungs_of(*profile.rule_of(reading.clock), reading, calendar)) {
      // Due is what has passed: exactly at the deadline it can still be kept.
      const bool passed = rung.level == Level::kBreach ? rung.at < now : rung.at <= now;
      if (!passed || !counts(reading, rung.level) || is_recorded(log, reading.clock, reading.round, rung.level)) continue;
      due.push_back({reading.clock, reading.round, rung.level, rung.at, now - rung.at});
    }
  }
  std::stable_sort(due.begin(), due.end(), [](const DueRung& a, const DueRung& b) { return a.at < b.at; });
  return due;
}

std::optional<base::UnixMs> next_look(const Profile& profile, const Calendar& calendar, const Log& log, base::UnixMs now) {
  const TicketStanding standing = standing_of(log);
  if (standing.phase == Phase::kWithdrawn || standing.phase == Phase::kMerged) return std::nullopt;  // nothing is appended any more
  // By its own moment, not by `now`: a clock that is wrong for a while must not put off what is due.
  if (const std::vector<DueRung> due = due_rungs(profile, calendar, log, now); !due.empty()) return due.front().at;
  std::optional<base::UnixMs> next;
  const auto consider = [&](base::UnixMs at) {
    if (at > now && (!next || at < *next)) next = at;
  };
  if (standing.paused_since && standing.paused_for_driver) {
    consider(*standing.paused_since + (kDriverPauseMax - standing.driver_paused));
  } else if (standing.paused_since) {
    for (const LogEntry& entry : log) {
      if (entry.act == Act::kPaused && entry.at == *standing.paused_since && entry.until) consider(*entry.until);
    }
  }
  for (const ClockReading& reading : read_clocks(profile, calendar, log, now)) {
    if (!is_open(reading.state)) continue;
    for (const RungAt& rung : rungs_of(*profile.rule_of(reading.clock), reading, calendar)) {
      consider(rung.level == Level::kBreach ? rung.at + base::Millis{1} : rung.at);
    }
  }
  return next;
}

LogEntry entry_of(const DueRung& rung, base::UnixMs now) {
  LogEntry entry;
  entry.at = now;
  entry.actor = "clock";
  entry.act = Act::kStepped;
  entry.until = rung.at;
  entry.clock = rung.clock;
  entry.round = rung.round;
  entry.level = rung.level;
  return entry;
}

}  // namespace tickets
