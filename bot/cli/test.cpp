// xinsheng test: runs the conversation tests of a folder of scripts, or of test files against it.
#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <vector>

#include "bot/cli/command.hpp"
#include "bot/files.hpp"
#include "bot/json.hpp"
#include "bot/wiring.hpp"
#include "dialogs/rehearsal/rehearsal.hpp"

namespace bot::cli {
namespace {

struct Options {
  std::string folder = "dialogs/scripts";
  std::vector<std::string> files;
  bool json = false;
};

/// The tests of the named files; of the folder's own files if none is named.
bool collect(const Options& options, const dialogs::Release& release, std::vector<dialogs::ConversationTest>& tests) {
  if (options.files.empty()) {
    for (const dialogs::Dialog& dialog : release.dialogs) tests.insert(tests.end(), dialog.tests.begin(), dialog.tests.end());
    tests.insert(tests.end(), release.tests.begin(), release.tests.end());
    return true;
  }
  std::vector<dialogs::Diagnostic> faults;
  for (const std::string& path : options.files) {
    base::Result<std::string> text = read_file(path);
    if (!text) {
      std::cerr << text.error().text << std::endl;
      return false;
    }
    const std::size_t before = faults.size();
    for (dialogs::ConversationTest& test : dialogs::load_tests({path, *text}, faults)) tests.push_back(std::move(test));
    for (std::size_t i = before; i < faults.size(); ++i) std::cerr << dialogs::render(faults[i], *text) << "\n";
  }
  return faults.empty();
}

int test(const Options& options) {
  const LoadedScripts loaded = load_scripts(options.folder);
  if (!loaded.release) {
    for (const std::string& fault : loaded.faults) std::cerr << fault << "\n";
    return kExitConfig;
  }
  std::vector<dialogs::ConversationTest> tests;
  if (!collect(options, *loaded.release, tests)) return kExitConfig;
  std::size_t failed = 0;
  nlohmann::json report{{"tests", nlohmann::json::array()}};
  for (const dialogs::ConversationTest& one : tests) {
    const dialogs::RehearsalResult result = dialogs::rehearse(loaded.release, one);
    failed += result.passed ? 0 : 1;
    if (options.json) {
      nlohmann::json row{{"name", result.name}, {"passed", result.passed}};
      if (!result.passed) {
        row["file"] = result.place.file;
        row["line"] = result.place.line;
        row["expected"] = result.expected;
        row["said"] = result.said;
      }
      report["tests"].push_back(std::move(row));
      continue;
    }
    std::cout << (result.passed ? "通过  " : "失败  ") << result.name << "\n";
    if (!result.passed) {
      std::cout << "  " << result.place.file << ":" << result.place.line << "\n  应该：" << result.expected
                << "\n  实际：" << result.said << "\n";
    }
  }
  if (options.json) {
    report["passed"] = tests.size() - failed;
    report["failed"] = failed;
    std::cout << to_text(report) << std::endl;
  } else {
    std::cout << tests.size() - failed << " passed, " << failed << " failed" << std::endl;
  }
  return failed == 0 ? kExitOk : kExitNegative;
}

}  // namespace

void add_test(CLI::App& app, std::function<int()>& run) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("test", "Run the conversation tests of a folder of scripts");
  command->add_option("--dialogs", options->folder, "Folder of scripts")->capture_default_str();
  command->add_option("files", options->files, "Test files to run against it (default: the folder's own tests)");
  command->add_flag("--json", options->json, "One JSON object instead of lines");
  command->callback([options, &run] { run = [options] { return test(*options); }; });
}

}  // namespace bot::cli
