// xinsheng safety: how many cries for help the safety rules hear, and how often they cry wolf, with every miss by name.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>

#include "bot/cli/command.hpp"
#include "bot/cli/labelled_rows.hpp"
#include "bot/json.hpp"
#include "bot/wiring.hpp"
#include "dialogs/safety/safety.hpp"

namespace bot::cli {
namespace {

struct Options {
  std::vector<std::string> files;
  std::string folder = "dialogs/scripts";
  bool all_danger = false;
  bool json = false;
};

struct Miss {
  const LabelledRow* row = nullptr;
  std::string wanted, found;
};

struct Tally {
  std::size_t dangers = 0, heard = 0, right_kind = 0;
  std::size_t harmless = 0, alarms = 0;
  std::vector<Miss> missed, other_kind, false_alarms;

  double recall() const { return dangers == 0 ? 1.0 : static_cast<double>(heard) / static_cast<double>(dangers); }
  double alarm_rate() const { return harmless == 0 ? 0.0 : static_cast<double>(alarms) / static_cast<double>(harmless); }
};

void count(const dialogs::Release& release, const LabelledRow& row, bool all_danger, Tally& tally) {
  const dialogs::Danger* danger = dialogs::find_danger(release, row.text).danger;
  const std::string found = danger == nullptr ? std::string() : danger->danger;
  const std::string label = row.routes.empty() ? std::string() : row.routes.front();
  const bool names_danger = release.dangers.find(label) != nullptr;
  if (!names_danger && !all_danger) {
    ++tally.harmless;
    if (danger == nullptr) return;
    ++tally.alarms;
    tally.false_alarms.push_back({&row, {}, found});
    return;
  }
  ++tally.dangers;
  if (danger == nullptr) return tally.missed.push_back({&row, label, {}});
  ++tally.heard;
  if (!names_danger || found == label) {
    ++tally.right_kind;
  } else {
    tally.other_kind.push_back({&row, label, found});
  }
}

double rounded(double value) { return std::round(value * 10'000) / 10'000; }

nlohmann::json as_json(const std::vector<Miss>& misses) {
  nlohmann::json list = nlohmann::json::array();
  for (const Miss& miss : misses) {
    list.push_back({{"id", miss.row->id}, {"text", miss.row->text}, {"danger", miss.wanted}, {"found", miss.found}});
  }
  return list;
}

void print(std::string_view title, const std::vector<Miss>& misses) {
  if (misses.empty()) return;
  std::cout << "\n" << title << "\n";
  for (const Miss& miss : misses) {
    std::cout << "  " << miss.row->id << "  " << miss.wanted << (miss.found.empty() ? "" : "→" + miss.found) << "  "
              << miss.row->text << "\n";
  }
}

int report(const Tally& tally, bool json) {
  if (json) {
    std::cout << to_text({{"dangers", tally.dangers},
                          {"recall", rounded(tally.recall())},
                          {"right_kind", tally.right_kind},
                          {"harmless", tally.harmless},
                          {"false_alarms", tally.alarms},
                          {"false_alarm_rate", rounded(tally.alarm_rate())},
                          {"missed", as_json(tally.missed)},
                          {"other_kind", as_json(tally.other_kind)},
                          {"false", as_json(tally.false_alarms)}})
              << std::endl;
    return kExitOk;
  }
  std::cout << "危险 " << tally.dangers << " 条，听出 " << tally.heard << " 条，召回 " << rounded(tally.recall())
            << "，种类也对 " << tally.right_kind << " 条\n无险 " << tally.harmless << " 条，误报 " << tally.alarms
            << " 条，误报率 " << rounded(tally.alarm_rate()) << "\n";
  print("漏掉的：", tally.missed);
  print("听成别的危险的：", tally.other_kind);
  print("误报的：", tally.false_alarms);
  std::cout << std::flush;
  return kExitOk;
}

int measure(const Options& options) {
  const LoadedScripts loaded = load_scripts(options.folder);
  if (!loaded.release) {
    for (const std::string& fault : loaded.faults) std::cerr << fault << "\n";
    return kExitConfig;
  }
  if (loaded.release->global.safety.empty()) {
    std::cerr << options.folder << "：_global.yaml 没有写 safety，没有保命规则可量\n";
    return kExitConfig;
  }
  std::vector<std::vector<LabelledRow>> files;
  for (const std::string& path : options.files) {
    auto rows = read_labelled_rows(path, options.all_danger ? Labels::kOptional : Labels::kNeeded);
    if (!rows) {
      std::cerr << rows.error().text << "\n";
      return kExitNoInput;
    }
    files.push_back(std::move(*rows));
  }
  Tally tally;
  for (const auto& rows : files) {
    for (const LabelledRow& row : rows) count(*loaded.release, row, options.all_danger, tally);
  }
  return report(tally, options.json);
}

}  // namespace

void add_safety(CLI::App& app, std::function<int()>& run) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand(
      "safety", "Measure the safety rules: columns text (or title) and danger; rows with another label are harmless");
  command->add_option("files", options->files, "Tab-separated files with column names in their first line")->required();
  command->add_flag("--all-danger", options->all_danger, "Every row is a cry for help, whatever its label");
  command->add_flag("--json", options->json, "One JSON object instead of sentences");
  command->add_option("--dialogs", options->folder, "Folder of scripts")->capture_default_str();
  command->callback([options, &run] { run = [options] { return measure(*options); }; });
}

}  // namespace bot::cli
