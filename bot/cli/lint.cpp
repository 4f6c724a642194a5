// xinsheng lint: what is wrong with a folder of scripts, in Chinese, with place, caret and fix.
#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>

#include "bot/cli/command.hpp"
#include "bot/wiring.hpp"

namespace bot::cli {
namespace {

int lint(const std::string& folder) {
  const LoadedScripts loaded = load_scripts(folder);
  for (const std::string& warning : loaded.warnings) std::cout << warning << "\n";
  for (const std::string& fault : loaded.faults) std::cout << fault << "\n";
  if (!loaded.release) {
    std::cout << "共 " << loaded.faults.size() << " 处错误，" << loaded.warnings.size() << " 处提醒" << std::endl;
    return kExitNegative;
  }
  std::cout << "没有错误，" << loaded.warnings.size() << " 处提醒；版本 " << loaded.release->id << std::endl;
  return kExitOk;
}

}  // namespace

void add_lint(CLI::App& app, std::function<int()>& run) {
  auto folder = std::make_shared<std::string>("dialogs/scripts");
  CLI::App* command = app.add_subcommand("lint", "Check a folder of dialog scripts and rules");
  command->add_option("folder", *folder, "Folder of scripts")->capture_default_str();
  command->callback([folder, &run] { run = [folder] { return lint(*folder); }; });
}

}  // namespace bot::cli
