#pragma once
// The one answer of the routing rules: which hotline, or that it is no matter for any.
#include <string>

#include "dialogs/rules/rules.hpp"

namespace dialogs {

struct RouteDecision {
  std::string route;  // "12345" "12328" "12348", or "none"
  int lead = 0;       // over the runner-up, in the points of whoever decided
};

/// Rules without a table cannot say "none"; there a text that no rule knows is none.
RouteDecision route_of(const Decision& decision);

}  // namespace dialogs
