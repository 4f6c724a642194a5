#pragma once
// A dialog from its node, parts spliced in (dialog language §3.3).
#include <vector>

#include "dialogs/language/faults.hpp"
#include "dialogs/language/library.hpp"
#include "dialogs/language/node.hpp"
#include "dialogs/language/script.hpp"

namespace dialogs {

inline constexpr std::size_t kSlotsMax = 30;

Dialog read_dialog(const Node& root, const Library& library, Faults& faults);
/// Checks a part that no dialog uses as if it were one.
void check_unused_part(const Node& root, const Library& library, Faults& faults);
/// `tests:` of any file.
std::vector<ConversationTest> read_tests(const Node& root);

}  // namespace dialogs
