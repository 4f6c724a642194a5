#pragma once
// Every combination of values that a walk can tell apart, and no more: a slot's value is chosen when the walk first
// asks for it, so a slot that a path never looks at does not multiply the walks along that path.
#include <cstddef>
#include <string>
#include <vector>

#include "dialogs/language/lint_domains.hpp"

namespace dialogs {

/// Walk, then next(), until next() is false: every valuation of `domains` was then walked, once for all those that
/// differ only in slots not asked for. The walk must depend on nothing but the values it is given.
class LazyValuation {
 public:
  /// `domains` must outlive this; each names a slot below `slots`.
  LazyValuation(const std::vector<Domain>& domains, std::size_t slots);

  /// Whether a domain was given for it; the others are always "".
  bool has(std::size_t slot) const { return domain_of_[slot] != nullptr; }

  /// "" : left empty. The same until next().
  const std::string& value(std::size_t slot);

  /// False when there is no other valuation; the first one follows then.
  bool next();

 private:
  struct Choice {
    std::size_t slot = 0;
    std::size_t pick = 0;  // of the slot's values; one past them: left empty
  };

  std::vector<const Domain*> domain_of_;  // by slot
  std::vector<Choice> choices_;           // in the order they were asked for
  std::vector<std::size_t> choice_of_;    // by slot: where in choices_, or npos
};

}  // namespace dialogs
