#pragma once
// “是不是…？”: the known word that an unknown one was probably meant to be.
#include <string>
#include <string_view>
#include <vector>

namespace dialogs {

/// The nearest by edit distance over characters (at most a third of the longer word, at least one); "" if none is near.
std::string nearest(std::string_view word, const std::vector<std::string_view>& known);
/// “是不是“货车”？”; where none is near, “可以写：” and the known words; "" if none is known.
std::string did_you_mean(std::string_view word, const std::vector<std::string_view>& known);

}  // namespace dialogs
