// xinsheng rules fit: points for words from labelled texts, as a readable file.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <iostream>
#include <memory>

#include "base/utf8.hpp"
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
  std::string title = "四条去路的词和分";
  std::vector<std::string> values;  // empty: the four routes
  std::string others;               // the value of rows with any other label; "": they are passed over
  std::size_t chat = 0;             // characters: longer texts with another label are passed over; 0: none is
  dialogs::FitOptions words;        // of labels that are no routes
};

constexpr char kAbout[] =
    "由 xinsheng rules fit "
    "从标注过的文字算出，不要手改；改标注再算一遍。每行：词、稀有度、给每个结果的分。\n"
    "  一段话的得分 = 100 × 各词（出现多次的打折）的分之和 ÷ 全部词的稀有度之长 + base，谁高听谁的；怎么与规则配合见 "
    "routing.yaml 的 points。";

/// Points for labels that are no routes: each row counts alike.
dialogs::PointsFile fit_values(const std::vector<LabelledRow>& rows, const Options& options) {
  std::vector<dialogs::Labelled> examples;
  for (const LabelledRow& row : rows) {
    if (row.routes.size() != 1) continue;
    const std::string& label = row.routes.front();
    const bool known = std::find(options.values.begin(), options.values.end(), label) != options.values.end();
    const bool too_long = options.chat != 0 && base::count_code_points(row.text) > options.chat;
    if (!known && (options.others.empty() || too_long)) continue;
    dialogs::Labelled example;
    example.text = row.text;
    example.value = known ? label : options.others;
    examples.push_back(std::move(example));
  }
  return dialogs::fit_points(options.values, examples, options.words);
}

int fit(const Options& options) {
  const auto rows = read_labelled_rows(options.files);
  if (!rows) {
    std::cerr << rows.error().text << "\n";
    return kExitNoInput;
  }
  dialogs::PointsFile file = options.values.empty() ? fit_routes(*rows) : fit_values(*rows, options);
  file.id = options.id;
  file.title = options.title;
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
  command->add_option("--title", options->title, "Title of the points file")->capture_default_str();
  command->add_option("--values", options->values, "Labels other than the routes, separated by commas")->delimiter(',');
  command->add_option("--others", options->others, "Rows with another label count as this one of the values");
  command->add_option("--chat", options->chat, "Of those, texts with more characters are passed over");
  command->add_option("--least", options->words.points_min, "With --values: words that give no value so much are left out")
      ->capture_default_str();
  command->add_option("--characters", options->words.characters_max, "With --values: the longest words, in characters")
      ->check(CLI::Range(std::size_t{1}, dialogs::kPointWordCharsMax))
      ->capture_default_str();
  command->add_option("--strictness", options->words.strictness, "With --values: what an example on the wrong side costs")
      ->check(CLI::Range(0.01, 10'000.0))
      ->capture_default_str();
  command->add_flag("--no-shape{false},--shape{true}", options->words.knows_shape,
                    "With --values: whether how long a text is and how it begins and ends are words, too");
  command->add_option("--id", options->id, "Id of the points file")->capture_default_str();
  command->callback([options, &run] { run = [options] { return fit(*options); }; });
}

}  // namespace bot::cli
