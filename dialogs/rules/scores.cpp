#include "dialogs/rules/scores.hpp"

#include <algorithm>
#include <map>

namespace dialogs {
namespace {

double share(std::size_t part, std::size_t whole) {
  return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

}  // namespace

bool Judged::is_right() const { return std::find(accepted.begin(), accepted.end(), given) != accepted.end(); }

Scores score(const std::vector<Judged>& rows) {
  std::map<std::string, std::size_t> place;
  for (const Judged& row : rows) {
    place[row.label()];
    place[row.given];
  }
  Scores scores;
  for (auto& [value, at] : place) {
    at = scores.values.size();
    scores.values.push_back({.value = value});
  }
  const std::size_t values = scores.values.size();
  scores.confusion.assign(values, std::vector<std::size_t>(values, 0));
  std::size_t right = 0;
  for (const Judged& row : rows) {
    right += row.is_right() ? 1 : 0;
    ++scores.confusion[place[row.label()]][place[row.given]];
  }
  double f1_sum = 0;
  std::size_t labels = 0;
  for (std::size_t v = 0; v < values; ++v) {
    std::size_t given = 0;
    ValueScore& one = scores.values[v];
    for (std::size_t other = 0; other < values; ++other) {
      one.rows += scores.confusion[v][other];
      given += scores.confusion[other][v];
    }
    const std::size_t both = scores.confusion[v][v];
    one.precision = share(both, given);
    one.recall = share(both, one.rows);
    one.f1 = share(2 * both, given + one.rows);
    if (one.rows == 0) continue;
    f1_sum += one.f1;
    ++labels;
  }
  scores.rows = rows.size();
  scores.accuracy = share(right, rows.size());
  scores.macro_f1 = labels == 0 ? 0 : f1_sum / static_cast<double>(labels);
  return scores;
}

}  // namespace dialogs
