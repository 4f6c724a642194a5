#include "bot/cli/fit_routes.hpp"

#include <string>
#include <string_view>

#include "base/utf8.hpp"
#include "dialogs/rules/fit.hpp"

namespace bot::cli {
namespace {

/// A letter's title is about the same matter as the letter: it teaches how few words say it, not that it is frequent.
constexpr double kTitleWeight = 0.7;
/// How a letter begins, cut to what somebody writes in a chat, teaches the same; it is seldom the gist, and counts little.
constexpr double kOpeningWeight = 0.1;
constexpr std::size_t kOpeningPointsMin = 8, kOpeningPointsMax = 30;
constexpr std::size_t kLetterPointsMin = 60;

constexpr std::string_view kMarks = "，。！？；：,.!?;: \n";

/// The first words of a text up to a mark, without marks: kOpeningPointsMin to kOpeningPointsMax characters.
std::string opening_of(std::string_view text) {
  std::string opening;
  std::size_t points = 0;
  while (!text.empty() && points < kOpeningPointsMax) {
    const std::string_view point = base::prefix_of_points(text, 1);
    text.remove_prefix(point.size());
    if (kMarks.find(point) == std::string_view::npos) {
      opening += point;
      ++points;
    } else if (points >= kOpeningPointsMin) {
      break;
    }
  }
  return opening;
}

}  // namespace

dialogs::PointsFile fit_routes(const std::vector<LabelledRow>& rows) {
  std::vector<dialogs::Labelled> examples;
  for (const LabelledRow& row : rows) {
    if (row.routes.size() != 1) continue;
    examples.push_back({.text = row.text, .value = row.routes.front(), .weight = row.is_title ? kTitleWeight : 1});
    if (row.is_title || base::count_code_points(row.text) < kLetterPointsMin) continue;
    examples.push_back({.text = opening_of(row.text), .value = row.routes.front(), .weight = kOpeningWeight, .is_part = true});
  }
  return dialogs::fit_points({"12345", "12328", "12348", "none"}, examples, {});
}

}  // namespace bot::cli
