#pragma once
// Points for words from labelled texts: softmax regression (softmax.hpp) over words of one or two characters, every value
// with the same say however few its examples are. The same examples in the same order give the same table. Only words
// that stand in several examples get in, so that no example can be read out of the table.
#include <string>
#include <vector>

#include "dialogs/rules/points.hpp"

namespace dialogs {

struct Labelled {
  std::string text;
  std::string value;
  double weight = 1;  // how much it counts beside others of its value
  bool is_part = false;  // of another example: which words get in, and how rare they are, is counted without it
};

struct FitOptions {
  int examples_min = 3;            // a word must stand in so many examples
  std::size_t characters_max = 2;  // of a word; at most kPointWordCharsMax
  double strictness = 30;          // what an example on the wrong side costs, against the size of the points
  double points_min = 0.08;         // words that no value gives so much are left out
  bool knows_shape = true;         // whether how long a text is and how it begins and ends are words, too
};

/// Requires two values or more, each with an example; examples with another value are passed over.
PointsFile fit_points(const std::vector<std::string>& values, const std::vector<Labelled>& examples,
                      const FitOptions& options);

/// The file's text, sorted so that a new fit shows what changed.
std::string points_yaml(const PointsFile& file);

}  // namespace dialogs
