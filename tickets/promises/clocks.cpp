#include "tickets/promises/clocks.hpp"

#include <algorithm>
#include <utility>

#include "base/civil_time.hpp"

namespace tickets {
namespace {

constexpr base::Millis kBetweenTries = base::minutes(10);  // two calls in a row are one attempt (§3.4)
constexpr int kPiecesMax = 4000;                           // a year of days and more pauses than anybody may make

void append(std::vector<Piece>& pieces, Piece piece) {
  if (piece.from == piece.to) return;
  if (!pieces.empty()) {
    Piece& last = pieces.back();
    if (last.kind == piece.kind && last.reason == piece.reason && last.actor == piece.actor) {
      last.to = piece.to;
      return;
    }
  }
  pieces.push_back(std::move(piece));
}

/// One round of a ticket: its entries, and when it began.
struct Round {
  int number = 1;
  std::optional<base::UnixMs> began;  // acceptance or re-opening
  std::optional<base::UnixMs> left;   // the next round began
  std::vector<const LogEntry*> entries;
};

std::vector<Round> rounds_of(const Log& log) {
  std::vector<Round> rounds(1);
  for (const LogEntry& entry : log) {
    if (entry.act == Act::kReopened) {
      rounds.back().left = entry.at;
      rounds.push_back({static_cast<int>(rounds.size()) + 1, entry.at, {}, {}});
      continue;
    }
    Round& round = rounds.back();
    if (entry.act == Act::kAccepted) round.began = entry.at;
    if (entry.act == Act::kJoined && round.number == 1 && round.began && entry.until) {
      round.began = std::min(*round.began, *entry.until);
    }
    round.entries.push_back(&entry);
  }
  return rounds;
}

struct Pauses {
  std::vector<Pause> all;
  bool stands_still = false;  // at the moment asked about
};

/// The pauses of a round that count: an open one goes on until `now`; waiting for the driver ends when its 24 hours are used up, waiting
/// for a body when the legal period ends.
Pauses pauses_of(const Round& round, base::Millis& driver_paused, base::UnixMs now) {
  Pauses pauses;
  const LogEntry* open = nullptr;
  const auto end = [&](base::UnixMs at) {
    if (open == nullptr) return;
    base::UnixMs to = std::max(at, open->at);
    const bool for_driver = open->reason == kWaitingDriver;
    const auto last = for_driver ? std::optional(open->at + (kDriverPauseMax - driver_paused)) : open->until;
    pauses.stands_still = !last || *last > to;
    if (last) to = std::min(to, *last);
    if (for_driver) driver_paused = driver_paused + (to - open->at);
    pauses.all.push_back({open->at, to, open->reason, open->actor});
    open = nullptr;
  };
  for (const LogEntry* entry : round.entries) {
    if (entry->act == Act::kPaused) open = entry;
    if (entry->act == Act::kResumed || entry->act == Act::kTold || entry->act == Act::kWithdrawn || entry->act == Act::kMerged) {
      end(entry->at);
    }
  }
  pauses.stands_still = false;
  end(now);
  return pauses;
}

std::optional<base::UnixMs> first(const Round& round, Act act) {
  for (const LogEntry* entry : round.entries) {
    if (entry->act == act) return entry->at;
  }
  return std::nullopt;
}

std::optional<base::UnixMs> revisit_end(const Round& round) {
  Log tries;
  for (const LogEntry* entry : round.entries) {
    if (entry->act == Act::kRevisited) return entry->at;
    if (entry->act != Act::kRevisitTried) continue;
    tries.push_back(*entry);
    if (standing_of(tries).revisit_given_up) return entry->at;
  }
  return std::nullopt;
}

std::optional<base::UnixMs> end_of(const Round& round, ClockKind clock) {
  switch (clock) {
    case ClockKind::kAck:
      return first(round, Act::kAnswered);
    case ClockKind::kResp:
      return first(round, Act::kContacted);
    case ClockKind::kDisp:
      return first(round, Act::kActed);
    case ClockKind::kClose:
      return first(round, Act::kTold);  // which needs a result (check_entry)
    case ClockKind::kRevisit:
      return revisit_end(round);
    case ClockKind::kXfer:
      return first(round, Act::kReceived);
  }
  return std::nullopt;
}

std::optional<base::UnixMs> start_of(const Round& round, const ClockRule& rule) {
  if (rule.clock == ClockKind::kAck) return first(round, Act::kHeard);
  if (rule.clock == ClockKind::kRevisit) return end_of(round, rule.starts_after);
  return round.began;
}

/// Only what is done again has a clock again: a re-opened ticket is not answered, accepted or forwarded a second time.
bool runs_in(ClockKind clock, int round) { return round == 1 || clock == ClockKind::kClose || clock == ClockKind::kRevisit; }

bool was_attempted(const Round& round) {
  std::optional<base::UnixMs> first_try;
  for (const LogEntry* entry : round.entries) {
    if (entry->act != Act::kTried) continue;
    if (!first_try) first_try = entry->at;
    if (entry->at - *first_try >= kBetweenTries) return true;
  }
  return false;
}

void extend(ClockReading& reading, const Round& round) {
  const LogEntry* asked = nullptr;
  for (const LogEntry* entry : round.entries) {
    if (entry->act == Act::kExtensionAsked) asked = entry;
    if (entry->act != Act::kExtensionApproved || asked == nullptr || !asked->until) continue;
    if (entry->at > *reading.due || *asked->until <= *reading.due) continue;  // a breach is not taken back
    reading.extended_from = reading.due;
    reading.due = asked->until;
    reading.extension_reason = asked->reason;
  }
}

std::optional<base::UnixMs> ended_at(const Round& round) {
  const auto withdrawn = first(round, Act::kWithdrawn);
  if (withdrawn) return withdrawn;
  const auto merged = first(round, Act::kMerged);
  return merged ? merged : round.left;
}

ClockState state_of(const ClockReading& reading, const Round& round, bool is_paused, base::UnixMs now) {
  if (reading.stopped) return *reading.stopped <= *reading.due ? ClockState::kKept : ClockState::kKeptLate;
  if (const auto ended = ended_at(round)) return *ended <= *reading.due ? ClockState::kEnded : ClockState::kLate;
  if (now > *reading.due) return ClockState::kLate;
  return is_paused ? ClockState::kPaused : ClockState::kRunning;
}

ClockReading read_clock(const ClockRule& rule, const Round& round, const Pauses& pauses, const Calendar& calendar,
                        base::UnixMs now) {
  ClockReading reading;
  reading.clock = rule.clock;
  reading.round = round.number;
  reading.promised = rule.promised;
  if (rule.promised.working) reading.calendar_version = calendar.version();
  reading.start = start_of(round, rule);
  if (rule.clock == ClockKind::kResp) reading.attempted = was_attempted(round);
  if (!reading.start) return reading;
  reading.stopped = end_of(round, rule.clock);
  const bool pausing = may_pause(rule.clock);
  Counted counted = count(*reading.start, rule.promised, pausing ? pauses.all : std::vector<Pause>(), calendar);
  reading.pieces = std::move(counted.pieces);
  reading.due = counted.due;
  reading.missing_year = counted.missing_year;
  if (!reading.due) {
    reading.state = ClockState::kUnknown;
    return reading;
  }
  if (rule.clock == ClockKind::kClose) extend(reading, round);
  reading.state = state_of(reading, round, pausing && pauses.stands_still, now);
  return reading;
}

}  // namespace

Counted count(base::UnixMs start, const Span& span, const std::vector<Pause>& pauses, const Calendar& calendar) {
  Counted counted;
  base::UnixMs at = start;
  base::Millis left = span.length;
  auto pause = pauses.begin();
  for (int i = 0; i < kPiecesMax; ++i) {
    while (pause != pauses.end() && pause->to <= at) ++pause;
    if (pause != pauses.end() && pause->from <= at) {
      append(counted.pieces, {Piece::Kind::kPaused, at, pause->to, pause->reason, pause->actor});
      at = pause->to;
      continue;
    }
    const base::UnixMs midnight = next_midnight(at);
    if (span.working) {
      const Day day = calendar.day_of(at);
      if (day.kind == DayKind::kUnknown) {
        counted.missing_year = base::to_civil(at).year;
        return counted;
      }
      if (day.kind != DayKind::kWorking) {
        append(counted.pieces, {Piece::Kind::kNotWorking, at, midnight, day.name, {}});
        at = midnight;
        continue;
      }
    }
    base::UnixMs to = at + left;
    if (span.working) to = std::min(to, midnight);
    if (pause != pauses.end()) to = std::min(to, pause->from);
    append(counted.pieces, {Piece::Kind::kCounted, at, to, {}, {}});
    left = left - (to - at);
    at = to;
    if (left == base::Millis{0}) {
      counted.due = at;
      return counted;
    }
  }
  return counted;
}

std::vector<ClockReading> read_clocks(const Profile& profile, const Calendar& calendar, const Log& log, base::UnixMs now) {
  std::vector<ClockReading> readings;
  base::Millis driver_paused{0};
  for (const Round& round : rounds_of(log)) {
    const Pauses pauses = pauses_of(round, driver_paused, now);
    for (const ClockRule& rule : profile.clocks) {
      if (runs_in(rule.clock, round.number)) readings.push_back(read_clock(rule, round, pauses, calendar, now));
    }
  }
  return readings;
}

const ClockReading* newest(const std::vector<ClockReading>& readings, ClockKind clock) {
  for (auto reading = readings.rbegin(); reading != readings.rend(); ++reading) {
    if (reading->clock == clock) return &*reading;
  }
  return nullptr;
}

}  // namespace tickets
