#include "bot/cli/fit_routes.hpp"

#include "dialogs/rules/fit.hpp"

namespace bot::cli {
namespace {

/// A letter's title is about the same matter as the letter: it teaches how few words say it, not that it is frequent.
constexpr double kTitleWeight = 0.7;

}  // namespace

dialogs::PointsFile fit_routes(const std::vector<LabelledRow>& rows) {
  std::vector<dialogs::Labelled> examples;
  for (const LabelledRow& row : rows) {
    if (row.routes.size() == 1) examples.push_back({row.text, row.routes.front(), row.is_title ? kTitleWeight : 1});
  }
  return dialogs::fit_points({"12345", "12328", "12348", "none"}, examples, {});
}

}  // namespace bot::cli
