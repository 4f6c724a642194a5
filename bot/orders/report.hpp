#pragma once
// The figures of domain reference §3.7 and the three rates, counted from the tickets' logs and from nothing else.
#include <map>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "bot/orders/volumes.hpp"
#include "bot/promises/book.hpp"
#include "storage/store.hpp"
#include "tickets/promises/statistics.hpp"

namespace bot {

/// From the first instant on, before the second; by acceptance.
struct Period {
  base::UnixMs from{0};
  base::UnixMs to{0};
};

struct Report {
  Period period;
  base::UnixMs at{0};  // when it was counted
  std::string calendar_version;
  int unpromised = 0;  // tickets whose promise is in no file: counted nowhere else
  tickets::Figures all;
  std::map<std::string, tickets::Figures> by_profile;  // by the profile's name
  std::map<std::string, tickets::Figures> by_hotline;
  std::map<std::string, std::string> titles;           // of profiles
  Volumes volumes;
};

/// Reads every ticket of the period and its log. The store's errors.
base::Result<Report> count_report(storage::Tickets& tickets, const Promises& promises, const Period& period, base::UnixMs now);

/// For a person, in Chinese; every rate with its two numbers.
std::string to_text(const Report& report);
/// scope,name,item,clock,of,are,value — one figure a line, comma separated, with a header line; lengths in seconds.
std::string to_csv(const Report& report);

}  // namespace bot
