#pragma once
// The small kinds of files: types, cards, answers (dialog language §3.6).
#include <string>
#include <utility>
#include <vector>

#include "dialogs/language/faults.hpp"
#include "dialogs/language/node.hpp"
#include "dialogs/language/script.hpp"
#include "dialogs/language/source_text.hpp"

namespace dialogs {

std::vector<std::pair<std::string, std::vector<Option>>> read_types(const Node& root);
std::vector<Card> read_cards(const Node& root, const Sources& sources, Faults& faults);
std::vector<LegalAnswer> read_answers(const Node& root);

}  // namespace dialogs
