#pragma once
// How right a classifier is on labelled rows. Pure arithmetic.
#include <cstddef>
#include <string>
#include <vector>

namespace dialogs {

/// One row: what may be answered and what was.
struct Judged {
  std::vector<std::string> accepted;  // at least one
  std::string given;
  bool is_right() const;
  /// The label that counts: what was given if it is accepted, else the first.
  const std::string& label() const { return is_right() ? given : accepted.front(); }
};

struct ValueScore {
  std::string value;
  std::size_t rows = 0;                      // with this label
  double precision = 0, recall = 0, f1 = 0;  // 0 where nothing was found
};

struct Scores {
  std::size_t rows = 0;
  double accuracy = 0;
  double macro_f1 = 0;  // mean over the values that are some row's label
  std::vector<ValueScore> values;
  std::vector<std::vector<std::size_t>> confusion;  // [label][given], in the order of `values`
};

/// The values are those of labels and answers, sorted.
Scores score(const std::vector<Judged>& rows);

}  // namespace dialogs
