#include "dialogs/rules/route.hpp"

namespace dialogs {

RouteDecision route_of(const Decision& decision) {
  const OutputDecision* output = decision.find("路由");
  if (output == nullptr) return {"none", 0};
  if (decision.by_points) return {*output->value, decision.points->lead()};
  if (decision.no_matter) return {"none", decision.points->lead()};
  if (output->best.empty()) return {"none", 0};
  return {output->value.value_or(output->best), output->score - output->runner_up_score};
}

}  // namespace dialogs
