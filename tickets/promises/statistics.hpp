#pragma once
// What is measured (domain reference §3.7), counted from the logs and from nothing else. Every rate is two numbers, so that nobody
// reads a hundred per cent of three.
#include <map>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "tickets/promises/clocks.hpp"

namespace tickets {

struct Rate {
  int of = 0;   // denominator
  int are = 0;  // numerator
  bool operator==(const Rate&) const = default;
};

struct ClockFigures {
  int begun = 0;
  int kept = 0;
  int kept_late = 0;
  int late_open = 0;
  int open = 0;      // not due yet, paused ones included
  int ended = 0;     // withdrawn or merged in time
  int unknown = 0;   // the calendar lacks a year
  std::vector<base::Millis> lengths;  // of those that are done, from start to end; ascending
  Rate on_time() const { return {kept + kept_late + late_open, kept}; }
  /// Nearest rank, e.g. 50 or 90 per cent; 0 if none is done.
  base::Millis percentile(int per_cent) const;
};

struct Figures {
  int accepted = 0;
  int still_open = 0;
  int over_time = 0;          // tickets with at least one clock that was missed, for ever
  int attempted_unreached = 0;
  int reopened = 0;           // times
  int returned = 0;           // times: 退单, sent to the wrong place
  int duplicates = 0;         // tickets joined to another
  int withdrawn = 0;
  base::Millis paused{0};
  std::map<ClockKind, ClockFigures> clocks;
  Rate responded;             // 响应率: a person reached the driver, of those accepted
  Rate solved;                // 解决率: of those revisited
  Rate satisfied;             // 满意率: of those revisited
};

/// Adds one ticket to the figures of its profile; one that was not accepted by `now` counts nowhere.
void add_ticket(Figures& figures, const Profile& profile, const Calendar& calendar, const Log& log, base::UnixMs now);

}  // namespace tickets
