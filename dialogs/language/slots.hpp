#pragma once
// Slots from their nodes (dialog language §3.4), with the defaults of their type applied.
#include <vector>

#include "dialogs/language/faults.hpp"
#include "dialogs/language/library.hpp"
#include "dialogs/language/node.hpp"
#include "dialogs/language/script.hpp"
#include "dialogs/language/texts.hpp"

namespace dialogs {

/// {value, words, heard} of `options:`; E0602 is found by lint.
std::vector<Option> read_options(const Node& list);

/// Everything but the texts and `when`, which may name slots that come later.
Slot read_slot(const Node& node, const Library& library, Faults& faults);
/// The rest, once all slots of the dialog are known.
void finish_slot(Slot& slot, const Node& node, const std::vector<Slot>& slots, const TextNames& names,
                 const Library& library, Faults& faults);

}  // namespace dialogs
