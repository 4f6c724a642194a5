#pragma once
// Statutory time limits as a driver asks for them: the release says which there are, the promises' calendar which days are
// working days. Pure.
#include <optional>
#include <string>
#include <string_view>

#include "base/time.hpp"
#include "dialogs/language/release.hpp"
#include "dialogs/legal/limits.hpp"
#include "tickets/promises/calendar.hpp"

namespace bot {

/// Asks `calendar`, which must live as long; a day of a year it lacks is unknown.
dialogs::IsWorkingDay working_days_of(const tickets::Calendar& calendar);

/// Every limit of `matter` that is the driver's own to keep, counted from the day `since` ("2026-03-08", a time of day behind
/// it is not read), one paragraph each, as dialogs::explain() says it. nullopt: no such limit, or no such day.
std::optional<std::string> find_time_limits(const dialogs::Release& release, const tickets::Calendar& calendar,
                                            std::string_view matter, std::string_view since, base::UnixMs now);

}  // namespace bot
