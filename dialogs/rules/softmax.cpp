#include "dialogs/rules/softmax.hpp"

#include <algorithm>
#include <cmath>
#include <deque>
#include <utility>

namespace dialogs {
namespace {

constexpr std::size_t kStepsRemembered = 10;
constexpr int kShorteningsMax = 30;
constexpr double kEnoughDescent = 1e-4;

using Weights = std::vector<double>;  // word after word, the values side by side; the bases last

double product(const Weights& a, const Weights& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
  return sum;
}

/// The loss at `at`, and its slope.
double loss(const SoftmaxTask& task, const Weights& at, Weights& slope) {
  const std::size_t values = task.values;
  const std::size_t bases = task.words * values;
  double sum = 0;
  for (std::size_t i = 0; i < bases; ++i) {
    sum += at[i] * at[i] / 2;
    slope[i] = at[i];
  }
  std::fill(slope.begin() + static_cast<std::ptrdiff_t>(bases), slope.end(), 0);
  std::vector<double> scores(values);
  for (std::size_t i = 0; i < task.examples.size(); ++i) {
    std::copy_n(at.begin() + static_cast<std::ptrdiff_t>(bases), values, scores.begin());
    for (const SparseEntry& entry : task.examples[i]) {
      for (std::size_t v = 0; v < values; ++v) scores[v] += entry.weight * at[entry.word * values + v];
    }
    const double highest = *std::max_element(scores.begin(), scores.end());
    const double own = scores[task.labels[i]];
    double whole = 0;
    for (double& score : scores) whole += score = std::exp(score - highest);
    sum += task.costs[i] * (std::log(whole) + highest - own);
    for (std::size_t v = 0; v < values; ++v) {
      scores[v] = task.costs[i] * (scores[v] / whole - (v == task.labels[i] ? 1 : 0));
      slope[bases + v] += scores[v];
    }
    for (const SparseEntry& entry : task.examples[i]) {
      for (std::size_t v = 0; v < values; ++v) slope[entry.word * values + v] += entry.weight * scores[v];
    }
  }
  return sum;
}

/// A step, and how the slope changed along it.
struct Step {
  Weights way, turn;
  double share = 0;  // 1 / (way · turn)
};

/// Against the slope, bent by what the last steps told of the curvature.
Weights direction(const std::deque<Step>& steps, const Weights& slope) {
  Weights going = slope;
  std::vector<double> pulls(steps.size());
  for (std::size_t i = steps.size(); i-- > 0;) {
    pulls[i] = steps[i].share * product(steps[i].way, going);
    for (std::size_t k = 0; k < going.size(); ++k) going[k] -= pulls[i] * steps[i].turn[k];
  }
  const double scale =
      steps.empty() ? 1 / std::max(1.0, std::sqrt(product(slope, slope)))
                    : 1 / (steps.back().share * product(steps.back().turn, steps.back().turn));
  for (double& one : going) one *= scale;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const double back = pulls[i] - steps[i].share * product(steps[i].turn, going);
    for (std::size_t k = 0; k < going.size(); ++k) going[k] += back * steps[i].way[k];
  }
  for (double& one : going) one = -one;
  return going;
}

}  // namespace

std::vector<std::vector<double>> fit_softmax(const SoftmaxTask& task) {
  Weights at((task.words + 1) * task.values, 0);
  Weights slope(at.size());
  double here = loss(task, at, slope);
  std::deque<Step> steps;
  for (int round = 0; round < task.rounds_max; ++round) {
    const double steepest = std::abs(*std::max_element(
        slope.begin(), slope.end(), [](double a, double b) { return std::abs(a) < std::abs(b); }));
    if (steepest < task.slope_min) break;
    const Weights going = direction(steps, slope);
    const double descent = product(going, slope);
    Step step{Weights(at.size()), Weights(at.size())};
    Weights next(at.size());
    Weights next_slope(at.size());
    double length = 1;
    double there = here;
    int shortenings = 0;
    for (;; length /= 2, ++shortenings) {
      for (std::size_t k = 0; k < at.size(); ++k) next[k] = at[k] + length * going[k];
      there = loss(task, next, next_slope);
      if (there <= here + kEnoughDescent * length * descent || shortenings == kShorteningsMax) break;
    }
    if (there >= here) break;
    for (std::size_t k = 0; k < at.size(); ++k) {
      step.way[k] = next[k] - at[k];
      step.turn[k] = next_slope[k] - slope[k];
    }
    const double bend = product(step.way, step.turn);
    if (bend > 0) {
      step.share = 1 / bend;
      if (steps.size() == kStepsRemembered) steps.pop_front();
      steps.push_back(std::move(step));
    }
    at = std::move(next);
    slope = std::move(next_slope);
    here = there;
  }
  std::vector<std::vector<double>> by_value(task.values);
  for (std::size_t v = 0; v < task.values; ++v) {
    for (std::size_t word = 0; word <= task.words; ++word) by_value[v].push_back(at[word * task.values + v]);
  }
  return by_value;
}

}  // namespace dialogs
