// xinsheng rules: an operator's work on rules, from a wrong answer to a changed file.
#include <CLI/CLI.hpp>

#include "bot/cli/command.hpp"
#include "bot/cli/rules_commands.hpp"

namespace bot::cli {

void add_rules(CLI::App& app, std::function<int()>& run) {
  CLI::App* rules = app.add_subcommand("rules", "Work on rules with labelled texts");
  rules->require_subcommand(1);
  add_rules_fit(*rules, run);
  add_rules_suggest(*rules, run);
  add_rules_what_if(*rules, run);
  add_rules_correct(*rules, run);
}

}  // namespace bot::cli
