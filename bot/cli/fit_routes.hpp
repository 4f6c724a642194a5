#pragma once
// The points of the routing, learned from labelled rows the same way by `rules fit` and `evaluate --folds`.
#include <vector>

#include "bot/cli/labelled_rows.hpp"
#include "dialogs/rules/points.hpp"

namespace bot::cli {

/// Learns from the rows with exactly one route; titles (column `title`) count less than texts. Id, title and about are empty.
dialogs::PointsFile fit_routes(const std::vector<LabelledRow>& rows);

}  // namespace bot::cli
