#pragma once
// `kind: lexicon` as data; what it means is in dialogs/rules/lexicon.hpp.
#include "dialogs/language/faults.hpp"
#include "dialogs/language/node.hpp"
#include "dialogs/rules/lexicon.hpp"

namespace dialogs {

/// Appends what the file has. Requires a node that passed the schema check, or one whose faults were reported: what is
/// wrong there is left out. Reports an entry that changes nothing, and a spelling that is given to two words (E0806).
void add_lexicon_file(const Node& root, Lexicon& lexicon, Faults& faults);

}  // namespace dialogs
