#pragma once
// Points for words from labelled texts: one against the rest for each value, squared hinge loss, dual coordinate
// descent (Hsieh and others 2008, "A dual coordinate descent method for large-scale linear SVM"). The same examples in
// the same order give the same table on every machine with IEEE doubles. Only words of up to three characters that
// stand in several examples get in, so that no example can be read out of the table.
#include <string>
#include <vector>

#include "dialogs/rules/points.hpp"

namespace dialogs {

struct Labelled {
  std::string text;
  std::string value;
};

struct FitOptions {
  int examples_min = 3;   // a word must stand in so many examples
  double strictness = 3;  // cost of an example on the wrong side
  double base_share = 0.35;
  double points_min = 0.065;  // words that no value gives so much are left out
  int rounds = 60;
  std::uint64_t seed = 7;
};

/// Requires two values or more, each with an example; examples with another value are passed over.
PointsFile fit_points(const std::vector<std::string>& values, const std::vector<Labelled>& examples,
                      const FitOptions& options);

/// The file's text, sorted so that a new fit shows what changed.
std::string points_yaml(const PointsFile& file);

}  // namespace dialogs
