#pragma once
// The small kinds of files: types, cards, answers, notices, dangers, limits (dialog language §3.6).
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
/// A notice may name what the shell knows of a ticket: 工单号 热线 热线编号 事项 答复.
std::vector<Notice> read_notices(const Node& root, const Sources& sources, Faults& faults);

std::vector<LegalLimit> read_limits(const Node& root);
Dangers read_dangers(const Node& root, const Sources& sources, Faults& faults);

}  // namespace dialogs
