// xinsheng store copy: moves everything from one store to another, also between the engines.
// xinsheng store drop-turns: retention.
#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>
#include <optional>

#include "base/civil_time.hpp"
#include "base/system_clock.hpp"
#include "bot/cli/command.hpp"
#include "bot/cli/open_config.hpp"
#include "bot/wiring.hpp"
#include "storage/copy.hpp"
#include "storage/open.hpp"

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

struct DropOptions {
  std::string url;
  std::string before;
};

int drop_turns(const DropOptions& options) {
  const std::optional<base::UnixMs> before = base::from_rfc3339(options.before + "T00:00:00+08:00");
  if (!before) {
    std::cerr << "--before 要写成日期，例如 2026-01-01\n";
    return kExitUsage;
  }
  storage::StoreOptions store;
  store.url = options.url;
  const auto dropped = storage::drop_old_turns_of(store, *before);
  if (!dropped) return report_faults({dropped.error().text});
  for (const std::string& month : *dropped) std::cout << "dropped " << month << "\n";
  std::cout << "删掉了 " << dropped->size() << " 个月的对话；工单、人和进行中的对话都还在。" << std::endl;
  return kExitOk;
}

void add_drop_turns(CLI::App& store, std::function<int()>& run) {
  auto options = std::make_shared<DropOptions>();
  CLI::App* command =
      store.add_subcommand("drop-turns", "Drop whole months of transcripts that end before a date (retention)");
  command->add_option("store", options->url, "postgres://…")->required();
  command->add_option("--before", options->before, "YYYY-MM-DD: months that end before it are dropped, for ever")
      ->required();
  command->callback([options, &run] { run = [options] { return drop_turns(*options); }; });
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
  add_drop_turns(*store, run);
}

}  // namespace bot::cli
