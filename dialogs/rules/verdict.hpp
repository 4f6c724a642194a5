#pragma once
// The whole decision (domain reference §2.5, §4.3): what routing rules, the table of points, the catalogue of matters and
// the rules of kinds say of one text, brought into one answer.
//
//   1. Danger, crime and matters already before a court: rules of routing at `below` and above stand, whatever else is said.
//   2. The matter, where the catalogue is sure of one: in a chat's few words one of kStrongPoints and more also says where
//      the ticket goes, and a matter always says kind, urgency and destination unless the driver's own words say otherwise.
//   3. Otherwise routing rules and the table of points as before; undecided goes to 12345, which may not refuse.
//
// The answer stands in the decision as further outputs, so that a dialog's slots of these names are filled:
//   事项 (code)  事项名称  去向 (as Matter::to)  种类  级别 (U0–U4)  其余事项 (codes of further matters, "、" between them)
//   候选一 候选二 候选三 (labels to ask the driver about when the matter is undecided)
// A text that is exactly a label is the driver's choice: then only 事项 事项名称 去向 路由 人群 are given.
#include <string_view>
#include <vector>

#include "dialogs/rules/matters.hpp"
#include "dialogs/rules/rules.hpp"

namespace dialogs {

/// The output that holds what a driver means by 第一件, 第二件, 第三件; "" for any other answer.
std::string_view name_of_choice(std::string_view answer);

/// What give_verdict() adds: the outputs a file with `verdict` has beyond its own.
std::vector<RuleOutput> verdict_outputs();

/// Requires companions.matters; `decision` is what routing and table made of `text`.
void give_verdict(const RulesFile& file, const Companions& companions, const SplitText& text, Decision& decision);

}  // namespace dialogs
