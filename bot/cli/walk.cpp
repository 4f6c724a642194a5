// xinsheng walk: random drivers talk to a folder of scripts; what breaks a law of the engine is shown as a short test.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <atomic>
#include <iostream>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "bot/cli/command.hpp"
#include "bot/wiring.hpp"
#include "dialogs/rehearsal/lines.hpp"
#include "dialogs/rehearsal/random_walk.hpp"

namespace bot::cli {
namespace {

struct Options {
  std::string folder = "dialogs/scripts";
  std::uint64_t walks = 200;
  std::uint64_t seed = 1;
  int lines = 75;
};

struct Walked {
  std::uint64_t walks = 0;
  std::size_t lines = 0;
  std::uint64_t bad_seed = 0;
  std::optional<dialogs::WalkFault> fault;
};

/// Walks know nothing of each other: each processor takes the next seed until one goes wrong.
Walked walk_all(const dialogs::ReleaseSet& releases, const Options& options) {
  Walked walked;
  std::atomic<std::uint64_t> next{0};
  std::mutex mutex;
  const auto work = [&] {
    for (std::uint64_t i = next++; i < options.walks; i = next++) {
      dialogs::WalkResult result = dialogs::walk(releases, {.seed = options.seed + i, .lines = options.lines, .law = {}});
      const std::lock_guard lock(mutex);
      ++walked.walks;
      walked.lines += result.lines;
      if (!result.fault || walked.fault) continue;
      walked.bad_seed = options.seed + i;
      walked.fault = std::move(result.fault);
      next = options.walks;
    }
  };
  std::vector<std::thread> workers;
  for (unsigned i = 0; i < std::max(1U, std::thread::hardware_concurrency()); ++i) workers.emplace_back(work);
  for (std::thread& worker : workers) worker.join();
  return walked;
}

int walk(const Options& options) {
  const LoadedScripts loaded = load_scripts(options.folder);
  if (!loaded.release) {
    for (const std::string& fault : loaded.faults) std::cerr << fault << "\n";
    return kExitConfig;
  }
  const dialogs::OneRelease releases(loaded.release);
  const Walked walked = walk_all(releases, options);
  if (!walked.fault) {
    std::cout << "随机对话 " << walked.walks << " 段，" << walked.lines << " 步：没有发现问题" << std::endl;
    return kExitOk;
  }
  std::cout << "种子 " << walked.bad_seed << "：" << walked.fault->what << "\n最短的重现（可以贴进测试文件）：\n"
            << dialogs::as_test_file(walked.fault->story) << "再走一次：xinsheng walk --dialogs " << options.folder
            << " --walks 1 --seed " << walked.bad_seed << " --lines " << options.lines << std::endl;
  return kExitNegative;
}

}  // namespace

void add_walk(CLI::App& app, std::function<int()>& run) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("walk", "Let random drivers talk to a folder of scripts, looking for what breaks");
  command->add_option("--dialogs", options->folder, "Folder of scripts")->capture_default_str();
  command->add_option("--walks", options->walks, "How many conversations")->capture_default_str()->check(CLI::Range(1, 1'000'000));
  command->add_option("--seed", options->seed, "Seed of the first; the next ones follow")->capture_default_str();
  command->add_option("--lines", options->lines, "Things that happen in one conversation")->capture_default_str()->check(CLI::Range(1, 10'000));
  command->callback([options, &run] { run = [options] { return walk(*options); }; });
}

}  // namespace bot::cli
