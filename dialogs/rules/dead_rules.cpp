// What can be shown never to act, whatever a driver writes. Only what is certain is reported: a file is refused for it.
#include <algorithm>
#include <map>
#include <set>

#include "dialogs/rules/compiled.hpp"

namespace dialogs {
namespace {

using Words = std::set<std::string>;

class DeadRules {
 public:
  DeadRules(const RulesFile& file, std::vector<Diagnostic>& faults) : file_(file), faults_(faults) {
    for (const RuleWordGroup& group : file.groups) {
      Words& words = groups_[group.group];
      for (const std::string& word : group.any) words.insert(normalise(word).folded);
    }
    for (std::size_t i = 0; i < file.rules.size(); ++i) {
      const RuleClause& clause = file.rules[i].condition;
      any_words_.push_back(words_of(clause.any));
      const bool plain = clause.all.empty() && clause.none.empty() && !clause.near && !any_words_[i].empty();
      if (plain && file.rules[i].tier > 0) plain_above_.push_back(i);
    }
  }

  void find() {
    for (std::size_t i = 0; i < file_.rules.size(); ++i) {
      const Rule& rule = file_.rules[i];
      if (contradicts_itself(i)) {
        fault("E0603", "规则“" + rule.rule + "”永远不成立：它要的词也在 none 里", rule.place, "从 none 里去掉这些词");
      } else if (const Rule* shadow = shadow_of(i)) {
        fault("E0603", "规则“" + rule.rule + "”永远赢不了：它成立时，更高一级的“" + shadow->rule + "”一定成立", rule.place,
              "把 tier 提到 " + std::to_string(shadow->tier) + "，或删去这条");
      }
    }
    find_values_out_of_reach();
    find_idle_negators();
  }

 private:
  void fault(std::string code, std::string message, const Place& place, std::string fix) {
    faults_.push_back({std::move(code), std::move(message), place, std::move(fix)});
  }

  // The words that satisfy a term; empty for a nested clause, about which nothing is claimed.
  Words words_of(const RuleTerm& term) const {
    if (term.clause) return {};
    if (!term.is_group) return {normalise(term.word).folded};
    const auto group = groups_.find(term.word);
    return group == groups_.end() ? Words{} : group->second;
  }

  // All words of a list of alternatives; empty if one of them is a nested clause.
  Words words_of(const std::vector<RuleTerm>& terms) const {
    Words all;
    for (const RuleTerm& term : terms) {
      const Words words = words_of(term);
      if (words.empty()) return {};
      all.insert(words.begin(), words.end());
    }
    return all;
  }

  static bool is_subset(const Words& inner, const Words& outer) {
    return !inner.empty() && std::includes(outer.begin(), outer.end(), inner.begin(), inner.end());
  }

  // A negated hit still counts for `negated: ok` but not for `none`, so such a rule can always hold.
  bool contradicts_itself(std::size_t index) const {
    const Rule& rule = file_.rules[index];
    if (rule.negated_ok) return false;
    Words forbidden;
    for (const RuleTerm& term : rule.condition.none) {
      const Words words = words_of(term);
      forbidden.insert(words.begin(), words.end());
    }
    if (is_subset(any_words_[index], forbidden)) return true;
    return std::any_of(rule.condition.all.begin(), rule.condition.all.end(),
                       [&](const RuleTerm& term) { return is_subset(words_of(term), forbidden); });
  }

  // True if `rule` cannot hold without one of `words` being hit.
  bool needs_one_of(std::size_t index, const Words& words) const {
    const RuleClause& clause = file_.rules[index].condition;
    if (is_subset(any_words_[index], words)) return true;
    const auto needs = [&](const RuleTerm& term) { return is_subset(words_of(term), words); };
    if (std::any_of(clause.all.begin(), clause.all.end(), needs)) return true;
    return clause.near && std::any_of(clause.near->of.begin(), clause.near->of.end(), needs);
  }

  // A rule of a higher tier that holds whenever this one does and votes on all its outputs.
  const Rule* shadow_of(std::size_t index) const {
    const Rule& rule = file_.rules[index];
    for (const std::size_t i : plain_above_) {
      const Rule& other = file_.rules[i];
      if (other.tier <= rule.tier) continue;
      if (rule.negated_ok && !other.negated_ok) continue;
      const bool votes = std::all_of(rule.give.begin(), rule.give.end(), [&](const auto& given) {
        return std::any_of(other.give.begin(), other.give.end(), [&](const auto& o) { return o.first == given.first; });
      });
      if (votes && needs_one_of(index, any_words_[i])) return &other;
    }
    return nullptr;
  }

  // Even if all its rules held at once, the value would stay below decide.min.
  void find_values_out_of_reach() {
    std::map<std::pair<std::string, std::string>, std::map<int, long>> best;
    for (std::size_t i = 0; i < file_.rules.size(); ++i) {
      const Rule& rule = file_.rules[i];
      const long words = rule.each ? static_cast<long>(any_words_[i].size()) : 1;
      for (const auto& given : rule.give) best[given][rule.tier] += std::max(rule.score, 0) * words;
    }
    for (const Rule& rule : file_.rules) {
      for (const auto& given : rule.give) {
        const auto found = best.find(given);
        if (found == best.end()) continue;
        long reachable = 0;
        for (const auto& [tier, sum] : found->second) reachable = std::max(reachable, sum);
        if (reachable >= file_.decide_min) continue;
        fault("E0603", "“" + given.first + "”永远到不了“" + given.second + "”：规则加起来最多 " + std::to_string(reachable) +
                           " 分，decide 要 " + std::to_string(file_.decide_min) + " 分",
              rule.place, "提高 score，或降低 decide.min");
        best.erase(found);
      }
    }
  }

  void find_idle_negators() {
    for (const std::string& negator : file_.negators) {
      const std::string folded = normalise(negator).folded;
      const bool idle = std::any_of(file_.negation_except.begin(), file_.negation_except.end(),
                                    [&](const std::string& phrase) { return normalise(phrase).folded == folded; });
      if (!idle) continue;
      fault("E0604", "否定词“" + negator + "”同时写在 except 里，永远不起作用", file_.place, "从 words 或 except 里去掉一处");
    }
  }

  const RulesFile& file_;
  std::vector<Diagnostic>& faults_;
  std::map<std::string, Words> groups_;
  std::vector<Words> any_words_;         // by rule
  std::vector<std::size_t> plain_above_;  // rules of a tier above 0 that need nothing but one of their words
};

}  // namespace

void find_dead_rules(const RulesFile& file, std::vector<Diagnostic>& faults) { DeadRules(file, faults).find(); }

}  // namespace dialogs
