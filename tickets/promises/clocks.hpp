#pragma once
// The clocks of a ticket, computed from its log whenever somebody asks: where each began, what it counted and what it passed over,
// when it is due, whether it was kept. No clock is stored; a deadline that was missed while nobody ran is missed all the same.
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "tickets/promises/calendar.hpp"
#include "tickets/promises/log.hpp"
#include "tickets/promises/profile.hpp"

namespace tickets {

/// A stretch between a clock's beginning and its deadline. They follow each other without gap, and the counted ones add up to
/// the promise.
struct Piece {
  enum class Kind { kCounted, kPaused, kNotWorking };
  Kind kind = Kind::kCounted;
  base::UnixMs from{0};
  base::UnixMs to{0};
  std::string reason;  // of a pause; the holiday's name, "" for a weekend
  std::string actor;   // who paused
  bool operator==(const Piece&) const = default;
};

enum class ClockState {
  kWaiting,   // has not begun
  kRunning,
  kPaused,    // the deadline shown is the one if it went on now
  kKept,
  kLate,      // over its deadline and still open
  kKeptLate,  // done, after its deadline
  kEnded,     // withdrawn, merged or left behind by a re-opening before its deadline: neither kept nor broken
  kUnknown,   // the calendar lacks a year: nothing is said
};

struct ClockReading {
  ClockKind clock = ClockKind::kResp;
  int round = 1;
  Span promised;
  ClockState state = ClockState::kWaiting;
  std::optional<base::UnixMs> start, due, stopped;
  std::vector<Piece> pieces;
  std::optional<base::UnixMs> extended_from;  // the deadline before it was extended
  std::string extension_reason;
  std::optional<int> missing_year;
  bool attempted = false;  // RESP: tried at least twice, ten minutes apart, without reaching anybody
  std::string calendar_version;
};

/// Every clock of the profile, in every round that was begun: oldest round first, in the profile's order.
std::vector<ClockReading> read_clocks(const Profile& profile, const Calendar& calendar, const Log& log, base::UnixMs now);

/// The newest reading of one clock; nullptr if the profile has none.
const ClockReading* newest(const std::vector<ClockReading>& readings, ClockKind clock);

/// `span` from `start` on, leaving out the pauses (in order, apart) and, if it counts working days, all other days.
struct Pause {
  base::UnixMs from{0};
  base::UnixMs to{0};
  std::string reason, actor;
};
struct Counted {
  std::optional<base::UnixMs> due;  // nullopt: missing_year says why
  std::optional<int> missing_year;
  std::vector<Piece> pieces;
};
Counted count(base::UnixMs start, const Span& span, const std::vector<Pause>& pauses, const Calendar& calendar);

}  // namespace tickets
