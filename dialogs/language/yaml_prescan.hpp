#pragma once
// What is looked at before a parser sees the file, because the parser's answer would be a riddle.
#include "dialogs/language/faults.hpp"
#include "dialogs/language/source_text.hpp"

namespace dialogs {

/// E0103 E0104 E0108. False: the file must not be parsed.
bool prescan(const SourceText& source, Faults& faults);

}  // namespace dialogs
