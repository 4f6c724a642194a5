#pragma once
// What a driver is told about time: promises as clock times, never as internal numbers (domain reference §1a, §3; owner's
// decision "Promises"). Natural time in Jinan. Pure.
#include <optional>
#include <string>
#include <string_view>

#include "base/time.hpp"

namespace bot {

/// "今天15:40", "明天09:05", "昨天18:00", else "3月8日15:40", seen from `now`.
std::string clock_words(base::UnixMs at, base::UnixMs now);

/// When a promise says that the matter is settled; nullopt: it names no clock time (working days, advice, suggestions).
std::optional<base::UnixMs> promised_close(std::string_view promise, base::UnixMs accepted_at);

/// One sentence for the driver who just got a number: "今天15:40前有人联系您，…". A promise we do not know is told as the
/// hotline's five working days: nobody is promised more than the city promised.
std::string promise_words(std::string_view promise, base::UnixMs accepted_at);

}  // namespace bot
