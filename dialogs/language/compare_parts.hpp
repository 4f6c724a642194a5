#pragma once
// The two halves of comparing releases (compare.hpp).
#include <vector>

#include "dialogs/language/compare.hpp"
#include "dialogs/language/script.hpp"

namespace dialogs {

/// Appends what differs between two versions of one dialog; its tests and notes are not looked at.
void compare_dialogs(const Dialog& published, const Dialog& draft, std::vector<Change>& changes);
/// E0802 and W0803 of one dialog, at places of the draft.
void check_kept(const Dialog& published, const Dialog& draft, std::vector<Diagnostic>& found);

}  // namespace dialogs
