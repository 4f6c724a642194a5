// xinsheng store copy: moves everything from one store to another, also between the engines.
#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>

#include "base/system_clock.hpp"
#include "bot/cli/command.hpp"
#include "bot/cli/open_config.hpp"
#include "bot/wiring.hpp"
#include "storage/copy.hpp"

namespace bot::cli {
namespace {

struct Options {
  std::string from;
  std::string to;
};

int copy(const Options& options) {
  const base::SystemClock clock;
  base::JsonLinesLog log(2, clock);
  const auto copied =
      storage::copy_store(options.from, options.to, clock, log, [](const std::string& table, std::int64_t rows) {
        std::cerr << "\r" << table << " " << rows << "        " << std::flush;
      });
  std::cerr << "\r";
  if (!copied) return report_faults({copied.error().text});
  for (const storage::CopiedTable& table : *copied)
    std::cout << table.table << " " << table.rows << " " << table.hash << "\n";
  std::cout << "每张表的行数和内容两边一致；现在可以把配置里的 store 改成新的地址，再启动。" << std::endl;
  return kExitOk;
}

}  // namespace

void add_store(CLI::App& app, std::function<int()>& run) {
  CLI::App* store = app.add_subcommand("store", "Work on a whole store");
  store->require_subcommand(1);
  auto options = std::make_shared<Options>();
  CLI::App* command = store->add_subcommand(
      "copy", "Copy everything into an empty store and compare; goes on where it was interrupted");
  command->add_option("from", options->from, "sqlite:PATH or postgres://… (stop its servers first)")->required();
  command->add_option("to", options->to, "sqlite:PATH or postgres://…, empty")->required();
  command->callback([options, &run] { run = [options] { return copy(*options); }; });
}

}  // namespace bot::cli
