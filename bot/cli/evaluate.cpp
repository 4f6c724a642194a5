// xinsheng evaluate: how right the routing is on labelled texts.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <iostream>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>

#include "base/utf8.hpp"
#include "bot/cli/command.hpp"
#include "bot/cli/fit_routes.hpp"
#include "bot/cli/labelled_rows.hpp"
#include "bot/json.hpp"
#include "bot/wiring.hpp"
#include "dialogs/rules/folds.hpp"
#include "dialogs/rules/route.hpp"
#include "dialogs/rules/scores.hpp"

namespace bot::cli {
namespace {

struct Options {
  std::string file;
  std::string folder = "dialogs/scripts";
  bool json = false;
  std::size_t worst = 10;
  std::size_t folds = 0;           // 0: the rules and the table as they stand
  std::uint64_t seed = 1;
  std::vector<std::string> learn;  // what the folds are made of; empty: `file`
  std::string output;              // what is asked of the rules; empty: the route
  std::string expect;              // what every row should get; empty: the file's labels
};

constexpr std::size_t kShownPoints = 40;

struct Error {
  const LabelledRow* row = nullptr;
  std::string given;
  int lead = 0;
};

double rounded(double value) { return std::round(value * 10'000) / 10'000; }

nlohmann::json as_json(const dialogs::Scores& scores) {
  nlohmann::json routes = nlohmann::json::object();
  nlohmann::json confusion = nlohmann::json::object();
  for (std::size_t v = 0; v < scores.values.size(); ++v) {
    const dialogs::ValueScore& one = scores.values[v];
    routes[one.value] = {{"rows", one.rows},
                         {"precision", rounded(one.precision)},
                         {"recall", rounded(one.recall)},
                         {"f1", rounded(one.f1)}};
    for (std::size_t given = 0; given < scores.values.size(); ++given) {
      confusion[one.value][scores.values[given].value] = scores.confusion[v][given];
    }
  }
  return {{"rows", scores.rows},
          {"accuracy", rounded(scores.accuracy)},
          {"macro_f1", rounded(scores.macro_f1)},
          {"routes", routes},
          {"confusion", confusion}};
}

void print(const dialogs::Scores& scores) {
  std::printf("%zu 条，准确率 %.3f，macro-F1 %.3f\n\n%-8s %6s %9s %9s %9s\n", scores.rows, scores.accuracy,
              scores.macro_f1, "route", "rows", "precision", "recall", "f1");
  for (const dialogs::ValueScore& one : scores.values) {
    std::printf("%-8s %6zu %9.3f %9.3f %9.3f\n", one.value.c_str(), one.rows, one.precision, one.recall, one.f1);
  }
  std::printf("\n标注 \\ 判成");
  for (const dialogs::ValueScore& one : scores.values) std::printf(" %8s", one.value.c_str());
  std::printf("\n");
  for (std::size_t v = 0; v < scores.values.size(); ++v) {
    std::printf("%-11s", scores.values[v].value.c_str());
    for (const std::size_t rows : scores.confusion[v]) std::printf(" %8zu", rows);
    std::printf("\n");
  }
  std::fflush(stdout);
}

constexpr std::string_view kUndecided = "未定";

/// What the rules say of a text, and by how much.
dialogs::RouteDecision asked_of(const dialogs::RuleSet& rules, const std::string& text, const std::string& output) {
  const dialogs::Decision decision = rules.classify(text);
  if (output.empty()) return dialogs::route_of(decision);
  const dialogs::OutputDecision* found = decision.find(output);
  dialogs::RouteDecision answer;
  answer.route = found != nullptr && found->value && !found->value->empty() ? *found->value : std::string(kUndecided);
  answer.lead = found != nullptr ? found->score - found->runner_up_score : 0;
  return answer;
}

/// The ones the rules were surest of: there a rule or a label is wrong.
void print_worst(std::vector<Error> errors, std::size_t worst) {
  std::stable_sort(errors.begin(), errors.end(), [](const Error& a, const Error& b) { return a.lead > b.lead; });
  if (errors.size() > worst) errors.resize(worst);
  if (!errors.empty()) std::cout << "\n最有把握却错了的：\n";
  for (const Error& error : errors) {
    const std::string_view shown = base::prefix_of_points(error.row->text, kShownPoints);
    std::cout << "  " << error.row->id << "  标注 " << error.row->routes.front() << "，判成 " << error.given
              << "（领先 " << error.lead << "）  " << shown << (shown.size() < error.row->text.size() ? "…" : "")
              << "\n";
  }
}

/// Rules whose table has not learned from the row that is asked.
class KeptAside {
 public:
  /// Requires options.folds >= 2. Rows with one route are learned from; a row that is asked belongs to the part in which
  /// its id was kept aside, or, if it was not learned from at all, to the part its number gives.
  KeptAside(const dialogs::RuleSet& rules, const std::vector<LabelledRow>& learned, const Options& options)
      : parts_(options.folds) {
    std::vector<std::string> routes;
    for (const LabelledRow& row : learned) routes.push_back(row.routes.size() == 1 ? row.routes.front() : "");
    const std::vector<std::size_t> part_of = dialogs::parts_of(routes, parts_, options.seed);
    for (std::size_t i = 0; i < learned.size(); ++i) part_of_id_.emplace(learned[i].id, part_of[i]);
    for (std::size_t part = 0; part < parts_; ++part) {
      std::vector<LabelledRow> others;
      for (const LabelledRow& row : learned) {
        if (part_of_id_.at(row.id) != part) others.push_back(row);
      }
      std::vector<dialogs::Diagnostic> faults;
      by_part_.push_back(rules.with_table(dialogs::PointTable::compile(fit_routes(others), faults)));
    }
  }

  const dialogs::RuleSet& rules_for(const LabelledRow& row, std::size_t number) const {
    const auto known = part_of_id_.find(row.id);
    return *by_part_[known == part_of_id_.end() ? number % parts_ : known->second];
  }

 private:
  std::size_t parts_;
  std::map<std::string, std::size_t> part_of_id_;
  std::vector<std::shared_ptr<const dialogs::RuleSet>> by_part_;
};

/// Null if a file cannot be read (said on standard error) or nothing is to be kept aside.
base::Result<std::unique_ptr<const KeptAside>> kept_aside(const dialogs::RuleSet& rules, const Options& options) {
  if (options.folds == 0) return std::unique_ptr<const KeptAside>();
  base::Result<std::vector<LabelledRow>> learned =
      read_labelled_rows(options.learn.empty() ? std::vector{options.file} : options.learn);
  if (!learned) return std::move(learned).error();
  return std::unique_ptr<const KeptAside>(std::make_unique<KeptAside>(rules, *learned, options));
}

int evaluate(const Options& options) {
  auto rows = read_labelled_rows(options.file, options.expect.empty() ? Labels::kNeeded : Labels::kOptional);
  if (!rows) {
    std::cerr << rows.error().text << "\n";
    return kExitNoInput;
  }
  if (!options.expect.empty()) {
    for (LabelledRow& row : *rows) row.routes = {options.expect};
  }
  const LoadedScripts loaded = load_scripts(options.folder);
  if (!loaded.release) {
    for (const std::string& fault : loaded.faults) std::cerr << fault << "\n";
    return kExitConfig;
  }
  const dialogs::RuleSet* rules = loaded.release->find_rules("routing");
  if (rules == nullptr) {
    std::cerr << options.folder << "：没有 id 是 routing 的规则文件\n";
    return kExitConfig;
  }
  if (!options.output.empty() && rules->classify("").find(options.output) == nullptr) {
    std::cerr << "--output " << options.output << "：规则没有这个输出；有的见 xinsheng classify 文字\n";
    return kExitUsage;
  }
  const auto aside = kept_aside(*rules, options);
  if (!aside) {
    std::cerr << aside.error().text << "\n";
    return kExitNoInput;
  }
  std::vector<dialogs::Judged> judged;
  std::vector<Error> errors;
  for (std::size_t i = 0; i < rows->size(); ++i) {
    const LabelledRow& row = (*rows)[i];
    const dialogs::RuleSet& asked = *aside != nullptr ? (*aside)->rules_for(row, i) : *rules;
    const dialogs::RouteDecision route = asked_of(asked, row.text, options.output);
    judged.push_back({row.routes, route.route});
    if (!judged.back().is_right()) errors.push_back({&row, route.route, route.lead});
  }
  const dialogs::Scores scores = dialogs::score(judged);
  if (options.json) {
    std::cout << to_text(as_json(scores)) << std::endl;
  } else {
    print(scores);
    print_worst(std::move(errors), options.worst);
  }
  return kExitOk;
}

}  // namespace

void add_evaluate(CLI::App& app, std::function<int()>& run) {
  auto options = std::make_shared<Options>();
  CLI::App* command =
      app.add_subcommand("evaluate", "Measure the routing on labelled texts (columns text or title, route or routes)");
  command->add_option("file", options->file, "Tab-separated file with column names in its first line")->required();
  command->add_flag("--json", options->json, "One JSON object instead of tables");
  command->add_option("--output", options->output, "Measure this output of the rules instead of the route, e.g. 种类");
  command->add_option("--expect", options->expect, "What every row should get, instead of the file's labels, e.g. 建议");
  command->add_option("--worst", options->worst, "How many errors to show")->capture_default_str();
  command->add_option("--folds", options->folds, "Learn the points anew in so many parts, each row asked where it was kept aside")
      ->check(CLI::Range(2, 100));
  command->add_option("--seed", options->seed, "Of the parts")->capture_default_str();
  command->add_option("--learn", options->learn, "With --folds: files to learn from, instead of the one that is asked");
  command->add_option("--dialogs", options->folder, "Folder of scripts")->capture_default_str();
  command->callback([options, &run] { run = [options] { return evaluate(*options); }; });
}

}  // namespace bot::cli
