#pragma once
// `kind: rules` as data (dialog language §3.7); what the words mean is compiled by dialogs/rules.
#include <string_view>
#include <vector>

#include "dialogs/language/node.hpp"
#include "dialogs/rules/rules.hpp"

namespace dialogs {

/// Requires a node that passed the schema check, or one whose faults were reported: what is wrong there is left out.
/// The terms of a list as in a rule's condition: words, "<groups>", nested clauses.
std::vector<RuleTerm> read_terms(const Node& node, std::string_view key);

RulesFile read_rules_file(const Node& root);

}  // namespace dialogs
