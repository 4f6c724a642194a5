#include "bot/cli/open_config.hpp"

#include <CLI/CLI.hpp>
#include <iostream>
#include <utility>

#include "bot/files.hpp"
#include "bot/installation.hpp"
#include "bot/wiring.hpp"
#include "storage/open.hpp"

namespace bot::cli {

OpenedConfig open_config(const std::string& path) {
  OpenedConfig opened;
  base::Result<std::string> text = read_file(path);
  if (!text) {
    std::cerr << "配置文件读不出来：" << text.error().text
              << "\n  = 怎么改：用 --config 指定一份，例如 config/demo.yaml\n";
    opened.exit_code = kExitNoInput;
    return opened;
  }
  ReadConfig read = read_config(path, *text);
  if (!read.faults.empty()) {
    std::vector<std::string> faults;
    for (const dialogs::Diagnostic& fault : read.faults) faults.push_back(dialogs::render(fault, *text));
    opened.exit_code = report_faults(faults);
    return opened;
  }
  opened.ok = true;
  opened.config = std::move(read.config);
  return opened;
}

int report_faults(const std::vector<std::string>& faults) {
  for (const std::string& fault : faults) std::cerr << fault << "\n";
  std::cerr << "共 " << faults.size() << " 处，改好再启动；什么都没有运行。" << std::endl;
  return kExitConfig;
}

void add_store_options(CLI::App& command, StoreChoice& choice) {
  CLI::Option* data = command.add_option("--data", choice.data, "Folder of the database file")->capture_default_str();
  command.add_option("--config", choice.config, "Configuration that names the store")->excludes(data);
}

std::optional<storage::StoreOptions> options_of(const StoreChoice& choice) {
  Config config;
  config.data = choice.data;
  if (!choice.config.empty()) {
    OpenedConfig opened = open_config(choice.config);
    if (!opened.ok) return std::nullopt;
    config = std::move(opened.config);
  }
  auto installation = installation_of(config.data);
  if (!installation) {
    report_faults({installation.error().text});
    return std::nullopt;
  }
  storage::StoreOptions options;
  options.url = store_url(config);
  options.installation = std::move(*installation);
  return options;
}

std::unique_ptr<storage::Store> open_store(const StoreChoice& choice, const base::Clock& clock, base::Random& random,
                                           base::Log& log) {
  const auto options = options_of(choice);
  return options ? open_store_at(*options, clock, random, log) : nullptr;
}

std::unique_ptr<storage::Store> open_store_at(const storage::StoreOptions& options, const base::Clock& clock,
                                              base::Random& random, base::Log& log) {
  auto store = storage::open_store(options, clock, random, log);
  if (store) return std::move(*store);
  std::cerr << store.error().text << std::endl;
  return nullptr;
}

}  // namespace bot::cli
