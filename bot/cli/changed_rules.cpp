#include "bot/cli/changed_rules.hpp"

#include <algorithm>
#include <filesystem>
#include <utility>

namespace bot::cli {

ChangedScripts with_changed_file(std::vector<dialogs::SourceFile> sources, const std::string& path, std::string text) {
  const auto same = std::find_if(sources.begin(), sources.end(), [&](const auto& one) { return one.path == path; });
  if (same == sources.end()) {
    sources.push_back({path, std::move(text)});
  } else {
    same->text = std::move(text);
  }
  dialogs::Loaded loaded = dialogs::load_release(sources);
  ChangedScripts changed{std::move(loaded.release), {}};
  for (const dialogs::Diagnostic& diagnostic : loaded.diagnostics) {
    if (!diagnostic.is_error()) continue;
    const auto source = std::find_if(sources.begin(), sources.end(),
                                     [&](const auto& one) { return one.path == diagnostic.place.file; });
    changed.faults.push_back(dialogs::render(diagnostic, source == sources.end() ? "" : source->text));
  }
  return changed;
}

base::Result<std::string> path_of_changed(const std::vector<dialogs::SourceFile>& sources, const std::string& file) {
  const std::string name = std::filesystem::path(file).filename().string();
  for (const dialogs::SourceFile& source : sources) {
    if (std::filesystem::path(source.path).filename().string() == name) return source.path;
  }
  return base::Error{base::ErrorCode::kNotFound, "脚本里没有叫 " + name + " 的文件；改好的文件要和原来的同名"};
}

}  // namespace bot::cli
