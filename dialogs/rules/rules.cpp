#include "dialogs/rules/rules.hpp"

#include <algorithm>

#include "dialogs/rules/compiled.hpp"

namespace dialogs {

struct RuleSet::Compiled {
  std::unique_ptr<const CompiledRules> rules;
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
    const bool hit = std::any_of(decision.hits.begin(), decision.hits.end(), [&](const RuleHit& h) { return h.rule == rule; });
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

}  // namespace

const OutputDecision* Decision::find(std::string_view output) const {
  const auto found = std::find_if(outputs.begin(), outputs.end(), [&](const OutputDecision& o) { return o.output == output; });
  return found == outputs.end() ? nullptr : &*found;
}

std::string_view Decision::value(std::string_view output) const {
  const OutputDecision* found = find(output);
  return found != nullptr && found->value ? std::string_view(*found->value) : std::string_view();
}

RuleSet::RuleSet(std::unique_ptr<const Compiled> compiled) : compiled_(std::move(compiled)) {}
RuleSet::~RuleSet() = default;

std::shared_ptr<const RuleSet> RuleSet::compile(RulesFile file, std::vector<Diagnostic>& faults) {
  std::unique_ptr<const CompiledRules> rules = compile_rules(std::move(file), faults);
  if (rules == nullptr) return nullptr;
  auto compiled = std::make_unique<Compiled>();
  compiled->rules = std::move(rules);
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

const RulesFile& RuleSet::file() const { return compiled_->rules->file; }

Decision RuleSet::classify(std::string_view text) const { return classify(normalise(text)); }

Decision RuleSet::classify(const NormalText& text) const { return decide(*compiled_->rules, text); }

}  // namespace dialogs
