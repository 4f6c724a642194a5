// sight -> decision (dialog language §3.7): per output the points of the highest tier added up.
#include <algorithm>

#include "dialogs/rules/compiled.hpp"

namespace dialogs {
namespace {

constexpr std::size_t kVerdictOutputsMax = 10;  // what verdict.cpp adds

// What the rules that hold say together.
class Decider {
 public:
  Decider(const CompiledRules& rules, const SplitText& text, const Sight& sight, std::vector<int>& sums)
      : rules_(rules), text_(text), sight_(sight), sums_(sums) {}

  Decision decide(Reading reading) {
    Decision decision;
    decision.outputs.reserve(rules_.file.outputs.size() + (rules_.file.verdict ? kVerdictOutputsMax : 0));
    for (std::size_t i = 0; i < rules_.file.outputs.size(); ++i) decision.outputs.push_back(output(i));
    if (reading == Reading::kOutputs) return decision;
    decision.hits.reserve(sight_.held.size());
    for (const HeldRule& held : sight_.held) decision.hits.push_back(hit(held));
    return decision;
  }

 private:
  OutputDecision output(std::size_t index) {
    const RuleOutput& named = rules_.file.outputs[index];
    sums_.assign(named.values.size(), 0);
    int tier = -1;
    for (const HeldRule& held : sight_.held) {
      const CompiledRule& rule = rules_.rules[held.rule];
      if (rule.tier < tier) continue;
      for (const auto& [given, value] : rule.give) {
        if (given != index) continue;
        if (rule.tier > tier) std::fill(sums_.begin(), sums_.end(), 0);
        tier = rule.tier;
        sums_[value] += held.score;
      }
    }
    OutputDecision decision = rank(named, sums_);
    decision.tier = tier;
    return decision;
  }

  OutputDecision rank(const RuleOutput& named, const std::vector<int>& sums) const {
    OutputDecision decision;
    decision.output = named.output;
    std::size_t best = 0;
    std::size_t second = sums.size();
    for (std::size_t i = 1; i < sums.size(); ++i) {
      if (sums[i] > sums[best]) {
        second = best;
        best = i;
      } else if (second == sums.size() || sums[i] > sums[second]) {
        second = i;
      }
    }
    if (!sums.empty() && sums[best] > 0) {
      decision.best = named.values[best];
      decision.score = sums[best];
      if (second < sums.size() && sums[second] > 0) {
        decision.runner_up = named.values[second];
        decision.runner_up_score = sums[second];
      }
    }
    if (decision.best.empty() || decision.score < rules_.file.decide_min) {
      decision.value = named.fallback;
    } else if (!decision.runner_up.empty() && decision.score - decision.runner_up_score < rules_.file.decide_margin) {
      decision.unsure = true;
    } else {
      decision.value = decision.best;
    }
    return decision;
  }

  RuleHit hit(const HeldRule& held) const {
    RuleHit hit{rules_.file.rules[held.rule].rule, held.rule, held.score, {}};
    hit.evidence.reserve(held.behind - held.first);
    for (std::uint32_t i = held.first; i < held.behind; ++i) {
      hit.evidence.push_back(evidence_of(rules_, text_, sight_, sight_.evidence[i]));
    }
    return hit;
  }

  const CompiledRules& rules_;
  const SplitText& text_;
  const Sight& sight_;
  std::vector<int>& sums_;
};

}  // namespace

Evidence evidence_of(const CompiledRules& rules, const SplitText& text, const Sight& sight, std::uint32_t hit) {
  const WordHit& at = sight.hits[hit];
  return {rules.words[at.word].written, text.original(at.begin, at.end), sight.negated[hit] != 0};
}

Decision decide(const CompiledRules& rules, const SplitText& text, Reading reading) {
  thread_local std::vector<int> sums;
  const Sight& sight = see(rules, text, reading);
  return Decider(rules, text, sight, sums).decide(reading);
}

}  // namespace dialogs
