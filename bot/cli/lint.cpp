// xinsheng lint: what is wrong with a folder of scripts, in Chinese, with place, caret and fix.
#include <CLI/CLI.hpp>
#include <iostream>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "bot/cli/command.hpp"
#include "bot/cli/script_folder.hpp"
#include "bot/json.hpp"
#include "bot/wiring.hpp"
#include "dialogs/language/compare.hpp"
#include "dialogs/language/published.hpp"
#include "dialogs/language/schema.hpp"
#include "dialogs/review/review.hpp"

namespace bot::cli {
namespace {

struct Options {
  std::vector<std::string> paths;
  std::string against;
  bool json = false;
  bool schema = false;
  bool reference = false;
  bool no_tests = false;
};

struct Linted {
  dialogs::Review review;
  std::map<std::string, std::string> sources;  // by the path that places carry
};

nlohmann::json row_of(const dialogs::Diagnostic& fault) {
  return {{"code", fault.code},         {"severity", fault.is_error() ? "error" : "warning"},
          {"message", fault.message},   {"file", fault.place.file},
          {"line", fault.place.line},   {"column", fault.place.column},
          {"fix", fault.fix}};
}

void print_json(const Linted& linted, std::size_t errors, std::size_t warnings) {
  nlohmann::json report{{"files", linted.sources.size()}, {"errors", errors}, {"warnings", warnings}};
  report["release"] = linted.review.release ? nlohmann::json(linted.review.release->id) : nlohmann::json();
  report["change"] = dialogs::letter(linted.review.change);
  report["diagnostics"] = nlohmann::json::array();
  for (const dialogs::Diagnostic& fault : linted.review.diagnostics) report["diagnostics"].push_back(row_of(fault));
  std::cout << to_text(report) << std::endl;
}

void print_lines(const Linted& linted, std::size_t errors, std::size_t warnings) {
  for (const dialogs::Diagnostic& fault : linted.review.diagnostics) {
    const auto source = linted.sources.find(fault.place.file);
    std::cout << dialogs::render(fault, source == linted.sources.end() ? "" : source->second) << "\n";
  }
  std::cout << "查了 " << linted.sources.size() << " 个文件：";
  if (errors > 0) {
    std::cout << errors << " 处错误，" << warnings << " 处提醒" << std::endl;
  } else {
    std::cout << "没有错误，" << warnings << " 处提醒";
    if (linted.review.release) std::cout << "；版本 " << linted.review.release->id;
    std::cout << std::endl;
  }
}

int lint(const Options& options) {
  const std::optional<ScriptChoice> chosen = choose_scripts(options.paths);
  if (!chosen) return kExitNoInput;
  Linted linted;
  for (const dialogs::SourceFile& file : chosen->files) linted.sources.emplace(file.path, file.text);
  std::shared_ptr<const dialogs::Release> published;
  if (!options.against.empty()) {
    const std::optional<ScriptChoice> before = choose_scripts({options.against});
    if (!before) return kExitNoInput;
    published = dialogs::load_published(before->files).release;
    if (published == nullptr) {
      std::cerr << "拿来比较的 " << options.against << " 自己读不了，先用 xinsheng lint 查它" << std::endl;
      return kExitNoInput;
    }
  }
  linted.review = dialogs::review(chosen->files, published.get(), !options.no_tests);
  std::size_t errors = 0;
  std::size_t warnings = 0;
  std::vector<dialogs::Diagnostic> shown;
  for (const dialogs::Diagnostic& fault : linted.review.diagnostics) {
    if (!chosen->only.empty() && !chosen->only.contains(fault.place.file)) continue;
    (fault.is_error() ? errors : warnings) += 1;
    shown.push_back(fault);
  }
  linted.review.diagnostics = std::move(shown);
  (options.json ? print_json : print_lines)(linted, errors, warnings);
  return errors > 0 ? kExitNegative : kExitOk;
}

int run_lint(const Options& options) {
  if (options.schema) {
    std::cout << dialogs::json_schema() << std::flush;
    return kExitOk;
  }
  if (options.reference) {
    std::cout << dialogs::reference_page() << std::flush;
    return kExitOk;
  }
  return lint(options);
}

}  // namespace

void add_lint(CLI::App& app, std::function<int()>& run) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("lint", "Check a folder of dialog scripts and rules, its tests included");
  command->add_option("path", options->paths, "A folder of scripts, or files of one (default: dialogs/scripts)");
  command->add_option("--dialogs", options->paths, "The folder of scripts");
  command->add_option("--against", options->against, "The published folder to compare with: E0802, W0803, change class");
  command->add_flag("--json", options->json, "One JSON object instead of sentences");
  command->add_flag("--no-tests", options->no_tests, "Leave out the conversation tests (E0701, W0702)");
  command->add_flag("--schema", options->schema, "Write the JSON Schema of the files instead");
  command->add_flag("--reference", options->reference, "Write the reference of the language (Markdown) instead");
  command->callback([options, &run] { run = [options] { return run_lint(*options); }; });
}

}  // namespace bot::cli
