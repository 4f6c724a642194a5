// xinsheng simulate: days of drivers, hotlines and misfortunes around the real program, out of a seed.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <atomic>
#include <fstream>
#include <iostream>
#include <map>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "bot/cli/command.hpp"
#include "bot/promises/book.hpp"
#include "bot/scripts.hpp"
#include "bot/simulation/occurrences.hpp"
#include "bot/simulation/simulation.hpp"
#include "bot/wiring.hpp"

namespace bot::cli {
namespace {

struct Options {
  std::string folder = "dialogs/scripts";
  int days = 14;
  std::uint64_t seed = 1;
  std::uint64_t seeds = 0;
  int threads = 0;
  std::string regress;
  bool demands_all = false;
};

struct Tally {
  std::uint64_t passed = 0;
  std::uint64_t failed = 0;
  std::int64_t turns = 0;
  std::int64_t tickets = 0;
  std::uint64_t events = 0;
  std::map<std::string, std::int64_t> seen;
};

void print_failure(std::uint64_t seed, int days, const simulation::Outcome& outcome) {
  std::cout << "种子 " << seed << "（" << days << " 天）坏在第 " << outcome.events << " 件事：" << outcome.finding->invariant << "："
            << outcome.finding->text << "\n";
  for (const std::string& line : outcome.latest) std::cout << "    " << line << "\n";
  std::cout << "再走一次：xinsheng simulate --days " << days << " --seed " << seed << std::endl;
}

int tell_one(const simulation::Ground& ground, const Options& options) {
  const simulation::Outcome outcome =
      ground.simulate({.seed = options.seed, .days = options.days, .bug = simulation::Plant::kNone, .story = &std::cout});
  std::cout << "\n" << options.days << " 天，" << outcome.turns << " 轮，" << outcome.tickets << " 张工单，" << outcome.events << " 件事。发生过：\n";
  for (const auto& [what, times] : outcome.seen) std::cout << "  " << times << "×  " << what << "\n";
  std::cout << "检查了：\n";
  for (const simulation::Checked& one : simulation::checked_invariants()) std::cout << "  " << one.invariant << "  " << one.says << "\n";
  std::cout << "故事的摘要 " << std::hex << outcome.digest << std::dec << "（同一个种子、同一个程序，摘要相同）\n";
  if (outcome.finding) {
    print_failure(options.seed, options.days, outcome);
    return kExitNegative;
  }
  std::cout << "都成立" << std::endl;
  return kExitOk;
}

/// One number per line; after it whatever people wrote about it.
std::vector<std::uint64_t> read_seeds(const std::string& path) {
  std::vector<std::uint64_t> seeds;
  std::ifstream in(path);
  std::string line;
  while (std::getline(in, line)) {
    std::uint64_t seed = 0;
    for (std::size_t i = 0; i < line.size() && line[i] >= '0' && line[i] <= '9'; ++i) {
      seed = seed * 10 + static_cast<std::uint64_t>(line[i] - '0');
    }
    if (seed != 0) seeds.push_back(seed);
  }
  return seeds;
}

/// Seeds know nothing of each other: each thread takes the next one.
int run_many(const simulation::Ground& ground, const Options& options) {
  std::vector<std::uint64_t> seeds = options.regress.empty() ? std::vector<std::uint64_t>() : read_seeds(options.regress);
  for (std::uint64_t i = 0; i < options.seeds; ++i) seeds.push_back(options.seed + i);
  Tally tally;
  std::atomic<std::size_t> next{0};
  std::mutex mutex;
  const auto work = [&] {
    for (std::size_t i = next++; i < seeds.size(); i = next++) {
      const simulation::Outcome outcome = ground.simulate({.seed = seeds[i], .days = options.days, .bug = simulation::Plant::kNone, .story = nullptr});
      const std::lock_guard lock(mutex);
      ++(outcome.finding ? tally.failed : tally.passed);
      tally.turns += outcome.turns;
      tally.tickets += outcome.tickets;
      tally.events += outcome.events;
      for (const auto& [what, times] : outcome.seen) tally.seen[what] += times;
      if (outcome.finding && tally.failed <= 5) print_failure(seeds[i], options.days, outcome);
    }
  };
  const unsigned threads = options.threads > 0 ? static_cast<unsigned>(options.threads) : std::max(1U, std::thread::hardware_concurrency());
  std::vector<std::thread> workers;
  for (unsigned i = 0; i < threads; ++i) workers.emplace_back(work);
  for (std::thread& worker : workers) worker.join();
  for (const auto& [what, times] : tally.seen) std::cout << "  " << times << "×  " << what << "\n";
  if (options.demands_all) {
    for (const std::string_view one : simulation::missing_occurrences(tally.seen)) {
      std::cout << "从来没有发生过：" << one << "（种子太少，或模拟不再造成它）\n";
      ++tally.failed;
    }
  }
  std::cout << seeds.size() << " seeds of " << options.days << " days: " << tally.turns << " turns, " << tally.tickets << " tickets, "
            << tally.events << " events\n"
            << "simulate: " << tally.passed << " passed, " << tally.failed << " failed" << std::endl;
  return tally.failed == 0 ? kExitOk : kExitNegative;
}

int simulate(const Options& options) {
  const LoadedScripts loaded = load_scripts(options.folder);
  if (!loaded.release) {
    for (const std::string& fault : loaded.faults) std::cerr << fault << "\n";
    return kExitConfig;
  }
  const ReadPromises promises = read_promises({});
  if (!promises.promises) {
    for (const std::string& fault : promises.faults) std::cerr << fault << "\n";
    return kExitConfig;
  }
  const simulation::Ground ground(loaded.release, promises.promises);
  return options.seeds == 0 && options.regress.empty() ? tell_one(ground, options) : run_many(ground, options);
}

}  // namespace

void add_simulate(CLI::App& app, std::function<int()>& run) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand(
      "simulate", "Play days of drivers, hotlines, operators, crashes and power cuts around the real program, and check what must hold");
  command->add_option("--dialogs", options->folder, "Folder of scripts")->capture_default_str();
  command->add_option("--days", options->days, "Simulated days")->capture_default_str()->check(CLI::Range(1, 365));
  command->add_option("--seed", options->seed, "The one seed whose story is told, or the first of many")->capture_default_str();
  command->add_option("--seeds", options->seeds, "Play so many seeds, and tell only what went wrong")->check(CLI::Range(1, 1'000'000));
  command->add_option("--jobs,--threads", options->threads, "At a time; 0: one per processor")->capture_default_str()->check(CLI::Range(0, 256));
  command->add_option("--regress", options->regress, "File of seeds that went wrong once: played first")->check(CLI::ExistingFile);
  command->add_flag("--demand-all", options->demands_all, "Many seeds: fail unless every fault and event that is demanded occurred in one of them");
  command->callback([options, &run] { run = [options] { return simulate(*options); }; });
}

}  // namespace bot::cli
