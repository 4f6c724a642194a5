#pragma once
// kind: matters as data.
#include "dialogs/language/node.hpp"
#include "dialogs/rules/matters.hpp"

namespace dialogs {

/// Requires a file that the schema accepted.
MattersFile read_matters_file(const Node& root);

}  // namespace dialogs
