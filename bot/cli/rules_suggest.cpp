// xinsheng rules suggest: words that would put wrong answers right, with what each would gain and break.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <iostream>
#include <memory>

#include "bot/cli/labelled_rows.hpp"
#include "bot/cli/rules_commands.hpp"
#include "bot/wiring.hpp"
#include "dialogs/rules/route.hpp"
#include "dialogs/rules/suggest.hpp"

namespace bot::cli {
namespace {

struct Options {
  std::vector<std::string> files;
  std::string folder = "dialogs/scripts";
  dialogs::SuggestOptions suggest;
};

void print(const std::vector<dialogs::WordSuggestion>& suggestions) {
  for (const dialogs::WordSuggestion& one : suggestions) {
    std::printf("  %s → %s  改对 %zu 条，可能带坏 %zu 条；出现在 %zu 条 %s 里，偏向 %.1f\n", one.word.c_str(), one.value.c_str(),
                one.gains, one.breaks, one.texts, one.value.c_str(), one.log_odds);
  }
  const dialogs::WordSuggestion& first = suggestions.front();
  std::printf(
      "\n写成规则（例）：\n  - rule: %s\n    score: 25\n    if: {any: [%s]}\n    give: {路由: \"%s\"}\n"
      "改好后先看一遍后果：xinsheng rules what-if --rules 改好的文件 --messages 标注文件\n",
      first.word.c_str(), first.word.c_str(), first.value.c_str());
  std::fflush(stdout);
}

int suggest(const Options& options) {
  const auto rows = read_labelled_rows(options.files);
  if (!rows) {
    std::cerr << rows.error().text << "\n";
    return kExitNoInput;
  }
  const LoadedScripts loaded = load_scripts(options.folder);
  for (const std::string& fault : loaded.faults) std::cerr << fault << "\n";
  const dialogs::RuleSet* rules = loaded.release ? loaded.release->find_rules("routing") : nullptr;
  if (rules == nullptr) return kExitConfig;
  std::vector<dialogs::JudgedText> texts;
  std::size_t wrong = 0;
  for (const LabelledRow& row : *rows) {
    texts.push_back({row.text, {row.routes, dialogs::route_of(rules->classify(row.text)).route}});
    wrong += texts.back().judged.is_right() ? 0 : 1;
  }
  std::cout << texts.size() << " 条，判错 " << wrong << " 条\n";
  const std::vector<dialogs::WordSuggestion> suggestions = dialogs::suggest_words(texts, options.suggest);
  if (suggestions.empty()) {
    std::cout << "没有可建议的词：判错的话里没有 " << options.suggest.texts_min << " 条以上共有的词" << std::endl;
    return kExitOk;
  }
  print(suggestions);
  return kExitOk;
}

}  // namespace

void add_rules_suggest(CLI::App& rules, std::function<int()>& run) {
  auto options = std::make_shared<Options>();
  CLI::App* command = rules.add_subcommand("suggest", "Name words that would put wrong answers right");
  command->add_option("files", options->files, "Tab-separated files with text (or title) and route")->required();
  command->add_option("--shared-by", options->suggest.texts_min, "In how many wrong texts a word must stand")
      ->capture_default_str()
      ->check(CLI::Range(1, 1000));
  command->add_option("--most", options->suggest.words_max, "How many words at the most")->capture_default_str();
  command->add_option("--dialogs", options->folder, "Folder of scripts")->capture_default_str();
  command->callback([options, &run] { run = [options] { return suggest(*options); }; });
}

}  // namespace bot::cli
