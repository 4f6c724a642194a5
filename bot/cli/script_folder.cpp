#include "bot/cli/script_folder.hpp"

#include <filesystem>
#include <iostream>

#include "bot/files.hpp"

namespace bot::cli {
namespace {

namespace fs = std::filesystem;

constexpr char kUsualFolder[] = "dialogs/scripts";
constexpr int kLevelsMax = 3;  // between a file and its folder's _global.yaml

fs::path folder_of(const fs::path& file) {
  std::error_code failure;
  fs::path folder = fs::absolute(file, failure).parent_path();
  const fs::path own = folder;
  for (int level = 0; level < kLevelsMax && folder.has_parent_path(); ++level, folder = folder.parent_path()) {
    if (fs::exists(folder / "_global.yaml", failure)) return folder;
  }
  return own;
}

std::nullopt_t refuse(const std::string& sentence) {
  std::cerr << sentence << std::endl;
  return std::nullopt;
}

}  // namespace

std::optional<ScriptChoice> choose_scripts(const std::vector<std::string>& paths) {
  ScriptChoice choice;
  std::error_code failure;
  std::vector<fs::path> files;
  for (const std::string& path : paths.empty() ? std::vector<std::string>{kUsualFolder} : paths) {
    if (!fs::exists(path, failure)) {
      return refuse("没有 " + path + "：写一个文件夹，或文件夹里的 .yaml 文件");
    }
    const bool is_folder = fs::is_directory(path, failure);
    const std::string folder = is_folder ? path : folder_of(path).string();
    if (!choice.folder.empty() && !fs::equivalent(choice.folder, folder, failure)) {
      return refuse("一次只查一个文件夹：" + choice.folder + " 和 " + folder + " 要分开查");
    }
    choice.folder = folder;
    if (!is_folder) files.emplace_back(path);
  }
  base::Result<std::vector<dialogs::SourceFile>> all = read_scripts(choice.folder);
  if (!all) return refuse("读不了 " + choice.folder + "：" + all.error().text);
  choice.files = std::move(*all);
  if (choice.files.empty()) return refuse(choice.folder + " 里没有 .yaml 文件");
  for (const fs::path& file : files) {
    choice.only.insert(fs::relative(fs::absolute(file, failure), fs::absolute(choice.folder, failure), failure).generic_string());
  }
  return choice;
}

}  // namespace bot::cli
