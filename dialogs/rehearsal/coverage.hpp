#pragma once
// Which steps and branches of a release its conversations came to. Branches: both sides of an `if`, written or not, every
// written outcome of a `do`, and of a `redo` the retry and its `else`. Pure.
#include <cstddef>
#include <set>
#include <string>
#include <vector>

#include "dialogs/engine/event.hpp"
#include "dialogs/language/release.hpp"

namespace dialogs {

struct Uncovered {
  std::string step;
  std::string branch;  // "" : the step itself was never reached
  std::string what;    // in the author's words: "if 紧急 = 特急 的 else"
  Place place;
};

struct DialogCoverage {
  std::string dialog;
  std::size_t steps = 0, steps_reached = 0;
  std::size_t branches = 0, branches_taken = 0;
  std::vector<Uncovered> missing;  // in document order; a branch of a step that was not reached is not listed again
  bool is_complete() const { return missing.empty(); }
};

/// One entry per dialog, in the release's order; the steps of a part count in every dialog that uses it and are covered when
/// one of them came there. Visits of dialogs the release does not hold count for nothing.
std::vector<DialogCoverage> coverage_of(const Release& release, const std::set<Visit>& visits);

}  // namespace dialogs
