#include "bot/scripts.hpp"

#include <map>
#include <utility>

#include "bot/files.hpp"
#include "dialogs/language/diagnostic.hpp"

namespace bot {

LoadedScripts load_scripts(const std::string& folder) {
  base::Result<std::vector<dialogs::SourceFile>> files = read_scripts(folder);
  if (!files) return {.release = nullptr, .faults = {files.error().text}, .warnings = {}};
  LoadedScripts loaded = load_sources(std::move(*files));
  if (!loaded.release && loaded.faults.empty()) loaded.faults.push_back(folder + ": 没有可用的话本");
  return loaded;
}

LoadedScripts load_sources(std::vector<dialogs::SourceFile> files) {
  LoadedScripts loaded;
  std::map<std::string, std::string> sources;
  for (const dialogs::SourceFile& file : files) sources[file.path] = file.text;
  dialogs::Loaded result = dialogs::load_release(std::move(files));
  for (const dialogs::Diagnostic& diagnostic : result.diagnostics) {
    (diagnostic.is_error() ? loaded.faults : loaded.warnings)
        .push_back(dialogs::render(diagnostic, sources[diagnostic.place.file]));
  }
  loaded.release = std::move(result.release);
  return loaded;
}

}  // namespace bot
