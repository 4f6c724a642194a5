// xinsheng verify: checks the invariants of a database or of a copy of one.
#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>

#include "base/system_clock.hpp"
#include "bot/cli/command.hpp"
#include "bot/cli/open_config.hpp"
#include "bot/wiring.hpp"

namespace bot::cli {
namespace {

int verify(const StoreChoice& choice) {
  const base::SystemClock clock;
  base::SystemRandom random;
  base::NoLog log;
  const auto store = open_store(choice, clock, random, log);
  if (!store) return kExitConfig;
  const auto findings = store->verify();
  if (!findings) {
    std::cerr << findings.error().text << std::endl;
    return kExitInternal;
  }
  for (const storage::Finding& finding : *findings) std::cout << finding.invariant << "  " << finding.text << "\n";
  std::cout << (findings->empty() ? "sound: every invariant holds" : std::to_string(findings->size()) + " findings")
            << std::endl;
  return findings->empty() ? kExitOk : kExitNegative;
}

}  // namespace

void add_verify(CLI::App& app, std::function<int()>& run) {
  auto choice = std::make_shared<StoreChoice>();
  CLI::App* command = app.add_subcommand(
      "verify", "Check the invariants of a database (of a file: stop the server first, or use a copy)");
  add_store_options(*command, *choice);
  command->callback([choice, &run] { run = [choice] { return verify(*choice); }; });
}

}  // namespace bot::cli
