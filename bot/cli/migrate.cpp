// xinsheng migrate: brings the database's schema up to this program's.
#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>

#include "base/system_clock.hpp"
#include "bot/cli/command.hpp"
#include "bot/cli/open_config.hpp"
#include "bot/files.hpp"
#include "bot/wiring.hpp"
#include "storage/migrations.hpp"
#include "storage/open.hpp"

namespace bot::cli {
namespace {

int migrate(const StoreChoice& choice) {
  const base::SystemClock clock;
  base::JsonLinesLog log(2, clock);
  const auto options = options_of(choice);
  if (!options) return kExitConfig;
  if (choice.config.empty()) {
    if (const base::Status made = make_folder(choice.data); !made) return report_faults({made.error().text});
  }
  const auto applied = storage::migrate_store(*options, clock, log);
  if (!applied) return report_faults({applied.error().text});
  for (const std::string& name : *applied) std::cout << "applied " << name << "\n";
  std::cout << "schema " << storage::schema_version() << (applied->empty() ? " (nothing to do)" : "") << std::endl;
  return kExitOk;
}

}  // namespace

void add_migrate(CLI::App& app, std::function<int()>& run) {
  auto choice = std::make_shared<StoreChoice>();
  CLI::App* command = app.add_subcommand("migrate", "Bring the database up to this program's schema");
  add_store_options(*command, *choice);
  command->callback([choice, &run] { run = [choice] { return migrate(*choice); }; });
}

}  // namespace bot::cli
