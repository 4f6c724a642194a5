#pragma once
// Decisions as a machine reads them: every output, the matters with their evidence, the choices, the rules that hit.
#include <string>

#include "dialogs/language/release.hpp"

namespace bot::cli {

/// One JSON object with what each rules file of the release makes of `text`, by its id. Spans are [begin, end) in bytes of
/// `text`, and "said" the words there as the driver wrote them.
std::string decisions_as_json(const dialogs::Release& release, const std::string& text);

}  // namespace bot::cli
