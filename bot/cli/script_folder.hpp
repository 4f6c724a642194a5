#pragma once
// Which scripts a command is about: a folder, or files that lie in one.
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "dialogs/language/release.hpp"

namespace bot::cli {

struct ScriptChoice {
  std::string folder;
  std::vector<dialogs::SourceFile> files;  // all of the folder
  std::set<std::string> only;              // the named ones, as places call them; empty: all
};

/// No path: dialogs/scripts. A folder: itself. Files: the folder that holds their _global.yaml, else their own. Nullopt:
/// what is missing was written to standard error, in Chinese.
std::optional<ScriptChoice> choose_scripts(const std::vector<std::string>& paths);

}  // namespace bot::cli
