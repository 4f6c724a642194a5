// xinsheng rules correct: an operator's correction becomes a test of the rules file, and a rule that fulfils it.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <iostream>
#include <memory>

#include "bot/cli/changed_rules.hpp"
#include "bot/cli/rules_commands.hpp"
#include "bot/files.hpp"
#include "bot/wiring.hpp"
#include "dialogs/rules/amend.hpp"
#include "dialogs/rules/matters.hpp"
#include "dialogs/rules/route.hpp"
#include "dialogs/rules/suggest.hpp"

namespace bot::cli {
namespace {

struct Options {
  std::string text;
  std::string route;
  std::string word;  // "": say which words there are
  std::string file = "routing.yaml";
  std::string folder = "dialogs/scripts";
};

constexpr char kOutput[] = "路由";

struct Strength {
  int tier, score;
};
// The weakest that does it is taken: a strong rule of one word breaks what others say.
constexpr Strength kStrengths[] = {{0, 15}, {0, 30}, {1, 30}, {2, 30}, {4, 30}, {6, 30}};

int refuse(const std::string& why) {
  std::cerr << why << std::endl;
  return kExitNegative;
}

/// Words of the text that could become a rule; the operator knows which of them carries the matter.
int name_words(const Options& options, const std::string& today) {
  std::cout << "现在判成 " << today << "。挑一个说明是这件事的词，再运行一次并加上 --word：\n ";
  for (const std::string& word : dialogs::words_in(options.text, {})) std::cout << " " << word;
  std::cout << std::endl;
  return kExitOk;
}

int correct(const Options& options) {
  const auto sources = read_scripts(options.folder);
  if (!sources) return refuse(sources.error().text);
  const auto path = path_of_changed(*sources, options.file);
  if (!path) return refuse(path.error().text);
  const LoadedScripts loaded = load_scripts(options.folder);
  for (const std::string& fault : loaded.faults) std::cerr << fault << "\n";
  const dialogs::RuleSet* rules = loaded.release ? loaded.release->find_rules("routing") : nullptr;
  if (rules == nullptr) return kExitConfig;
  const dialogs::Decision decision = rules->classify(options.text);
  const std::string today = dialogs::route_of(decision).route;
  if (today != options.route && options.word.empty()) return name_words(options, today);
  const auto source =
      std::find_if(sources->begin(), sources->end(), [&](const auto& one) { return one.path == *path; });
  const auto tested = dialogs::with_test(source->text, {options.text, kOutput, options.route});
  if (!tested) return refuse(*path + "：没有单独一行的 tests:，加上这一行再试");
  std::vector<std::string> faults;
  for (const Strength& strength : kStrengths) {
    std::string text = *tested;
    if (!options.word.empty()) {
      const auto ruled = dialogs::with_rule(
          text, {"更正：" + options.word, options.word, strength.tier, strength.score, kOutput, options.route});
      if (!ruled) return refuse(*path + "：没有单独一行的 rules:，加上这一行再试");
      text = *ruled;
    }
    ChangedScripts changed = with_changed_file(*sources, *path, text);
    if (changed.release) {
      const std::string target = options.folder + "/" + *path;
      if (base::Status written = write_durably(target, text); !written) return refuse(written.error().text);
      std::cout << target << "：加了一条测试" << (options.word.empty() ? "" : "和规则“更正：" + options.word + "”")
                << "，全部测试通过。发布前用 xinsheng rules what-if 看后果。" << std::endl;
      return kExitOk;
    }
    faults = std::move(changed.faults);
    if (options.word.empty()) break;
  }
  for (const std::string& fault : faults) std::cerr << fault << "\n";
  if (decision.matters != nullptr && !decision.matters->matters.empty()) {
    const dialogs::Matter& matter = *decision.matters->matters.front().matter;
    return refuse("没有改动文件：这句话认成了事项“" + matter.name + "”（" + matter.matter + "），热线跟着事项走。认错了事，就在 rules/matters/ 里改它的词：" +
                  "给该认的事项加 strong，或给这一项加 veto");
  }
  return refuse("没有改动文件：这个词单独做不到，或会带坏别的测试；换个更长的词，或手写一条规则");
}

}  // namespace

void add_rules_correct(CLI::App& rules, std::function<int()>& run) {
  auto options = std::make_shared<Options>();
  CLI::App* command = rules.add_subcommand("correct", "Turn a correction into a test and a rule; refused if another test breaks");
  command->add_option("text", options->text, "What the driver wrote, without names and numbers")->required();
  command->add_option("--route", options->route, "Where it belongs")
      ->required()
      ->check(CLI::IsMember({"12345", "12328", "12348"}));
  command->add_option("--word", options->word, "The word that says so");
  command->add_option("--file", options->file, "Name of the rules file")->capture_default_str();
  command->add_option("--dialogs", options->folder, "Folder of scripts")->capture_default_str();
  command->callback([options, &run] { run = [options] { return correct(*options); }; });
}

}  // namespace bot::cli
