#pragma once
// Loading what was published once.
#include <vector>

#include "dialogs/language/release.hpp"

namespace dialogs {

/// As load_release, but what the linter proves is not asked again: a release that running conversations are pinned to
/// stays loadable when the linter learns more.
Loaded load_published(std::vector<SourceFile> files);

}  // namespace dialogs
