#pragma once
// `kind: global` (dialog language §3.6): channels, timers, commands and the bot's own words.
#include <string_view>
#include <vector>

#include "dialogs/language/faults.hpp"
#include "dialogs/language/library.hpp"
#include "dialogs/language/node.hpp"
#include "dialogs/language/script.hpp"

namespace dialogs {

/// What holds where the file says nothing; complete.
Global usual_global();
/// E0201 for a system text nobody knows, E0302 for a placeholder it cannot fill.
Global read_global(const Node& root, const Sources& sources, Faults& faults);

/// The names of all system texts, in the order of the specification.
std::vector<std::string_view> system_text_names();

}  // namespace dialogs
