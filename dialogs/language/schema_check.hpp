#pragma once
// Checks keys and shapes against the table of schema.hpp, so that whoever builds from a node may read what is there and
// pass over the rest: it has been reported.
#include "dialogs/language/faults.hpp"
#include "dialogs/language/node.hpp"
#include "dialogs/language/schema.hpp"

namespace dialogs {

/// E0201 E0202 E0203 E0204 E0206 E0502 E0503. Returns the file's kind, or nullptr if it has none that is known.
const KindShape* check_file(const Node& root, Faults& faults);
/// One Text of a map of texts (`texts:` of a global file).
void check_text(const Node& node, Faults& faults);
/// The step kind a map names, or nullptr.
const ObjectShape* step_shape_of(const Node& step);

}  // namespace dialogs
