#pragma once
// The gate before every publication (dialog language §0.12): lint, the tests in the files, conformance, replay — in this
// order, and what fails says in Chinese where and what to do.
#include <memory>
#include <string>
#include <vector>

#include "dialogs/language/release.hpp"
#include "dialogs/rehearsal/replay.hpp"

namespace bot {

/// One gate's refusals, each a complete text with its place; empty = passed.
struct GateStep {
  std::string title;
  std::size_t checked = 0;
  std::vector<std::string> refusals;
  std::vector<std::string> remarks;  // worth reading, no reason to refuse
};

/// What lint says against the published release: answers that would lose their option and the like. `published` may be null.
GateStep check_against(const dialogs::Release* published, const dialogs::Release& draft);
/// The conversation tests inside the dialogs.
GateStep check_own_tests(const std::shared_ptr<const dialogs::Release>& draft);
/// The conversations of the release's `kind: tests` files, which no dialog owns; every step also twice, and through its
/// stored form.
GateStep check_conformance(const std::shared_ptr<const dialogs::Release>& draft);

/// A second person must agree when rules would decide otherwise for conversations that were had.
bool needs_confirmation(const dialogs::ReplayReport& report);

}  // namespace bot
