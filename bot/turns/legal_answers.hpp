#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "dialogs/language/release.hpp"

namespace bot {

/// The answer of the release that fits best: of the same area (or of none), most of its words in the question; ties go to
/// the earlier one. nullopt: no answer shares a word with the question.
std::optional<std::string> find_legal_answer(const dialogs::Release& release, std::string_view area,
                                             std::string_view question);

}  // namespace bot
