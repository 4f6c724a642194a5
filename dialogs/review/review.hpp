#pragma once
// Everything that can be said about a folder of scripts before it is published: the loader's and the linter's faults,
// the conversation tests, and what a published release would lose (dialog language §3.9).
#include <memory>
#include <vector>

#include "dialogs/language/compare.hpp"
#include "dialogs/language/release.hpp"

namespace dialogs {

struct Review {
  std::shared_ptr<const Release> release;   // null if the loader or the linter found an error
  std::vector<Diagnostic> diagnostics;      // by file and line
  ChangeClass change = ChangeClass::kNone;  // against `published`

  bool any_error() const;
};

/// Pure; total for any bytes. Tests are run (E0701 W0702) and the published release is compared with (E0802, W0803) only
/// where there is a release; a null `published` compares with nothing.
Review review(std::vector<SourceFile> files, const Release* published = nullptr, bool runs_tests = true);

}  // namespace dialogs
