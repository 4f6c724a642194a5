// xinsheng serve: the server, until SIGTERM or SIGINT.
#include <CLI/CLI.hpp>
#include <csignal>
#include <iostream>
#include <memory>

#include "base/system_clock.hpp"
#include "bot/cli/command.hpp"
#include "bot/cli/open_config.hpp"
#include "bot/wiring.hpp"

namespace bot::cli {
namespace {

constexpr std::int64_t kDrainMs = 10'000;
constexpr long kWatchNs = 250'000'000;  // how often the store's health is looked at

struct Options {
  std::string config = "config/demo.yaml";
  std::string data;
  int port = -1;
};

/// 0: a signal asked to stop. Otherwise the exit code of a problem that only a restart can mend.
int wait_for_end(Server& server, const sigset_t& signals, base::Log& log) {
  while (true) {
    const timespec wait{.tv_sec = 0, .tv_nsec = kWatchNs};
    if (sigtimedwait(&signals, nullptr, &wait) > 0) return kExitOk;
    const std::string problem = server.fatal_problem();
    if (problem.empty()) continue;
    log.error("stopping", {{"problem", base::OurWord{problem}}});
    return kExitInternal;
  }
}

int serve(const Options& options) {
  // Before any thread exists, so that all inherit the mask and the signals arrive here only.
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::signal(SIGPIPE, SIG_IGN);

  OpenedConfig opened = open_config(options.config);
  if (!opened.ok) return opened.exit_code;
  if (!options.data.empty()) opened.config.data = options.data;
  if (options.port >= 0) opened.config.port = static_cast<std::uint16_t>(options.port);

  const base::SystemClock clock;
  base::SystemRandom random;
  base::JsonLinesLog log(2, clock);
  Started started = start_server(opened.config, {.clock = clock, .random = random, .log = log});
  if (!started.server) return report_faults(started.faults);
  for (const std::string& remark : started.remarks) std::cerr << remark << "\n";
  std::cout << "ready " << started.server->address() << std::endl;
  log.info("ready");

  const int code = wait_for_end(*started.server, signals, log);
  // A second signal while draining ends the process at once.
  pthread_sigmask(SIG_UNBLOCK, &signals, nullptr);
  started.server->drain(code == kExitOk ? kDrainMs : 0);
  return code;
}

}  // namespace

void add_serve(CLI::App& app, std::function<int()>& run) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("serve", "Run the server until SIGTERM or Ctrl-C");
  command->add_option("--config", options->config, "Configuration file")->capture_default_str();
  command->add_option("--data", options->data, "Folder of the database and of media (instead of the configuration's)");
  command->add_option("--port", options->port, "Port (instead of the configuration's); 0 = any free one")
      ->check(CLI::Range(0, 65535));
  command->callback([options, &run] { run = [options] { return serve(*options); }; });
}

}  // namespace bot::cli
