#pragma once
// The subcommands of `xinsheng rules`, one file each.
#include <functional>

namespace CLI {
class App;
}

namespace bot::cli {

void add_rules_fit(CLI::App& rules, std::function<int()>& run);
void add_rules_suggest(CLI::App& rules, std::function<int()>& run);
void add_rules_what_if(CLI::App& rules, std::function<int()>& run);
void add_rules_correct(CLI::App& rules, std::function<int()>& run);

}  // namespace bot::cli
