#pragma once
// The project's own files as text, for the laws that a program can check.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace house {

struct File {
  std::string path;  // from the root
  std::string text;
  std::vector<std::string> lines;
};

/// Files below `folders` with one of `endings`, sorted.
inline std::vector<File> files(const std::vector<std::string>& folders, const std::vector<std::string>& endings) {
  const std::filesystem::path root = XINSHENG_SOURCE_DIR;
  std::vector<File> found;
  for (const std::string& folder : folders) {
    if (!std::filesystem::exists(root / folder)) continue;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root / folder)) {
      const std::string name = entry.path().string();
      if (!entry.is_regular_file() || name.find("node_modules") != std::string::npos ||
          name.find("/dist/") != std::string::npos) {
        continue;
      }
      bool wanted = false;
      for (const std::string& ending : endings) wanted = wanted || name.ends_with(ending);
      if (!wanted) continue;
      std::ifstream in(entry.path(), std::ios::binary);
      File file{std::filesystem::relative(entry.path(), root).generic_string(),
                std::string(std::istreambuf_iterator<char>(in), {}), {}};
      std::size_t at = 0;
      while (at < file.text.size()) {
        const std::size_t end = file.text.find('\n', at);
        file.lines.push_back(file.text.substr(at, end == std::string::npos ? end : end - at));
        at = end == std::string::npos ? file.text.size() : end + 1;
      }
      found.push_back(std::move(file));
    }
  }
  std::sort(found.begin(), found.end(), [](const File& a, const File& b) { return a.path < b.path; });
  return found;
}

inline std::vector<File> sources() {
  return files({"base", "dialogs", "tickets", "integrations", "storage", "bot"}, {".cpp", ".hpp"});
}

inline std::string room_of(const std::string& path) { return path.substr(0, path.find('/')); }

}  // namespace house
