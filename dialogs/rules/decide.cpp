// text -> decision (dialog language §3.7): one scan, negated hits marked, conditions of the touched rules evaluated, and per
// output the points of the highest tier added up.
#include <algorithm>
#include <array>

#include "dialogs/rules/compiled.hpp"

namespace dialogs {
namespace {

constexpr std::size_t kEvidencePerRuleMax = 16;
constexpr std::uint32_t kUntouched = 0xFFFFFFFF;

class Bits {
 public:
  explicit Bits(std::size_t size) : words_((size + 63) / 64, 0) {}
  bool test(std::size_t i) const { return (words_[i / 64] >> (i % 64) & 1) != 0; }
  void set(std::size_t i) { words_[i / 64] |= std::uint64_t{1} << (i % 64); }

 private:
  std::vector<std::uint64_t> words_;
};

// Where negators stand that count: the longest at each place, not inside an exception.
struct Negator {
  std::uint32_t behind = 0;  // characters
  std::uint32_t clause = 0;
};

struct Touched {
  std::uint32_t rule = 0;
  bool holds = false;
  int different_words = 0;
  std::vector<std::uint32_t> evidence;  // hits, in order
};

class Decider {
 public:
  Decider(const CompiledRules& rules, const NormalText& text)
      : rules_(rules), text_(text), live_(rules.symbol_count), said_(rules.symbol_count), slot_(rules.rules.size(), kUntouched) {
    hits_.reserve(64);
    touched_.reserve(16);
  }

  Decision decide() {
    rules_.finder.find(text_.folded, hits_);
    if (!rules_.file.masks.empty()) hide_masked();
    negated_.assign(hits_.size(), 0);
    mark_negated();
    for (std::uint32_t i = 0; i < hits_.size(); ++i) touch(i);
    for (const std::uint32_t rule : rules_.unprompted) touched(rule);
    for (Touched& one : touched_) {
      if (!rules_.rules[one.rule].any_only) evaluate(one);
    }
    std::sort(touched_.begin(), touched_.end(), [](const Touched& a, const Touched& b) { return a.rule < b.rule; });
    Decision decision;
    for (std::size_t i = 0; i < rules_.file.outputs.size(); ++i) decision.outputs.push_back(output(i));
    for (const Touched& one : touched_) {
      if (one.holds) decision.hits.push_back(hit(one));
    }
    return decision;
  }

 private:
  // ---- False friends ----

  /// A word inside a mask is not seen; a mask that is itself a word of a rule, and whatever reaches beyond it, is.
  void hide_masked() {
    std::vector<std::pair<std::uint32_t, std::uint32_t>> masks;
    for (const WordHit& hit : hits_) {
      if (rules_.words[hit.word].mask) masks.emplace_back(hit.begin, hit.end);
    }
    if (masks.empty()) return;
    std::sort(masks.begin(), masks.end());
    // For each place the farthest end of the masks that begin there or before.
    for (std::size_t i = 1; i < masks.size(); ++i) masks[i].second = std::max(masks[i].second, masks[i - 1].second);
    std::erase_if(hits_, [&](const WordHit& hit) {
      if (rules_.words[hit.word].mask) return false;
      const auto after = std::upper_bound(masks.begin(), masks.end(), hit.begin,
                                          [](std::uint32_t begin, const auto& mask) { return begin < mask.first; });
      return after != masks.begin() && hit.end <= (after - 1)->second;
    });
  }

  // ---- Negation ----

  void mark_negated() {
    std::vector<std::uint32_t> negators;
    std::vector<std::uint32_t> exceptions;
    for (std::uint32_t i = 0; i < hits_.size(); ++i) {
      const CompiledWord& word = rules_.words[hits_[i].word];
      if (word.negator) negators.push_back(i);
      if (word.exception) exceptions.push_back(i);
    }
    if (negators.empty()) return;
    const std::vector<Negator> acting = acting_negators(negators, exceptions);
    const auto reach = static_cast<std::uint32_t>(std::max(rules_.file.negation_reach, 0));
    for (std::uint32_t i = 0; i < hits_.size(); ++i) {
      const WordHit& hit = hits_[i];
      auto behind = std::upper_bound(acting.begin(), acting.end(), hit.first,
                                     [](std::uint32_t first, const Negator& n) { return first < n.behind; });
      std::uint32_t count = 0;
      while (behind != acting.begin() && (behind - 1)->behind + reach > hit.first) {
        --behind;
        if (behind->clause == hit.clause) ++count;
      }
      negated_[i] = static_cast<char>(count % 2);
    }
  }

  // From left to right, the longest at each place, none overlapping: 没有 is one negator though it holds 没.
  std::vector<Negator> acting_negators(std::vector<std::uint32_t>& negators, const std::vector<std::uint32_t>& exceptions) const {
    std::sort(negators.begin(), negators.end(), [&](std::uint32_t a, std::uint32_t b) {
      return hits_[a].begin != hits_[b].begin ? hits_[a].begin < hits_[b].begin : hits_[a].end > hits_[b].end;
    });
    // Exceptions come in the order of their ends; the one that reaches back farthest covers the negators inside.
    std::vector<std::pair<std::uint32_t, std::uint32_t>> covers;
    covers.reserve(exceptions.size());
    for (const std::uint32_t i : exceptions) covers.emplace_back(hits_[i].begin, hits_[i].end);
    std::sort(covers.begin(), covers.end());
    std::vector<Negator> acting;
    std::uint32_t free_from = 0;
    std::size_t cover = 0;
    std::uint32_t covered_to = 0;  // the farthest end among phrases that begin at or before the negator
    for (const std::uint32_t i : negators) {
      const WordHit& hit = hits_[i];
      if (hit.begin < free_from) continue;
      for (; cover < covers.size() && covers[cover].first <= hit.begin; ++cover) {
        covered_to = std::max(covered_to, covers[cover].second);
      }
      if (hit.end <= covered_to) continue;
      acting.push_back({hit.behind, hit.clause});
      free_from = hit.end;
    }
    return acting;
  }

  // ---- Rules touched by a hit ----

  Touched& touched(std::uint32_t rule) {
    if (slot_[rule] == kUntouched) {
      slot_[rule] = static_cast<std::uint32_t>(touched_.size());
      touched_.push_back({.rule = rule, .evidence = {}});
    }
    return touched_[slot_[rule]];
  }

  void touch(std::uint32_t index) {
    const std::uint32_t word = hits_[index].word;
    const bool live = negated_[index] == 0;
    for (const std::uint32_t* symbol = rules_.symbols_of_word.begin(word); symbol != rules_.symbols_of_word.end(word); ++symbol) {
      said_.set(*symbol);
      if (live) live_.set(*symbol);
      const std::uint32_t* end = rules_.rules_of_symbol.end(*symbol);
      for (const std::uint32_t* rule = rules_.rules_of_symbol.begin(*symbol); rule != end; ++rule) {
        Touched& one = touched(*rule);
        const CompiledRule& compiled = rules_.rules[*rule];
        if (!live && !compiled.negated_ok) continue;
        if (compiled.any_only) one.holds = true;
        note(one, index);
      }
    }
  }

  // One piece of evidence per different word.
  void note(Touched& one, std::uint32_t index) {
    if (one.evidence.size() >= kEvidencePerRuleMax && !rules_.rules[one.rule].each) return;
    const std::uint32_t word = hits_[index].word;
    const bool known = std::any_of(one.evidence.begin(), one.evidence.end(), [&](std::uint32_t i) { return hits_[i].word == word; });
    if (known) return;
    ++one.different_words;
    one.evidence.push_back(index);
  }

  // ---- Conditions ----

  void evaluate(Touched& one) { one.holds = holds(rules_.rules[one.rule].condition, rules_.rules[one.rule].negated_ok); }

  bool holds(std::uint32_t index, bool negated_ok) const {
    const ConditionNode& node = rules_.nodes[index];
    const auto child_holds = [&](std::uint32_t child) { return holds(child, negated_ok); };
    switch (node.kind) {
      case ConditionNode::Kind::kSymbol: return (negated_ok ? said_ : live_).test(node.symbol);
      case ConditionNode::Kind::kAll: return std::all_of(node.children.begin(), node.children.end(), child_holds);
      case ConditionNode::Kind::kAny: return std::any_of(node.children.begin(), node.children.end(), child_holds);
      case ConditionNode::Kind::kNone:
        // `none` looks at what was said and not denied, also where the rule itself accepts negated words.
        return std::none_of(node.children.begin(), node.children.end(), [&](std::uint32_t child) { return holds(child, false); });
      case ConditionNode::Kind::kNear: return near(node, negated_ok);
    }
    return false;
  }

  bool has_symbol(const WordHit& hit, std::uint32_t symbol) const {
    const std::uint32_t* end = rules_.symbols_of_word.end(hit.word);
    return std::find(rules_.symbols_of_word.begin(hit.word), end, symbol) != end;
  }

  // Hits come in the order of their ends, so the nearest earlier one of the other kind is the last one seen.
  bool near(const ConditionNode& node, bool negated_ok) const {
    const Bits& known = negated_ok ? said_ : live_;
    if (!known.test(node.symbol) || !known.test(node.other)) return false;
    const WordHit* last_first = nullptr;
    const WordHit* last_other = nullptr;
    for (std::size_t i = 0; i < hits_.size(); ++i) {
      if (negated_[i] != 0 && !negated_ok) continue;
      const WordHit& hit = hits_[i];
      const bool is_first = has_symbol(hit, node.symbol);
      const bool is_other = has_symbol(hit, node.other);
      const auto close = [&](const WordHit* before) {
        return before != nullptr && (hit.first <= before->behind || hit.first - before->behind <= node.within);
      };
      if ((is_first && close(last_other)) || (is_other && close(last_first))) return true;
      if (is_first) last_first = &hit;
      if (is_other) last_other = &hit;
    }
    return false;
  }

  // ---- Results ----

  int points(const Touched& one) const {
    const CompiledRule& rule = rules_.rules[one.rule];
    return rule.each ? rule.score * one.different_words : rule.score;
  }

  OutputDecision output(std::size_t index) const {
    const RuleOutput& named = rules_.file.outputs[index];
    std::vector<int> sums(named.values.size(), 0);
    int tier = -1;
    for (const Touched& one : touched_) {
      if (!one.holds) continue;
      const CompiledRule& rule = rules_.rules[one.rule];
      if (rule.tier < tier) continue;
      for (const auto& [given, value] : rule.give) {
        if (given != index) continue;
        if (rule.tier > tier) std::fill(sums.begin(), sums.end(), 0);
        tier = rule.tier;
        sums[value] += points(one);
      }
    }
    OutputDecision decision = rank(named, sums);
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

  RuleHit hit(const Touched& one) const {
    RuleHit hit{rules_.file.rules[one.rule].rule, one.rule, points(one), {}};
    hit.evidence.reserve(one.evidence.size());
    for (const std::uint32_t i : one.evidence) {
      const WordHit& at = hits_[i];
      hit.evidence.push_back({rules_.words[at.word].written, text_.original(at.begin, at.end), negated_[i] != 0});
    }
    return hit;
  }

  const CompiledRules& rules_;
  const NormalText& text_;
  Bits live_;  // symbols with a hit that is not negated
  Bits said_;  // symbols with any hit
  std::vector<std::uint32_t> slot_;  // rule -> place in touched_
  std::vector<WordHit> hits_;
  std::vector<char> negated_;
  std::vector<Touched> touched_;
};

}  // namespace

Decision decide(const CompiledRules& rules, const NormalText& text) { return Decider(rules, text).decide(); }

}  // namespace dialogs
