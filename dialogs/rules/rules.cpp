#include "dialogs/rules/rules.hpp"

#include <algorithm>

#include "base/utf8.hpp"
#include "dialogs/rules/compiled.hpp"
#include "dialogs/rules/verdict.hpp"

namespace dialogs {

struct RuleSet::Compiled {
  std::shared_ptr<const CompiledRules> rules;
  Companions companions;
};

namespace {

constexpr std::string_view kUndecided = "未定";

// The first thing in which the decision differs from the test; "" if it is as wanted.
std::string difference(const RuleTest& test, const Decision& decision) {
  for (const auto& [output, wanted] : test.gives) {
    const std::string_view value = decision.value(output);
    const std::string_view got = value.empty() ? kUndecided : value;
    if (got != wanted) return "“" + output + "”应是“" + wanted + "”，得到“" + std::string(got) + "”";
  }
  for (const std::string& rule : test.hits) {
    const bool hit =
        std::any_of(decision.hits.begin(), decision.hits.end(), [&](const RuleHit& h) { return h.rule == rule; });
    if (!hit) return "规则“" + rule + "”没有命中";
  }
  return "";
}

std::string hit_list(const Decision& decision) {
  std::string list;
  for (const RuleHit& hit : decision.hits) {
    list += list.empty() ? "命中的是：" : "、";
    list += hit.rule;
    if (list.size() > 200) return list + " …";
  }
  return list.empty() ? "没有规则命中" : list;
}

bool has_value(const RulesFile& file, std::string_view output, const std::string& value) {
  return std::any_of(file.outputs.begin(), file.outputs.end(), [&](const RuleOutput& named) {
    return named.output == output && std::find(named.values.begin(), named.values.end(), value) != named.values.end();
  });
}

/// The table's vote on its output. In a chat's few words, of which the table has seen too little, the rules that a person
/// wrote for danger stand always, and the others unless the table is sure. In a long text only danger stands, and that
/// unless the table is sure: who fetches help is decided elsewhere, here it is only asked whose matter it is.
void weigh_in(const RulesFile& file, const PointTable& table, const SplitText& text, Decision& decision) {
  const PointsUse& use = *file.points;
  const auto output = std::find_if(decision.outputs.begin(), decision.outputs.end(),
                                   [&](const OutputDecision& one) { return one.output == use.output; });
  if (output == decision.outputs.end()) return;
  decision.points = table.weigh(text);
  const PointsVerdict& verdict = *decision.points;
  const std::vector<std::string>& values = table.file().values;
  const std::string& said = values[verdict.best];
  const bool is_ours = has_value(file, use.output, said);
  const bool ruled = !output->best.empty() && !output->unsure;
  if (ruled) {
    const auto rule_value = std::find(values.begin(), values.end(), output->best);
    const int against =
        rule_value == values.end() ? 0 : verdict.scores[static_cast<std::size_t>(rule_value - values.begin())];
    const int lead = verdict.scores[verdict.best] - against;
    const auto chat = static_cast<std::size_t>(use.chat);
    const bool is_chat = text.folded.size() <= 4 * chat && base::count_code_points(text.folded) <= chat;
    const bool is_danger = output->tier >= use.below;
    if (is_danger && (is_chat || !is_ours || lead < use.overrule)) return;
    if (!is_danger && is_chat && (!is_ours || lead < (output->score >= use.strong ? use.strong_trust : use.trust))) return;
  }
  if (!is_ours) {
    decision.no_matter = true;
    return;
  }
  decision.by_points = true;
  output->value = output->best = said;
  output->unsure = false;
  output->score = verdict.scores[verdict.best];
  output->runner_up = values[verdict.second];
  output->runner_up_score = verdict.scores[verdict.second];
}

}  // namespace

const OutputDecision* Decision::find(std::string_view output) const {
  const auto found =
      std::find_if(outputs.begin(), outputs.end(), [&](const OutputDecision& o) { return o.output == output; });
  return found == outputs.end() ? nullptr : &*found;
}

std::string_view Decision::value(std::string_view output) const {
  const OutputDecision* found = find(output);
  return found != nullptr && found->value ? std::string_view(*found->value) : std::string_view();
}

RuleSet::RuleSet(std::unique_ptr<const Compiled> compiled) : compiled_(std::move(compiled)) {}
RuleSet::~RuleSet() = default;

std::shared_ptr<const RuleSet> RuleSet::compile(RulesFile file, std::vector<Diagnostic>& faults,
                                                Companions companions, const Lexicon& lexicon) {
  std::unique_ptr<const CompiledRules> rules = compile_rules(std::move(file), lexicon, faults);
  if (rules == nullptr) return nullptr;
  auto compiled = std::make_unique<Compiled>();
  compiled->rules = std::move(rules);
  compiled->companions = std::move(companions);
  const std::shared_ptr<const RuleSet> set(new RuleSet(std::move(compiled)));
  bool passed = true;
  for (const RuleTest& test : set->file().tests) {
    const Decision decision = set->classify(test.text);
    const std::string wrong = difference(test, decision);
    if (wrong.empty()) continue;
    passed = false;
    faults.push_back({"E0701", "测试“" + test.text + "”不通过：" + wrong, test.place, hit_list(decision)});
  }
  return passed ? set : nullptr;
}

std::shared_ptr<const RuleSet> RuleSet::with_table(std::shared_ptr<const PointTable> table) const {
  auto compiled = std::make_unique<Compiled>(*compiled_);
  compiled->companions.table = std::move(table);
  return std::shared_ptr<const RuleSet>(new RuleSet(std::move(compiled)));
}

const RulesFile& RuleSet::file() const { return compiled_->rules->file; }
const Companions& RuleSet::companions() const { return compiled_->companions; }

Decision RuleSet::classify(std::string_view text) const { return classify(split(text)); }

Decision RuleSet::outputs_of(const SplitText& text) const { return decide(*compiled_->rules, text, Reading::kOutputs); }

Decision RuleSet::classify(const SplitText& text) const {
  Decision decision = decide(*compiled_->rules, text, Reading::kEvidence);
  const Companions& companions = compiled_->companions;
  if (companions.table != nullptr) weigh_in(file(), *companions.table, text, decision);
  if (companions.matters != nullptr) give_verdict(file(), companions, text, decision);
  return decision;
}

}  // namespace dialogs
