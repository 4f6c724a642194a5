#pragma once
// A deadline explains itself: to the operator line by line, to the driver in one sentence.
#include <string>
#include <vector>

#include "base/time.hpp"
#include "tickets/promises/clocks.hpp"

namespace tickets {

/// In Chinese, in order: what is promised and since when, every stretch that was counted or passed over with its length, the sum, the
/// extension, the deadline, whether it was kept, the calendar's edition.
std::vector<std::string> explain(const ClockReading& reading);

/// “今天15:40前有人联系您”; "" if there is nothing to say: the profile's times are not for drivers, the clock is none of theirs, it
/// has not begun, is done, stands still or is unknown.
std::string tell_driver(const Profile& profile, const ClockReading& reading, base::UnixMs now);

/// "3小时5分钟"; under a minute in seconds.
std::string length_text(base::Millis length);
/// "今天15:40", "明天09:00", "3月5日 09:00", with the year if it is another one.
std::string moment_text(base::UnixMs moment, base::UnixMs now);

}  // namespace tickets
