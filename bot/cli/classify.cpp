// xinsheng classify: what the rules make of a text, with their evidence under it.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <iostream>
#include <memory>

#include "base/utf8.hpp"
#include "bot/cli/command.hpp"
#include "bot/cli/decision_json.hpp"
#include "bot/wiring.hpp"
#include "dialogs/rules/matters.hpp"

namespace bot::cli {
namespace {

struct Options {
  std::string folder = "dialogs/scripts";
  std::string text;
  bool json = false;
};

void print_carets(const std::string& text, dialogs::Span span, const std::string& note) {
  const std::string before = text.substr(0, span.begin);
  const std::string word = text.substr(span.begin, span.end - span.begin);
  std::cout << "    " << text << "\n    " << std::string(base::display_width(before), ' ')
            << std::string(std::max<std::size_t>(1, base::display_width(word)), '^') << " " << note << "\n";
}

void print(const dialogs::Decision& decision, const std::string& text) {
  for (const dialogs::OutputDecision& output : decision.outputs) {
    std::cout << "  " << output.output << " = "
              << (output.value    ? *output.value
                  : output.unsure ? "拿不准"
                                  : "未定")
              << "  (" << output.score << " 分";
    if (!output.runner_up.empty()) {
      std::cout << "，其次 " << output.runner_up << " " << output.runner_up_score << " 分，领先 "
                << output.score - output.runner_up_score << " 分";
    }
    std::cout << ")\n";
  }
  for (const dialogs::RuleHit& hit : decision.hits) {
    std::cout << "  规则「" << hit.rule << "」 " << hit.score << " 分\n";
    for (const dialogs::Evidence& evidence : hit.evidence) {
      print_carets(text, evidence.span, evidence.word + (evidence.negated ? "（被否定）" : ""));
    }
  }
}

void print(const dialogs::PointsVerdict& verdict, const dialogs::Decision& decision, const std::string& text) {
  std::cout << "  分值表"
            << (decision.by_points   ? "（听它的）"
                : decision.no_matter ? "（认为不是要办的事）"
                                     : "（听规则的）")
            << "：领先 " << verdict.lead() << "\n";
  for (const dialogs::PointEvidence& evidence : verdict.evidence) {
    print_carets(
        text, evidence.span,
        "+" + std::to_string(evidence.points) + (evidence.times > 1 ? " ×" + std::to_string(evidence.times) : ""));
  }
}

void print(const dialogs::MatterFindings& findings, const std::string& text) {
  const auto show = [&](const char* role, const dialogs::MatterFinding& one) {
    std::cout << "  " << role << " " << one.matter->matter << "「" << one.matter->name << "」 " << one.points << " 分，去 "
              << one.matter->to << "，" << one.urgency << "\n";
    for (const dialogs::Evidence& evidence : one.evidence) print_carets(text, evidence.span, evidence.word);
  };
  if (findings.matters.empty() && findings.choices.empty()) std::cout << "  事项认不出来\n";
  for (std::size_t i = 0; i < findings.matters.size(); ++i) show(i == 0 ? "事项" : "另有事项", findings.matters[i]);
  for (const dialogs::MatterFinding& one : findings.choices) show("分不清，请司机挑", one);
  if (findings.matters.empty()) return;
  std::cout << "  把握 " << findings.confidence() << "%";
  if (!findings.runner_up.empty()) std::cout << "，其次 " << findings.runner_up << " " << findings.runner_up_points << " 分";
  std::cout << "\n";
}

int classify(const Options& options) {
  const LoadedScripts loaded = load_scripts(options.folder);
  if (!loaded.release) {
    for (const std::string& fault : loaded.faults) std::cerr << fault << "\n";
    return kExitConfig;
  }
  if (options.json) {
    std::cout << decisions_as_json(*loaded.release, options.text) << std::endl;
    return kExitOk;
  }
  for (const auto& [id, rules] : loaded.release->rules) {
    std::cout << id << "\n";
    const dialogs::Decision decision = rules->classify(options.text);
    print(decision, options.text);
    if (decision.matters) print(*decision.matters, options.text);
    if (decision.points) print(*decision.points, decision, options.text);
  }
  return kExitOk;
}

}  // namespace

void add_classify(CLI::App& app, std::function<int()>& run) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("classify", "Show what the rules make of a text, with evidence");
  command->add_option("text", options->text, "The driver's words")->required();
  command->add_flag("--json", options->json, "One JSON object instead of lines");
  command->add_option("--dialogs", options->folder, "Folder of scripts")->capture_default_str();
  command->callback([options, &run] { run = [options] { return classify(*options); }; });
}

}  // namespace bot::cli
