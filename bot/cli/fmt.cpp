// xinsheng fmt: writes scripts in their one form; content, comments and their order stay.
#include <CLI/CLI.hpp>
#include <filesystem>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "bot/cli/command.hpp"
#include "bot/cli/script_folder.hpp"
#include "bot/files.hpp"
#include "bot/wiring.hpp"
#include "dialogs/language/format.hpp"

namespace bot::cli {
namespace {

struct Options {
  std::vector<std::string> paths;
  bool check = false;
};

struct Counts {
  std::size_t changed = 0;
  std::size_t refused = 0;
};

// The file keeps its permissions: write_durably would make it the owner's alone.
bool write_back(const std::filesystem::path& path, const std::string& text) {
  std::error_code failure;
  const std::filesystem::perms permissions = std::filesystem::status(path, failure).permissions();
  const base::Status written = write_durably(path.string(), text);
  if (!written) {
    std::cerr << "写不进 " << path.string() << "：" << written.error().text << "；文件没有变\n";
    return false;
  }
  std::filesystem::permissions(path, permissions, failure);
  return true;
}

void one_file(const std::string& folder, const dialogs::SourceFile& file, bool check, Counts& counts) {
  const dialogs::Formatted formatted = dialogs::format(file);
  if (!formatted.ok) {
    ++counts.refused;
    for (const dialogs::Diagnostic& fault : formatted.diagnostics) std::cerr << dialogs::render(fault, file.text) << "\n";
    if (formatted.diagnostics.empty()) {
      std::cerr << file.path << "：有的注释写在放不回去的地方，文件没有动；把注释挪到单独一行再试\n";
    }
    return;
  }
  if (formatted.text == file.text) return;
  if (!check && !write_back(std::filesystem::path(folder) / file.path, formatted.text)) {
    ++counts.refused;
    return;
  }
  ++counts.changed;
  std::cout << (check ? "要整理  " : "整理了  ") << file.path << "\n";
}

int fmt(const Options& options) {
  const std::optional<ScriptChoice> chosen = choose_scripts(options.paths);
  if (!chosen) return kExitNoInput;
  Counts counts;
  std::size_t files = 0;
  for (const dialogs::SourceFile& file : chosen->files) {
    if (!chosen->only.empty() && !chosen->only.contains(file.path)) continue;
    if (dialogs::is_machine_written(file)) continue;
    ++files;
    one_file(chosen->folder, file, options.check, counts);
  }
  std::cout << "看了 " << files << " 个文件，" << counts.changed << (options.check ? " 个要整理" : " 个整理过");
  if (counts.refused > 0) std::cout << "，" << counts.refused << " 个没有动";
  std::cout << std::endl;
  return counts.refused > 0 || (options.check && counts.changed > 0) ? kExitNegative : kExitOk;
}

}  // namespace

void add_fmt(CLI::App& app, std::function<int()>& run) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("fmt", "Write dialog scripts in their one form; comments stay");
  command->add_option("path", options->paths, "A folder of scripts, or files of one (default: dialogs/scripts)");
  command->add_option("--dialogs", options->paths, "The folder of scripts");
  command->add_flag("--check", options->check, "Change nothing; say which files are not in that form, and exit 1");
  command->callback([options, &run] { run = [options] { return fmt(*options); }; });
}

}  // namespace bot::cli
