#include "dialogs/rules/folds.hpp"

#include <map>

#include "base/random.hpp"

namespace dialogs {

std::vector<std::size_t> parts_of(const std::vector<std::string>& labels, std::size_t parts, std::uint64_t seed) {
  std::map<std::string, std::vector<std::size_t>> rows_of;
  for (std::size_t i = 0; i < labels.size(); ++i) rows_of[labels[i]].push_back(i);
  std::vector<std::size_t> part_of(labels.size(), 0);
  base::SeededRandom random(seed);
  std::size_t next = 0;  // goes on over the labels, so that small ones do not all fall into the first parts
  for (auto& [label, rows] : rows_of) {
    for (std::size_t i = rows.size(); i > 1; --i) std::swap(rows[i - 1], rows[random.below(i)]);
    for (const std::size_t row : rows) part_of[row] = next++ % parts;
  }
  return part_of;
}

}  // namespace dialogs
