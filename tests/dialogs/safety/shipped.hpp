#pragma once
// The shipped scripts, loaded once per program, and the labelled sentences beside these tests.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

#include "dialogs/language/release.hpp"

namespace dialogs::tests {

inline std::string content_of(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

inline std::shared_ptr<const Release> shipped_release() {
  static const std::shared_ptr<const Release> release = [] {
    const std::filesystem::path root = std::filesystem::path(XINSHENG_SOURCE_DIR) / "dialogs/scripts";
    std::vector<SourceFile> files;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) {
      if (entry.path().extension() != ".yaml") continue;
      files.push_back({std::filesystem::relative(entry.path(), root).generic_string(), content_of(entry.path())});
    }
    return load_release(std::move(files)).release;
  }();
  return release;
}

struct Sentence {
  std::string text;
  std::string danger;  // 无: none
};

/// tests/dialogs/safety/<name>: text, tab, danger; the first line has the columns' names.
inline std::vector<Sentence> sentences(const std::string& name) {
  std::ifstream in(std::filesystem::path(XINSHENG_SOURCE_DIR) / "tests/dialogs/safety" / name);
  std::vector<Sentence> all;
  std::string line;
  std::getline(in, line);
  while (std::getline(in, line)) {
    const std::size_t tab = line.find('\t');
    if (tab != std::string::npos) all.push_back({line.substr(0, tab), line.substr(tab + 1)});
  }
  return all;
}

}  // namespace dialogs::tests
