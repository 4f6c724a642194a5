#pragma once
// `kind: points` as data; what it means is in dialogs/rules/points.hpp.
#include "dialogs/language/node.hpp"
#include "dialogs/rules/points.hpp"

namespace dialogs {

/// Requires a node that passed the schema check. A number that is none counts as missing; PointTable::compile reports
/// it.
PointsFile read_points_file(const Node& root);

}  // namespace dialogs
