#pragma once
// Softmax regression over sparse examples: for every value one weight per word, so that exp(score) shares out the
// probability between the values. Fitted by L-BFGS (Nocedal 1980; Nocedal and Wright, "Numerical Optimization", 7.2) on
// the whole of the examples: no chance is involved. Internal to this folder.
#include <cstdint>
#include <vector>

namespace dialogs {

struct SparseEntry {
  std::uint32_t word = 0;
  double weight = 0;
};
using SparseVector = std::vector<SparseEntry>;

struct SoftmaxTask {
  std::size_t words = 0;
  std::size_t values = 0;
  std::vector<SparseVector> examples;  // entries below `words`
  std::vector<std::size_t> labels;     // below `values`, one per example
  std::vector<double> costs;           // what an example that is wrong costs, one per example
  int rounds_max = 200;
  double slope_min = 1e-3;  // ready when no weight pulls harder than this
};

/// [value][word], and behind the words the base of the value. Minimises half the squares of the weights (not of the
/// bases) + the sum of cost * -ln(probability of the label). The same task gives the same weights.
std::vector<std::vector<double>> fit_softmax(const SoftmaxTask& task);

}  // namespace dialogs
