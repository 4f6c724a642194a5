#include <CLI/CLI.hpp>
#include <iostream>

#include "bot/cli/command.hpp"
#include "bot/desk/routes.hpp"
#include "bot/wiring.hpp"

namespace bot::cli {

void add_openapi(CLI::App& app, std::function<int()>& run) {
  CLI::App* command = app.add_subcommand("openapi", "Writes the description of the operators' API (OpenAPI 3.1)");
  command->callback([&run] {
    run = [] {
      std::cout << desk::openapi(desk::all_routes(), desk::shared_shapes());
      return kExitOk;
    };
  });
}

}  // namespace bot::cli
