#include "dialogs/safety/safety.hpp"

#include "base/utf8.hpp"

namespace dialogs {
namespace {

// Of an answer of few characters (a name, 算了, an option) the table of points knows nothing; rules do.
constexpr std::size_t kWeighedPointsMin = 6;

}  // namespace

FoundDanger find_danger(const Release& release, std::string_view text) {
  FoundDanger found;
  const RuleSet* rules = release.global.safety.empty() ? nullptr : release.find_rules(release.global.safety);
  if (rules == nullptr) return found;
  found.decision = rules->classify(text);
  const OutputDecision* output = found.decision.find(kDangerOutput);
  if (output == nullptr || !output->value || *output->value == kNoDanger) return found;
  const bool any_length = !found.decision.by_points && output->tier >= kTierOfAnyLength;
  const std::size_t points = base::count_code_points(text);
  if (!any_length && points > static_cast<std::size_t>(release.dangers.chat)) return found;
  if (found.decision.by_points && points < kWeighedPointsMin) return found;
  found.danger = release.dangers.find(*output->value);
  return found;
}

FoundDanger find_danger_in_burst(const Release& release, std::string_view text) {
  FoundDanger whole = find_danger(release, text);
  while (whole.danger == nullptr && !text.empty()) {
    const std::size_t end = text.find('\n');
    FoundDanger one = find_danger(release, text.substr(0, end));
    if (one.danger != nullptr) return one;
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
  }
  return whole;
}

}  // namespace dialogs
