// xinsheng rules fit: points for words from labelled texts, as a readable file.
#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>

#include "bot/cli/fit_routes.hpp"
#include "bot/cli/labelled_rows.hpp"
#include "bot/cli/rules_commands.hpp"
#include "bot/files.hpp"
#include "bot/wiring.hpp"
#include "dialogs/rules/fit.hpp"

namespace bot::cli {
namespace {

struct Options {
  std::vector<std::string> files;
  std::string output;
  std::string id = "route_points";
};

constexpr char kAbout[] =
    "由 xinsheng rules fit "
    "从标注过的文字算出，不要手改；改标注再算一遍。每行：词、稀有度、给每个结果的分。\n"
    "  一段话的得分 = 100 × 各词（出现多次的打折）的分之和 ÷ 全部词的稀有度之长 + base，谁高听谁的；怎么与规则配合见 "
    "routing.yaml 的 points。";

int fit(const Options& options) {
  const auto rows = read_labelled_rows(options.files);
  if (!rows) {
    std::cerr << rows.error().text << "\n";
    return kExitNoInput;
  }
  dialogs::PointsFile file = fit_routes(*rows);
  file.id = options.id;
  file.title = "四条去路的词和分";
  file.about = kAbout;
  if (base::Status written = write_durably(options.output, dialogs::points_yaml(file)); !written) {
    std::cerr << written.error().text << "\n";
    return kExitNoInput;
  }
  std::cout << options.output << "：" << rows->size() << " 条例子，" << file.words.size() << " 个词" << std::endl;
  return kExitOk;
}

}  // namespace

void add_rules_fit(CLI::App& rules, std::function<int()>& run) {
  auto options = std::make_shared<Options>();
  CLI::App* command = rules.add_subcommand("fit", "Work out the points of words from labelled texts, repeatably");
  command->add_option("files", options->files, "Tab-separated files with text (or title) and route")->required();
  command->add_option("--output", options->output, "Where the points file is written")->required();
  command->add_option("--id", options->id, "Id of the points file")->capture_default_str();
  command->callback([options, &run] { run = [options] { return fit(*options); }; });
}

}  // namespace bot::cli
