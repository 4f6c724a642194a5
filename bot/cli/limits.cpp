// xinsheng limits: the statutory time limits of the knowledge base, and the last day of each from a date.
#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>

#include "base/system_clock.hpp"
#include "bot/cli/command.hpp"
#include "bot/files.hpp"
#include "bot/turns/time_limits.hpp"
#include "bot/wiring.hpp"
#include "dialogs/legal/limits.hpp"
#include "tickets/promises/calendar.hpp"

namespace bot::cli {
namespace {

struct Options {
  std::string folder = "dialogs/scripts";
  std::string calendar = "config/calendar.txt";
  std::string kind;
  std::string from;
};

std::string length_text(const dialogs::LegalLimit& limit) {
  constexpr const char* kUnits[] = {" 日", " 个工作日", " 个月", " 年"};
  return std::to_string(limit.length) + kUnits[static_cast<int>(limit.unit)];
}

int limits(const Options& options) {
  std::optional<dialogs::Date> from;
  if (!options.from.empty()) {
    from = dialogs::parse_date(options.from);
    if (!from) {
      std::cerr << "--from 要写成日期，例如 2026-03-02\n";
      return kExitUsage;
    }
  }
  const LoadedScripts loaded = load_scripts(options.folder);
  if (!loaded.release) {
    for (const std::string& fault : loaded.faults) std::cerr << fault << "\n";
    return kExitConfig;
  }
  const base::Result<std::string> text = read_file(options.calendar);
  if (from && !text) {
    std::cerr << "工作日历读不出来：" << text.error().text << "\n";
    return kExitNoInput;
  }
  const tickets::LoadedCalendar calendar = tickets::load_calendar(text ? *text : std::string());
  if (from && !calendar.calendar) {
    for (const tickets::Fault& fault : calendar.faults) std::cerr << tickets::render(fault, options.calendar) << "\n";
    return kExitConfig;
  }
  const dialogs::IsWorkingDay is_working_day = calendar.calendar ? working_days_of(*calendar.calendar) : dialogs::IsWorkingDay();
  const base::SystemClock clock;
  std::size_t shown = 0;
  for (const dialogs::LegalLimit& limit : loaded.release->limits) {
    const bool wanted = options.kind.empty() || limit.matter.find(options.kind) != std::string::npos ||
                        limit.limit.find(options.kind) != std::string::npos;
    if (!wanted) continue;
    ++shown;
    if (from) {
      std::cout << dialogs::explain(limit, *from, dialogs::last_day(limit, *from, is_working_day),
                                    dialogs::date_of(clock.now()))
                << "\n";
    } else {
      std::cout << limit.matter << "  " << limit.limit << "：从" << limit.start << "起 " << length_text(limit) << "，"
                << limit.basis << "，" << limit.checked << " 核对" << (limit.pending ? "，待核实" : "") << "\n";
    }
  }
  if (shown == 0) {
    std::cerr << "没有“" << options.kind << "”的期限；不写 --kind 看全部\n";
    return kExitNegative;
  }
  std::cout << "以正式文书和律师意见为准。" << std::endl;
  return kExitOk;
}

}  // namespace

void add_limits(CLI::App& app, std::function<int()>& run) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("limits", "Statutory time limits, and their last days from a date");
  command->add_option("--kind", options->kind, "Only matters or limits with this in their name, e.g. 行政处罚");
  command->add_option("--from", options->from, "The day the limit starts from, YYYY-MM-DD");
  command->add_option("--calendar", options->calendar, "The calendar of working days")->capture_default_str();
  command->add_option("--dialogs", options->folder, "Folder of scripts")->capture_default_str();
  command->callback([options, &run] { run = [options] { return limits(*options); }; });
}

}  // namespace bot::cli
