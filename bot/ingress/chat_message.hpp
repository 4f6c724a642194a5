#pragma once
// One message of the web chat: JSON in, what the driver said out. Pure.
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "bot/turns/letter.hpp"

namespace bot {

/// kInvalid; the error's text is the API's code: bad_json, too_deep, duplicate_key, bad_utf8, missing_<field>, bad_<field>.
base::Result<DriverSaid> read_chat_message(std::string_view body, base::UnixMs now);
/// Ids of the photos the message names.
std::vector<std::string> media_of(const DriverSaid& said);

}  // namespace bot
