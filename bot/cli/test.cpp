// xinsheng test: runs the conversation tests of a folder of scripts, or of test files against it.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <set>
#include <vector>

#include "bot/cli/command.hpp"
#include "bot/files.hpp"
#include "bot/json.hpp"
#include "bot/wiring.hpp"
#include "dialogs/rehearsal/coverage.hpp"
#include "dialogs/rehearsal/lines.hpp"
#include "dialogs/rehearsal/paths.hpp"
#include "dialogs/rehearsal/rehearsal.hpp"

namespace bot::cli {
namespace {

struct Options {
  std::string folder = "dialogs/scripts";
  std::vector<std::string> files;
  bool json = false;
  bool covered = false;
  bool paths = false;
};

struct Ran {
  std::vector<dialogs::RehearsalResult> results;
  std::size_t failed = 0;
  std::vector<dialogs::DialogCoverage> coverage;
};

using Tests = std::vector<dialogs::ConversationTest>;

Tests tests_of(const dialogs::Release& release) {
  Tests tests;
  for (const dialogs::Dialog& dialog : release.dialogs) tests.insert(tests.end(), dialog.tests.begin(), dialog.tests.end());
  tests.insert(tests.end(), release.tests.begin(), release.tests.end());
  return tests;
}

/// kExitOk, or why the named files hold nothing to run; every fault of every file was told.
int read_tests(const std::vector<std::string>& files, Tests& tests) {
  int exit_code = kExitOk;
  for (const std::string& path : files) {
    const base::Result<std::string> text = read_file(path);
    if (!text) {
      std::cerr << path << "：读不出来，没有这个文件或者不让读\n  = 怎么改：检查文件名；测试文件形如 dialogs/scripts/tests/你的测试.yaml\n";
      exit_code = kExitNoInput;
      continue;
    }
    std::vector<dialogs::Diagnostic> faults;
    Tests read = dialogs::load_tests({path, *text}, faults);
    for (const dialogs::Diagnostic& fault : faults) std::cerr << dialogs::render(fault, *text) << "\n";
    const bool is_wrong = std::any_of(faults.begin(), faults.end(), [](const auto& fault) { return fault.is_error(); });
    if (is_wrong) {
      exit_code = kExitConfig;
    } else if (read.empty()) {
      std::cerr << path << "：里面没有测试\n  = 怎么改：写上 tests:，每条测试有 test: 名字 和 talk: 对话\n";
      exit_code = kExitConfig;
    }
    for (dialogs::ConversationTest& test : read) tests.push_back(std::move(test));
  }
  return exit_code;
}

Ran run(const std::shared_ptr<const dialogs::Release>& release, const Tests& tests) {
  Ran ran;
  std::set<dialogs::Visit> visits;
  for (const dialogs::ConversationTest& one : tests) {
    ran.results.push_back(dialogs::rehearse(release, one));
    ran.failed += ran.results.back().passed ? 0 : 1;
    visits.merge(std::set<dialogs::Visit>(ran.results.back().visits));
  }
  ran.coverage = dialogs::coverage_of(*release, visits);
  return ran;
}

bool is_complete(const Ran& ran) {
  return std::all_of(ran.coverage.begin(), ran.coverage.end(), [](const auto& one) { return one.is_complete(); });
}

nlohmann::json as_json(const dialogs::DialogCoverage& one) {
  nlohmann::json missing = nlohmann::json::array();
  for (const dialogs::Uncovered& what : one.missing) {
    missing.push_back({{"file", what.place.file},
                       {"line", what.place.line},
                       {"step", what.step},
                       {"branch", what.branch},
                       {"what", what.what}});
  }
  return {{"dialog", one.dialog},
          {"steps", one.steps},
          {"steps_reached", one.steps_reached},
          {"branches", one.branches},
          {"branches_taken", one.branches_taken},
          {"complete", one.is_complete()},
          {"missing", std::move(missing)}};
}

void print_json(const Ran& ran) {
  nlohmann::json report{{"tests", nlohmann::json::array()}, {"coverage", nlohmann::json::array()}};
  for (const dialogs::RehearsalResult& result : ran.results) {
    nlohmann::json row{{"name", result.name}, {"passed", result.passed}};
    if (!result.passed) {
      row["file"] = result.place.file;
      row["line"] = result.place.line;
      row["expected"] = result.expected;
      row["said"] = result.said;
    }
    report["tests"].push_back(std::move(row));
  }
  for (const dialogs::DialogCoverage& one : ran.coverage) report["coverage"].push_back(as_json(one));
  report["passed"] = ran.results.size() - ran.failed;
  report["failed"] = ran.failed;
  report["coverage_complete"] = is_complete(ran);
  std::cout << to_text(report) << std::endl;
}

void print_coverage(const Ran& ran) {
  dialogs::DialogCoverage all;
  for (const dialogs::DialogCoverage& one : ran.coverage) {
    all.steps += one.steps;
    all.steps_reached += one.steps_reached;
    all.branches += one.branches;
    all.branches_taken += one.branches_taken;
    std::cout << "覆盖  " << one.dialog << "：步骤 " << one.steps_reached << "/" << one.steps << "，分支 " << one.branches_taken << "/"
              << one.branches << "\n";
    for (const dialogs::Uncovered& what : one.missing) {
      std::cout << "  没走到：" << what.place.file << ":" << what.place.line << "  " << what.what << "\n";
    }
  }
  std::cout << "覆盖  一共 " << ran.coverage.size() << " 个话本：步骤 " << all.steps_reached << "/" << all.steps << "，分支 "
            << all.branches_taken << "/" << all.branches << "\n";
}

void print(const Ran& ran, bool with_coverage) {
  for (const dialogs::RehearsalResult& result : ran.results) {
    std::cout << (result.passed ? "通过  " : "失败  ") << result.name << "\n";
    if (result.passed) continue;
    std::cout << "  " << result.place.file << ":" << result.place.line << "\n  应该：" << result.expected << "\n  实际："
              << result.said << "\n";
  }
  if (with_coverage) print_coverage(ran);
  std::cout << ran.results.size() - ran.failed << " passed, " << ran.failed << " failed" << std::endl;
}

/// Generates a conversation for every path of every dialog; what does not come to its end is shown as a test.
int walk_paths(const std::shared_ptr<const dialogs::Release>& release, bool must_cover) {
  std::size_t failed = 0;
  std::size_t passed = 0;
  std::set<dialogs::Visit> visits;
  for (const dialogs::Dialog& dialog : release->dialogs) {
    const dialogs::Paths paths = dialogs::paths_of(release, dialog);
    std::cout << "路  " << dialog.id << "：" << paths.paths.size() << " 条" << (paths.is_all ? "" : "（组合太多，没有全走）") << "\n";
    for (const dialogs::Path& path : paths.paths) {
      visits.insert(path.visits.begin(), path.visits.end());
      ++(path.fault.empty() ? passed : failed);
      if (!path.fault.empty()) std::cout << "  " << path.fault << "：\n" << dialogs::as_yaml(path.story);
    }
  }
  Ran ran;
  ran.coverage = dialogs::coverage_of(*release, visits);
  print_coverage(ran);
  std::cout << passed << " passed, " << failed << " failed" << std::endl;
  return failed == 0 && (!must_cover || is_complete(ran)) ? kExitOk : kExitNegative;
}

int test(const Options& options) {
  const LoadedScripts loaded = load_scripts(options.folder);
  if (!loaded.release) {
    for (const std::string& fault : loaded.faults) std::cerr << fault << "\n";
    return kExitConfig;
  }
  if (options.paths) return walk_paths(loaded.release, options.covered);
  const bool own = options.files.empty();
  Tests tests = own ? tests_of(*loaded.release) : Tests{};
  const int read = read_tests(options.files, tests);
  if (read != kExitOk && tests.empty()) return read;
  const Ran ran = run(loaded.release, tests);
  if (options.json) {
    print_json(ran);
  } else {
    print(ran, own || options.covered);
  }
  if (read != kExitOk) return read;
  return ran.failed == 0 && (!options.covered || is_complete(ran)) ? kExitOk : kExitNegative;
}

}  // namespace

void add_test(CLI::App& app, std::function<int()>& run) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("test", "Run the conversation tests of a folder of scripts");
  command->add_option("--dialogs", options->folder, "Folder of scripts")->capture_default_str();
  command->add_option("files", options->files,
                      "Files with tests (kind: tests, or a dialog with tests) to run against it (default: the folder's own)");
  command->add_flag("--json", options->json, "One JSON object instead of lines");
  command->add_flag("--covered", options->covered, "Fail unless every step and every branch was taken");
  command->add_flag("--paths", options->paths, "Instead, generate a conversation for every path of every dialog and run it")
      ->excludes("--json")
      ->excludes("files");
  command->callback([options, &run] { run = [options] { return test(*options); }; });
}

}  // namespace bot::cli
