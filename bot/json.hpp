#pragma once
// JSON from outside, read with suspicion (architecture, Laws): depth ≤ 32, no duplicate keys, well-formed UTF-8, nothing behind the
// value. Not for the hot path.
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace bot {

inline constexpr int kJsonDepthMax = 32;

/// kInvalid; the error's text is the API's error code: bad_json, too_deep, duplicate_key, bad_utf8.
base::Result<nlohmann::json> parse_strict(std::string_view text);
/// Never throws: ill-formed UTF-8 is replaced.
std::string to_text(const nlohmann::json& json);

}  // namespace bot
