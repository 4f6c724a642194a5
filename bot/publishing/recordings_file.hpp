#pragma once
// Recordings as a JSON file: {"recordings":[…]}.
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "dialogs/rehearsal/recording.hpp"

namespace bot {

std::string encode_recordings(const std::vector<dialogs::Recording>& recordings);
/// Strict; kInvalid with a sentence that says what to do.
base::Result<std::vector<dialogs::Recording>> decode_recordings(std::string_view json);

}  // namespace bot
