#pragma once
// Dates in HTTP headers (RFC 9110 §5.6.7), the form every sender must use.
#include <optional>
#include <string_view>

#include "base/time.hpp"

namespace integrations::open311 {

/// "Sun, 06 Nov 1994 08:49:37 GMT"; nothing else, the weekday is not checked.
std::optional<base::UnixMs> from_http_date(std::string_view text);

}  // namespace integrations::open311
