#pragma once
// What the rules make of a driver's words, with the words that decided: places in his own text, in characters.
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "dialogs/language/release.hpp"

namespace bot::desk {

/// Null where no rule knows anything of it.
nlohmann::json understood_json(const dialogs::Release& release, const std::string& text);

}  // namespace bot::desk
