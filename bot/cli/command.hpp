#pragma once
// One file per subcommand; one line per subcommand in registry.cpp.
#include <functional>

namespace CLI {
class App;
}

namespace bot::cli {

/// Adds the subcommand to `app`; when it was chosen, `run` is set to what carries it out and gives the exit code.
using AddCommand = void (*)(CLI::App& app, std::function<int()>& run);

void add_serve(CLI::App& app, std::function<int()>& run);
void add_talk(CLI::App& app, std::function<int()>& run);
void add_transcript(CLI::App& app, std::function<int()>& run);
void add_tickets(CLI::App& app, std::function<int()>& run);
void add_report(CLI::App& app, std::function<int()>& run);
void add_migrate(CLI::App& app, std::function<int()>& run);
void add_verify(CLI::App& app, std::function<int()>& run);
void add_lint(CLI::App& app, std::function<int()>& run);
void add_fmt(CLI::App& app, std::function<int()>& run);
void add_test(CLI::App& app, std::function<int()>& run);
void add_simulate(CLI::App& app, std::function<int()>& run);
void add_walk(CLI::App& app, std::function<int()>& run);
void add_classify(CLI::App& app, std::function<int()>& run);
void add_evaluate(CLI::App& app, std::function<int()>& run);
void add_rules(CLI::App& app, std::function<int()>& run);
void add_store(CLI::App& app, std::function<int()>& run);
void add_safety(CLI::App& app, std::function<int()>& run);
void add_duty(CLI::App& app, std::function<int()>& run);
void add_limits(CLI::App& app, std::function<int()>& run);
void add_publish(CLI::App& app, std::function<int()>& run);
void add_rollback(CLI::App& app, std::function<int()>& run);
void add_releases(CLI::App& app, std::function<int()>& run);
void add_diff(CLI::App& app, std::function<int()>& run);
void add_replay(CLI::App& app, std::function<int()>& run);
void add_forwards(CLI::App& app, std::function<int()>& run);
void add_draft(CLI::App& app, std::function<int()>& run);
void add_user(CLI::App& app, std::function<int()>& run);
void add_search(CLI::App& app, std::function<int()>& run);
void add_openapi(CLI::App& app, std::function<int()>& run);

/// The program: reads the command line, runs the subcommand, returns the exit code (bot/wiring.hpp).
int run_command_line(int argc, char** argv);

}  // namespace bot::cli
