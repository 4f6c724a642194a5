#pragma once
// Scripts on their way from files to a release.
#include <memory>
#include <string>
#include <vector>

#include "dialogs/language/release.hpp"

namespace bot {

/// Reads and checks all scripts of a folder. On faults the release is null and `faults` holds each one rendered.
struct LoadedScripts {
  std::shared_ptr<const dialogs::Release> release;
  std::vector<std::string> faults;
  std::vector<std::string> warnings;
};
LoadedScripts load_scripts(const std::string& folder);
/// The same for files that are already read.
LoadedScripts load_sources(std::vector<dialogs::SourceFile> files);

}  // namespace bot
