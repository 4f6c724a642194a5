// xinsheng migrate: brings the database's schema up to this program's.
#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>

#include "base/system_clock.hpp"
#include "bot/cli/command.hpp"
#include "bot/cli/open_config.hpp"
#include "bot/files.hpp"
#include "bot/wiring.hpp"
#include "storage/sqlite/sqlite_store.hpp"

namespace bot::cli {
namespace {

int migrate(const std::string& data) {
  const base::SystemClock clock;
  base::JsonLinesLog log(2, clock);
  if (const base::Status made = make_folder(data); !made) return report_faults({made.error().text});
  storage::SqliteOptions options;
  options.path = data + "/xinsheng.db";
  const auto applied = storage::migrate_sqlite(options, log);
  if (!applied) return report_faults({applied.error().text});
  for (const std::string& name : *applied) std::cout << "applied " << name << "\n";
  std::cout << "schema " << storage::schema_version() << (applied->empty() ? " (nothing to do)" : "") << std::endl;
  return kExitOk;
}

}  // namespace

void add_migrate(CLI::App& app, std::function<int()>& run) {
  auto data = std::make_shared<std::string>("var");
  CLI::App* command = app.add_subcommand("migrate", "Bring the database up to this program's schema");
  command->add_option("--data", *data, "Folder of the database")->capture_default_str();
  command->callback([data, &run] { run = [data] { return migrate(*data); }; });
}

}  // namespace bot::cli
