#pragma once
// The bot's own words: name, the placeholders each may use, and what is said where _global.yaml is silent.
#include <span>
#include <string_view>

namespace dialogs {

struct SystemText {
  std::string_view name;
  std::string_view usual;
  std::string_view names;  // placeholders besides 今天, separated by blanks
};

std::span<const SystemText> system_texts();

}  // namespace dialogs
