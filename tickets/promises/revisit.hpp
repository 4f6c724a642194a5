#pragma once
// When the driver is asked whether it is solved (domain reference §3.2 REVISIT, §3.4): three times within the promised span, on
// different days where the span has days, and each time with long enough to answer. Data; asking is the shell's.
#include <optional>

#include "tickets/promises/clocks.hpp"

namespace tickets {

/// The step that comes next in a revisit under way.
struct RevisitStep {
  enum class Kind {
    kAsk,      // ask the driver
    kNoAnswer, // the last question stayed without an answer: a try
  };
  Kind kind = Kind::kAsk;
  base::UnixMs at{0};
};

/// nullopt: no revisit is under way, it was given up, a person has the call, or the calendar lacks a year. The questions come after a
/// third, two thirds and five sixths of the span; each stays open until the next, the last until eleven twelfths.
std::optional<RevisitStep> next_revisit_step(const Profile& profile, const Calendar& calendar, const Log& log, base::UnixMs now);

}  // namespace tickets
