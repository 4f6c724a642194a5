#include "tickets/promises/revisit.hpp"

#include <algorithm>
#include <array>

namespace tickets {
namespace {

// In twelfths of the span: the three questions, and the end of the last one.
constexpr std::array<std::int64_t, kRevisitTriesMax + 1> kMoments{4, 8, 10, 11};
constexpr std::int64_t kWhole = 12;

base::UnixMs last_asked(const Log& log) {
  base::UnixMs at{0};
  for (const LogEntry& entry : log) {
    if (entry.act == Act::kRevisitAsked) at = entry.at;
  }
  return at;
}

}  // namespace

std::optional<RevisitStep> next_revisit_step(const Profile& profile, const Calendar& calendar, const Log& log, base::UnixMs now) {
  const TicketStanding standing = standing_of(log);
  if (standing.phase != Phase::kClosed || standing.revisit_call) return std::nullopt;
  const auto readings = read_clocks(profile, calendar, log, now);
  const ClockReading* clock = newest(readings, ClockKind::kRevisit);
  if (clock == nullptr || !clock->start || !clock->due || clock->stopped) return std::nullopt;
  const bool unanswered = standing.revisit_asks > standing.revisit_tries;
  const int step = unanswered ? standing.revisit_asks : standing.revisit_tries;
  if (step > kRevisitTriesMax || (step == kRevisitTriesMax && !unanswered)) return std::nullopt;
  Span part = clock->promised;
  part.length = base::Millis{part.length.count * kMoments[static_cast<std::size_t>(step)] / kWhole};
  const Counted counted = count(*clock->start, part, {}, calendar);
  if (!counted.due) return std::nullopt;
  if (!unanswered) return RevisitStep{RevisitStep::Kind::kAsk, *counted.due};
  // After an outage the moments may all have passed: a question has its time to be answered all the same.
  const base::Millis open_for{clock->promised.length.count / kWhole};
  return RevisitStep{RevisitStep::Kind::kNoAnswer, std::max(*counted.due, last_asked(log) + open_for)};
}

}  // namespace tickets
