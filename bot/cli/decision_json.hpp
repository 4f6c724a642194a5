#pragma once
// A decision as a machine reads it: every output, the matters with their evidence, the choices, the rules that hit.
#include <nlohmann/json.hpp>
#include <string>

#include "dialogs/rules/rules.hpp"

namespace bot::cli {

/// Spans are [begin, end) in bytes of `text`, and the words there as the driver wrote them.
nlohmann::json decision_json(const dialogs::Decision& decision, const std::string& text);

}  // namespace bot::cli
