// xinsheng rules fit: points for words from labelled texts, as a readable file.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <iostream>
#include <memory>

#include "base/utf8.hpp"
#include "bot/cli/command.hpp"
#include "bot/cli/labelled_rows.hpp"
#include "bot/files.hpp"
#include "bot/wiring.hpp"
#include "dialogs/rules/fit.hpp"

namespace bot::cli {
namespace {

struct Options {
  std::vector<std::string> files;
  std::string output;
  std::string id = "route_points";
  std::string title = "四条去路的词和分";
  std::vector<std::string> values{"12345", "12328", "12348", "none"};
  std::string others;     // the value of rows with any other label; "": they are passed over
  std::size_t chat = 0;   // characters: longer texts with another label are passed over; 0: none is
};

constexpr char kAbout[] =
    "由 xinsheng rules fit "
    "从标注过的文字算出，不要手改；改标注再算一遍。每行：词、稀有度、给每个结果的分。\n"
    "  一段话的得分 = 100 × 各词（出现多次的打折）的分之和 ÷ 全部词的稀有度之长 + base，谁高听谁的；怎么与规则配合见 "
    "routing.yaml 的 points。";

int fit(const Options& options) {
  std::vector<dialogs::Labelled> examples;
  for (const std::string& path : options.files) {
    const auto rows = read_labelled_rows(path);
    if (!rows) {
      std::cerr << rows.error().text << "\n";
      return kExitNoInput;
    }
    for (const LabelledRow& row : *rows) {
      if (row.routes.size() != 1) continue;
      const bool known = std::find(options.values.begin(), options.values.end(), row.routes.front()) != options.values.end();
      const bool too_long = options.chat != 0 && base::count_code_points(row.text) > options.chat;
      if (known) {
        examples.push_back({row.text, row.routes.front()});
      } else if (!options.others.empty() && !too_long) {
        examples.push_back({row.text, options.others});
      }
    }
  }
  dialogs::PointsFile file = dialogs::fit_points(options.values, examples, {});
  file.id = options.id;
  file.title = options.title;
  file.about = kAbout;
  if (base::Status written = write_durably(options.output, dialogs::points_yaml(file)); !written) {
    std::cerr << written.error().text << "\n";
    return kExitNoInput;
  }
  std::cout << options.output << "：" << examples.size() << " 条例子，" << file.words.size() << " 个词" << std::endl;
  return kExitOk;
}

}  // namespace

void add_rules(CLI::App& app, std::function<int()>& run) {
  CLI::App* rules = app.add_subcommand("rules", "Work on rules with labelled texts");
  rules->require_subcommand(1);
  auto options = std::make_shared<Options>();
  CLI::App* command = rules->add_subcommand("fit", "Work out the points of words from labelled texts, repeatably");
  command->add_option("files", options->files, "Tab-separated files with text (or title) and route")->required();
  command->add_option("--output", options->output, "Where the points file is written")->required();
  command->add_option("--title", options->title, "Title of the points file")->capture_default_str();
  command->add_option("--values", options->values, "The labels points are given for, separated by commas")->delimiter(',');
  command->add_option("--others", options->others, "Rows with another label count as this one of the values");
  command->add_option("--chat", options->chat, "Of those, texts with more characters are passed over");
  command->add_option("--id", options->id, "Id of the points file")->capture_default_str();
  command->callback([options, &run] { run = [options] { return fit(*options); }; });
}

}  // namespace bot::cli
