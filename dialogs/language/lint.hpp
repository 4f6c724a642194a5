#pragma once
// What can be proved about a whole release (dialog language §3.9, §4.12).
#include "dialogs/language/faults.hpp"
#include "dialogs/language/library.hpp"
#include "dialogs/language/script.hpp"

namespace dialogs {

/// Paths of one dialog: E0402 E0403 E0404 W0404 E0405 E0406 E0502 E0801, or W0401 where there are too many to walk.
void lint_paths(const Dialog& dialog, const Library& library, Faults& faults);

/// Words: E0601 E0602 E0605.
void lint_words(const Dialog& dialog, const Library& library, Faults& faults);

/// Between dialogs: E0302 for a menu number or trigger word that stands twice, E0408 for a circle of `next`, W0804.
void lint_dialogs(const std::vector<Dialog>& dialogs, const Library& library, Faults& faults);

}  // namespace dialogs
