#pragma once
// How Han characters are pronounced, without tone: what one person says and another, or a machine, writes down.
#include <string>
#include <string_view>

namespace dialogs {

/// The folded text with every Han character replaced by one character of private use for its syllable; -ng is heard as
/// -n and zh, ch, sh as z, c, s. Everything else stays. One character for one character. Thread-safe; the first call
/// works out the table.
std::string sounds_of(std::string_view folded);
/// The same for one character. It takes as many bytes as `point` does.
char32_t sound_of(char32_t point);

}  // namespace dialogs
