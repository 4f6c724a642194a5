#pragma once
namespace dialogs {

/// The simplified form of a traditional Han character; every other character is itself. What it gives is given back
/// unchanged.
char32_t simplified(char32_t point);

}  // namespace dialogs
