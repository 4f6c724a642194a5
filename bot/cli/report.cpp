// xinsheng report: the figures of the promises and the three rates, counted from the tickets' logs.
#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>

#include "base/civil_time.hpp"
#include "base/system_clock.hpp"
#include "bot/cli/command.hpp"
#include "bot/cli/live_store.hpp"

namespace bot::cli {
namespace {

struct Options {
  StoreChoice store;
  std::string from, to;
  bool csv = false;
};

/// "2026-03-10" is its first instant in Jinan.
std::optional<base::UnixMs> day_or_instant(const std::string& text) {
  constexpr std::size_t kDayLength = 10;
  return base::from_rfc3339(text.size() == kDayLength ? text + "T00:00:00+08:00" : text);
}

int report(const Options& options) {
  const auto from = day_or_instant(options.from);
  const auto to = options.to.empty() ? std::optional(base::SystemClock().now() + base::Millis{1}) : day_or_instant(options.to);
  if (!from || !to || *to <= *from) {
    std::cerr << "--from 和 --to 要写成 2026-03-10 或 2026-03-10T09:00:00+08:00 的样子，并且先后不能颠倒；--to 当天不算在内" << std::endl;
    return kExitUsage;
  }
  const std::unique_ptr<LiveStore> store = connect(options.store);
  if (!store) return kExitConfig;
  const auto answer = store->ask({{"ask", "ticket_report"}, {"from", from->count}, {"to", to->count}, {"csv", options.csv}});
  if (!answer) return report_error(answer.error());
  std::cout << answer->at("text").get<std::string>() << std::flush;
  return kExitOk;
}

}  // namespace

void add_report(CLI::App& app, std::function<int()>& run) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("report", "Figures of the promises and the three rates, from the tickets' logs");
  add_store_options(*command, options->store);
  command->add_option("--from", options->from, "First day, or instant, of acceptance")->required();
  command->add_option("--to", options->to, "The day, or instant, before which it ends (default: now)");
  command->add_flag("--csv", options->csv, "One figure a line, comma separated");
  command->callback([options, &run] { run = [options] { return report(*options); }; });
}

}  // namespace bot::cli
