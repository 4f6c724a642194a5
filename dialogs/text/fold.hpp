#pragma once
// The slow road of normalise(): everything that needs the Unicode tables. The only door to ICU in this folder.
#include <string_view>

#include "dialogs/text/normal.hpp"

namespace dialogs {

/// Appends to `out` what text[from, …) folds to (see NormalText) and closes its origins; total for any bytes, linear time.
void fold_any(std::string_view text, std::size_t from, NormalText& out);
/// Letters and digits of any script; marks, blanks, punctuation, symbols and emoji are not.
bool is_letter_or_digit(char32_t point);

}  // namespace dialogs
