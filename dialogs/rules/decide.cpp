// text -> decision (dialog language §3.7): one scan, negated hits marked, conditions of the touched rules evaluated, and per
// output the points of the highest tier added up.
#include <algorithm>
#include <array>

#include "dialogs/rules/compiled.hpp"

namespace dialogs {
namespace {

constexpr int kEvidencePerRuleMax = 16;
constexpr std::size_t kVerdictOutputsMax = 10;  // what verdict.cpp adds
constexpr std::uint32_t kNothing = 0xFFFFFFFF;

// Where negators stand that count: the longest at each place, not inside an exception.
struct Negator {
  std::uint32_t behind = 0;  // characters
  std::uint32_t clause = 0;
};

struct Touched {
  std::uint32_t rule = 0;
  bool holds = false;
  int different_words = 0;
  std::uint32_t first = kNothing, last = kNothing;  // links of its evidence
};

struct Link {
  std::uint32_t hit = 0;
  std::uint32_t next = kNothing;
};

// Marks of words and symbols.
constexpr std::uint8_t kSaid = 1;
constexpr std::uint8_t kLive = 2;  // with a hit that is not negated

struct Chain {
  std::uint32_t first = kNothing, last = kNothing;  // links
};

/// What a thread keeps from text to text, so that nothing is asked of the heap for each of them.
struct Workplace {
  // All kNothing or 0 between texts; as long as the largest rule set needs.
  std::vector<std::uint32_t> place_of_rule;  // in `touched`
  std::vector<std::uint8_t> mark_of_symbol;
  std::vector<std::uint8_t> mark_of_word;
  std::vector<std::uint8_t> mark_of_branch;

  std::vector<std::uint32_t> met_words;
  std::vector<std::uint32_t> met_branches;
  std::vector<Chain> near_hits;  // by symbol; all empty between texts
  std::vector<std::uint32_t> met_near_symbols;
  std::vector<Touched> touched;
  std::vector<Link> links;
  std::vector<int> sums;
  Sight sight;
};

Workplace& workplace() {
  thread_local Workplace mine;
  return mine;
}

template <class T>
void let_hold(std::vector<T>& list, std::size_t size, T value) {
  if (list.size() < size) list.resize(size, value);
}

class Seer {
 public:
  Seer(const CompiledRules& rules, const NormalText& text, Workplace& at)
      : rules_(rules), text_(text), at_(at), hits_(at.sight.hits), negated_(at.sight.negated), touched_(at.touched) {
    let_hold(at_.place_of_rule, rules.rules.size(), kNothing);
    let_hold(at_.mark_of_symbol, rules.symbol_count, std::uint8_t{0});
    let_hold(at_.mark_of_word, rules.words.size(), std::uint8_t{0});
    let_hold(at_.mark_of_branch, rules.branches.size(), std::uint8_t{0});
    let_hold(at_.near_hits, rules.symbol_count, Chain{});
    at_.met_near_symbols.clear();
    at_.met_words.clear();
    at_.met_branches.clear();
    at_.links.clear();
    touched_.clear();
    hits_.clear();
    at_.sight.held.clear();
    at_.sight.evidence.clear();
  }
  ~Seer() {
    for (const Touched& one : touched_) at_.place_of_rule[one.rule] = kNothing;
    for (const std::uint32_t symbol : at_.met_near_symbols) at_.near_hits[symbol] = {};
    for (const std::uint32_t branch : at_.met_branches) at_.mark_of_branch[branch] = 0;
    for (const std::uint32_t word : at_.met_words) {
      at_.mark_of_word[word] = 0;
      const std::uint32_t* end = rules_.symbols_of_word.end(word);
      for (const std::uint32_t* symbol = rules_.symbols_of_word.begin(word); symbol != end; ++symbol) at_.mark_of_symbol[*symbol] = 0;
    }
  }
  Seer(const Seer&) = delete;
  Seer& operator=(const Seer&) = delete;

  void see() {
    rules_.finder.find(text_.folded, hits_);
    if (!rules_.file.masks.empty()) hide_masked();
    negated_.assign(hits_.size(), 0);
    mark_negated();
    for (std::uint32_t i = 0; i < hits_.size(); ++i) touch(i);
    for (const std::uint32_t branch : rules_.unprompted) {
      touched(rules_.branches[branch].rule);
      meet(branch);
    }
    for (const std::uint32_t branch : at_.met_branches) evaluate(rules_.branches[branch]);
    gather_held();
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
    std::uint32_t& place = at_.place_of_rule[rule];
    if (place == kNothing) {
      touched_.push_back({.rule = rule});
      place = static_cast<std::uint32_t>(touched_.size() - 1);
    }
    return touched_[place];
  }

  // Only the first hit of a word says anything new, and the first that is not negated if the first was.
  void touch(std::uint32_t index) {
    const std::uint32_t word = hits_[index].word;
    const bool live = negated_[index] == 0;
    const std::uint8_t before = at_.mark_of_word[word];
    const std::uint8_t mark = live ? kSaid | kLive : kSaid;
    if ((before & mark) == mark || (before & kLive) != 0) return;
    if (before == 0) at_.met_words.push_back(word);
    at_.mark_of_word[word] = mark;
    for (const std::uint32_t* symbol = rules_.symbols_of_word.begin(word); symbol != rules_.symbols_of_word.end(word); ++symbol) {
      at_.mark_of_symbol[*symbol] |= mark;
      const std::uint32_t* end = rules_.rules_of_symbol.end(*symbol);
      const std::uint32_t* branch = rules_.branches_of_symbol.begin(*symbol);
      for (const std::uint32_t* rule = rules_.rules_of_symbol.begin(*symbol); rule != end; ++rule, ++branch) {
        Touched& one = touched(*rule);
        if (*branch != kHoldsAtOnce) meet(*branch);
        const CompiledRule& compiled = rules_.rules[*rule];
        if (!live && !compiled.negated_ok) continue;
        if (*branch == kHoldsAtOnce) one.holds = true;
        const bool is_noted = before != 0 && compiled.negated_ok;
        if (!is_noted) note(one, index);
      }
    }
  }

  // One piece of evidence per different word; a word may reach a rule by several symbols.
  void note(Touched& one, std::uint32_t index) {
    const bool is_limited = !rules_.rules[one.rule].each;
    if (is_limited && one.different_words >= kEvidencePerRuleMax) return;
    if (one.last != kNothing && at_.links[one.last].hit == index) return;
    const auto link = static_cast<std::uint32_t>(at_.links.size());
    at_.links.push_back({.hit = index});
    (one.last == kNothing ? one.first : at_.links[one.last].next) = link;
    one.last = link;
    ++one.different_words;
  }

  // ---- Conditions ----

  void meet(std::uint32_t branch) {
    if (at_.mark_of_branch[branch] != 0) return;
    at_.met_branches.push_back(branch);
    at_.mark_of_branch[branch] = 1;
  }

  void evaluate(const ConditionBranch& branch) {
    Touched& one = touched(branch.rule);
    if (!one.holds) one.holds = holds(branch.node, rules_.rules[branch.rule].negated_ok);
  }

  bool holds(std::uint32_t index, bool negated_ok) {
    const ConditionNode& node = rules_.nodes[index];
    // `none` looks at what was said and not denied, also where the rule itself accepts negated words.
    const bool accepts = negated_ok && node.kind != ConditionNode::Kind::kNone;
    const auto stands = [&](std::uint32_t symbol) { return has_mark(symbol, accepts); };
    const auto child_holds = [&](std::uint32_t child) { return holds(child, accepts); };
    const std::vector<std::uint32_t>& symbols = node.symbols;
    const std::vector<std::uint32_t>& children = node.children;
    switch (node.kind) {
      case ConditionNode::Kind::kAll:
        return std::all_of(symbols.begin(), symbols.end(), stands) && std::all_of(children.begin(), children.end(), child_holds);
      case ConditionNode::Kind::kAny:
        return std::any_of(symbols.begin(), symbols.end(), stands) || std::any_of(children.begin(), children.end(), child_holds);
      case ConditionNode::Kind::kNone:
        return std::none_of(symbols.begin(), symbols.end(), stands) && std::none_of(children.begin(), children.end(), child_holds);
      case ConditionNode::Kind::kNear: return near(node, negated_ok);
    }
    return false;
  }

  bool has_mark(std::uint32_t symbol, bool negated_ok) const {
    return (at_.mark_of_symbol[symbol] & (negated_ok ? kSaid : kLive)) != 0;
  }

  // The hits of every symbol that a `near` asks for, in their order.
  void list_near_hits() {
    knows_near_hits_ = true;
    for (std::uint32_t i = 0; i < hits_.size(); ++i) {
      const std::uint32_t* end = rules_.near_symbols_of_word.end(hits_[i].word);
      for (const std::uint32_t* symbol = rules_.near_symbols_of_word.begin(hits_[i].word); symbol != end; ++symbol) {
        at_.links.push_back({.hit = i});
        const auto link = static_cast<std::uint32_t>(at_.links.size() - 1);
        Chain& chain = at_.near_hits[*symbol];
        if (chain.first == kNothing) at_.met_near_symbols.push_back(*symbol);
        (chain.first == kNothing ? chain.first : at_.links[chain.last].next) = link;
        chain.last = link;
      }
    }
  }

  // Hits come in the order of their ends, so the nearest earlier one of the other kind is the last one seen.
  bool near(const ConditionNode& node, bool negated_ok) {
    if (!has_mark(node.symbol, negated_ok) || !has_mark(node.other, negated_ok)) return false;
    if (!knows_near_hits_) list_near_hits();
    const WordHit* last_first = nullptr;
    const WordHit* last_other = nullptr;
    std::uint32_t first = at_.near_hits[node.symbol].first;
    std::uint32_t other = at_.near_hits[node.other].first;
    while (first != kNothing || other != kNothing) {
      const std::uint32_t first_hit = first == kNothing ? kNothing : at_.links[first].hit;
      const std::uint32_t other_hit = other == kNothing ? kNothing : at_.links[other].hit;
      const std::uint32_t index = std::min(first_hit, other_hit);
      if (first_hit == index) first = at_.links[first].next;
      if (other_hit == index) other = at_.links[other].next;
      if (negated_[index] != 0 && !negated_ok) continue;
      const WordHit& hit = hits_[index];
      const auto close = [&](const WordHit* before) {
        return before != nullptr && (hit.first <= before->behind || hit.first - before->behind <= node.within);
      };
      if ((first_hit == index && close(last_other)) || (other_hit == index && close(last_first))) return true;
      if (first_hit == index) last_first = &hit;
      if (other_hit == index) last_other = &hit;
    }
    return false;
  }

  // ---- Results ----

  void gather_held() {
    std::sort(touched_.begin(), touched_.end(), [](const Touched& a, const Touched& b) { return a.rule < b.rule; });
    Sight& sight = at_.sight;
    for (const Touched& one : touched_) {
      if (!one.holds) continue;
      const CompiledRule& rule = rules_.rules[one.rule];
      HeldRule held{.rule = one.rule, .score = rule.each ? rule.score * one.different_words : rule.score};
      held.first = static_cast<std::uint32_t>(sight.evidence.size());
      for (std::uint32_t link = one.first; link != kNothing; link = at_.links[link].next) sight.evidence.push_back(at_.links[link].hit);
      held.behind = static_cast<std::uint32_t>(sight.evidence.size());
      sight.held.push_back(held);
    }
  }

  const CompiledRules& rules_;
  const NormalText& text_;
  Workplace& at_;
  std::vector<WordHit>& hits_;
  std::vector<char>& negated_;
  std::vector<Touched>& touched_;
  bool knows_near_hits_ = false;
};

// What the rules that hold say together.
class Decider {
 public:
  Decider(const CompiledRules& rules, const NormalText& text, const Sight& sight, std::vector<int>& sums)
      : rules_(rules), text_(text), sight_(sight), sums_(sums) {}

  Decision decide() {
    Decision decision;
    decision.outputs.reserve(rules_.file.outputs.size() + (rules_.file.verdict ? kVerdictOutputsMax : 0));
    for (std::size_t i = 0; i < rules_.file.outputs.size(); ++i) decision.outputs.push_back(output(i));
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
  const NormalText& text_;
  const Sight& sight_;
  std::vector<int>& sums_;
};

}  // namespace

const Sight& see(const CompiledRules& rules, const NormalText& text) {
  Workplace& at = workplace();
  Seer(rules, text, at).see();
  return at.sight;
}

Evidence evidence_of(const CompiledRules& rules, const NormalText& text, const Sight& sight, std::uint32_t hit) {
  const WordHit& at = sight.hits[hit];
  return {rules.words[at.word].written, text.original(at.begin, at.end), sight.negated[hit] != 0};
}

Decision decide(const CompiledRules& rules, const NormalText& text) {
  const Sight& sight = see(rules, text);
  return Decider(rules, text, sight, workplace().sums).decide();
}

}  // namespace dialogs
