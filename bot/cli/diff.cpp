// xinsheng diff: what changed between two sets of scripts, in operators' words, with the class of the change.
#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>

#include "bot/cli/command.hpp"
#include "bot/cli/live_store.hpp"
#include "bot/json.hpp"
#include "dialogs/language/compare.hpp"

namespace bot::cli {
namespace {

struct Options {
  StoreChoice store;
  std::string before = "current";
  std::string after = "dialogs/scripts";
  bool json = false;
};

const char* meaning(dialogs::ChangeClass change) {
  switch (change) {
    case dialogs::ChangeClass::kNone: return "没有差别";
    case dialogs::ChangeClass::kTexts: return "只有话术变了（T）：进行中的对话马上用新话术";
    case dialogs::ChangeClass::kRules: return "规则变了（R）：进行中的对话换过去，已分好的类不变";
    case dialogs::ChangeClass::kStructure: break;
  }
  return "结构变了（S）：进行中的对话留在旧版办完，除非发布时加 --move";
}

void print_json(const dialogs::Comparison& comparison) {
  nlohmann::json all = nlohmann::json::array();
  for (const dialogs::Change& change : comparison.changes) {
    all.push_back({{"change", dialogs::letter(change.change)},
                   {"dialog", change.dialog},
                   {"what", change.what},
                   {"file", change.place.file},
                   {"line", change.place.line}});
  }
  std::cout << to_text({{"change", dialogs::letter(comparison.change)}, {"changes", std::move(all)}}) << std::endl;
}

int diff(const Options& options) {
  std::unique_ptr<LiveStore> store;
  const std::optional<NamedScripts> before = open_scripts(options.before, options.store, store);
  if (!before) return kExitNegative;
  const std::optional<NamedScripts> after = open_scripts(options.after, options.store, store);
  if (!after) return kExitNegative;
  for (const NamedScripts* one : {&*before, &*after}) {
    if (one->loaded.release) continue;
    for (const std::string& fault : one->loaded.faults) std::cout << fault << "\n";
    std::cout << one->name << "有错，改好才能比" << std::endl;
    return kExitNegative;
  }
  const dialogs::Comparison comparison = dialogs::compare(*before->loaded.release, *after->loaded.release);
  if (options.json) {
    print_json(comparison);
    return kExitOk;
  }
  std::cout << before->name << " → " << after->name << "：" << meaning(comparison.change) << "\n";
  for (const dialogs::Change& change : comparison.changes) {
    std::cout << "  " << dialogs::letter(change.change) << "  " << change.what << "（" << change.place.file << ":"
              << change.place.line << "）\n";
  }
  for (const dialogs::Diagnostic& diagnostic : comparison.diagnostics) {
    std::cout << dialogs::render(diagnostic, {}) << "\n";
  }
  return kExitOk;
}

}  // namespace

void add_diff(CLI::App& app, std::function<int()>& run) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("diff", "What changed between two sets of scripts, and its class");
  command->add_option("before", options->before, "current, a number, an id, draft:NAME or a folder")->capture_default_str();
  command->add_option("after", options->after, "Likewise")->capture_default_str();
  add_store_options(*command, options->store);
  command->add_flag("--json", options->json, "One JSON object instead of lines");
  command->callback([options, &run] { run = [options] { return diff(*options); }; });
}

}  // namespace bot::cli
