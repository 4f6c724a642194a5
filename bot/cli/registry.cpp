#include <CLI/CLI.hpp>
#include <array>
#include <iostream>

#include "bot/cli/command.hpp"
#include "bot/wiring.hpp"

namespace bot::cli {
namespace {

constexpr std::array kCommands{add_serve,    add_talk,     add_transcript, add_tickets, add_migrate, add_verify,
                               add_lint,     add_fmt,      add_test,       add_walk,    add_classify, add_evaluate,
                               add_rules,    add_store,    add_publish,    add_rollback, add_releases, add_diff,
                               add_replay,   add_draft,    add_safety,     add_duty,     add_limits,  add_report,
                               add_forwards, add_user,     add_openapi,    add_simulate,  add_search};

constexpr char kFooter[] =
    "Exit codes: 0 done; 1 the answer is no (a test failed, a fault was found); 64 the words of the call are off; 66 a "
    "file\n"
    "is missing; 70 stopped itself rather than acknowledge what it could not keep; 78 configuration, scripts, schema "
    "or port\n"
    "(every fault is listed with its place).";

}  // namespace

int run_command_line(int argc, char** argv) {
  CLI::App app("xinsheng (司机心声直通车): the messaging backend through which drivers are heard", "xinsheng");
  app.footer(kFooter);
  app.require_subcommand(1);
  std::function<int()> run;
  for (const AddCommand add : kCommands) add(app, run);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    const int code = app.exit(error, std::cout, std::cerr);
    return code == 0 ? kExitOk : kExitUsage;
  }
  return run();
}

}  // namespace bot::cli
