#include "tests/dialogs/rehearsal/dialog_tree.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace dialogs::tests {

std::vector<SourceFile> read_tree(const std::string& folder) {
  const std::filesystem::path root = std::filesystem::path(XINSHENG_SOURCE_DIR) / folder;
  std::vector<SourceFile> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) {
    if (!entry.is_regular_file() || entry.path().extension() != ".yaml") continue;
    std::ifstream stream(entry.path(), std::ios::binary);
    std::ostringstream text;
    text << stream.rdbuf();
    files.push_back({std::filesystem::relative(entry.path(), root).generic_string(), text.str()});
  }
  std::sort(files.begin(), files.end(), [](const SourceFile& a, const SourceFile& b) { return a.path < b.path; });
  return files;
}

std::shared_ptr<const Release> load_files(std::vector<SourceFile> files) {
  Loaded loaded = load_release(std::move(files));
  if (loaded.release != nullptr) return loaded.release;
  std::string faults;
  for (const Diagnostic& one : loaded.diagnostics) faults += render(one, "") + "\n";
  throw std::runtime_error(faults);
}

std::shared_ptr<const Release> load_tree(const std::string& folder) { return load_files(read_tree(folder)); }

std::shared_ptr<const Release> load_tree_with(const std::string& folder, const std::string& path,
                                              const std::string& from, const std::string& to) {
  std::vector<SourceFile> files = read_tree(folder);
  for (SourceFile& file : files) {
    if (file.path != path) continue;
    const std::size_t at = file.text.find(from);
    if (at == std::string::npos) break;
    file.text.replace(at, from.size(), to);
    return load_files(std::move(files));
  }
  throw std::runtime_error("nothing to replace in " + path);
}

std::shared_ptr<const Release> spec_release() {
  static const std::shared_ptr<const Release> release = load_tree("tests/conversations/spec");
  return release;
}

std::shared_ptr<const Release> further_release() {
  static const std::shared_ptr<const Release> release = [] {
    std::vector<SourceFile> files = read_tree("tests/conversations/spec");
    for (SourceFile& file : read_tree("tests/conversations/further")) files.push_back(std::move(file));
    return load_files(std::move(files));
  }();
  return release;
}

std::shared_ptr<const Release> shipped_release() {
  static const std::shared_ptr<const Release> release = load_tree("dialogs/scripts");
  return release;
}

}  // namespace dialogs::tests
