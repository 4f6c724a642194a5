#pragma once
// Labelled texts from a file of tab-separated columns, read by the names in its first line.
#include <string>
#include <vector>

#include "base/result.hpp"

namespace bot::cli {

struct LabelledRow {
  std::string id;                   // column `id`, or "row N"
  std::string text;                 // column `text`, or `title`
  std::vector<std::string> routes;  // column `route` or `danger`, or `routes` with '|' between them
  bool is_title = false;            // the text stood in column `title`
};

enum class Labels { kNeeded, kOptional };

/// kNotFound, kInvalid: a column is missing, or a row has not as many columns as the first line; the text names the
/// row. Without labels, where they are optional, `routes` is empty.
base::Result<std::vector<LabelledRow>> read_labelled_rows(const std::string& path, Labels labels = Labels::kNeeded);
/// The rows of all files, in their order.
base::Result<std::vector<LabelledRow>> read_labelled_rows(const std::vector<std::string>& paths);

}  // namespace bot::cli
