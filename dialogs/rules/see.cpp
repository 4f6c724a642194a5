// text -> sight (dialog language §3.7): one scan, negated hits marked, and the conditions evaluated of those rules of which
// the rarest part stands in the text.
#include <algorithm>

#include "dialogs/rules/compiled.hpp"

namespace dialogs {
namespace {

constexpr std::size_t kEvidencePerRuleMax = 16;
constexpr std::size_t kLookUpCosts = 8;  // looks at a mark
constexpr std::uint32_t kNothing = 0xFFFFFFFF;

// Where negators stand that count: the longest at each place, not inside an exception.
struct Negator {
  std::uint32_t behind = 0;  // characters
  std::uint32_t clause = 0;
};

/// That a word of a symbol stands in the text: its first hit, and the first that is not negated if the first was.
struct Link {
  std::uint32_t hit = 0;
  std::uint32_t next = kNothing;
  bool is_first = true;  // of the word
};

// Marks of words and symbols.
constexpr std::uint8_t kSaid = 1;
constexpr std::uint8_t kLive = 2;  // with a hit that is not negated

struct Chain {
  std::uint32_t first = kNothing, last = kNothing;  // links
};

/// What a thread keeps from text to text, so that nothing is asked of the heap for each of them.
struct Workplace {
  // All 0 or empty between texts; as long as the largest rule set needs.
  std::vector<std::uint8_t> mark_of_rule;  // holds
  std::vector<std::uint8_t> mark_of_symbol;
  std::vector<std::uint8_t> mark_of_word;
  std::vector<std::uint8_t> mark_of_branch;
  std::vector<Chain> said;       // by symbol
  std::vector<Chain> near_hits;  // by symbol: all hits, where a `near` asks for them

  std::vector<std::uint32_t> met_words;
  std::vector<std::uint32_t> met_symbols;
  std::vector<std::uint32_t> met_branches;
  std::vector<std::uint32_t> met_near_symbols;
  std::vector<std::uint32_t> held;  // rules
  std::vector<Link> links;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> masks;
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
  Seer(const CompiledRules& rules, const NormalText& text, Reading reading, Workplace& at)
      : rules_(rules), text_(text), reading_(reading), at_(at), hits_(at.sight.hits), negated_(at.sight.negated) {
    let_hold(at_.mark_of_rule, rules.rules.size(), std::uint8_t{0});
    let_hold(at_.mark_of_symbol, rules.symbol_count, std::uint8_t{0});
    let_hold(at_.mark_of_word, rules.words.size(), std::uint8_t{0});
    let_hold(at_.mark_of_branch, rules.branches.size(), std::uint8_t{0});
    let_hold(at_.said, rules.symbol_count, Chain{});
    let_hold(at_.near_hits, rules.symbol_count, Chain{});
    at_.met_near_symbols.clear();
    at_.met_words.clear();
    at_.met_symbols.clear();
    at_.met_branches.clear();
    at_.held.clear();
    at_.links.clear();
    hits_.clear();
    at_.sight.held.clear();
    at_.sight.evidence.clear();
  }
  ~Seer() {
    for (const std::uint32_t rule : at_.held) at_.mark_of_rule[rule] = 0;
    for (const std::uint32_t symbol : at_.met_near_symbols) at_.near_hits[symbol] = {};
    for (const std::uint32_t branch : at_.met_branches) at_.mark_of_branch[branch] = 0;
    for (const std::uint32_t word : at_.met_words) {
      at_.mark_of_word[word] = 0;
      const std::uint32_t* end = rules_.symbols_of_word.end(word);
      for (const std::uint32_t* symbol = rules_.symbols_of_word.begin(word); symbol != end; ++symbol) {
        at_.mark_of_symbol[*symbol] = 0;
        at_.said[*symbol] = {};
      }
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
    for (const std::uint32_t branch : rules_.unprompted) meet(branch);
    for (const std::uint32_t branch : at_.met_branches) evaluate(rules_.branches[branch]);
    gather_held();
  }

 private:
  // ---- False friends ----

  /// A word inside a mask is not seen; a mask that is itself a word of a rule, and whatever reaches beyond it, is.
  void hide_masked() {
    std::vector<std::pair<std::uint32_t, std::uint32_t>>& masks = at_.masks;
    masks.clear();
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

  // ---- Rules to be asked ----

  void touch(std::uint32_t index) {
    const std::uint32_t word = hits_[index].word;
    const bool live = negated_[index] == 0;
    const std::uint8_t before = at_.mark_of_word[word];
    const std::uint8_t mark = live ? kSaid | kLive : kSaid;
    if ((before & mark) == mark || (before & kLive) != 0) return;
    if (before == 0) at_.met_words.push_back(word);
    at_.mark_of_word[word] = mark;
    const std::uint32_t* end = rules_.symbols_of_word.end(word);
    for (const std::uint32_t* symbol = rules_.symbols_of_word.begin(word); symbol != end; ++symbol) {
      append(at_.said[*symbol], {.hit = index, .is_first = before == 0});
      const std::uint8_t known = at_.mark_of_symbol[*symbol];
      if (known == 0) at_.met_symbols.push_back(*symbol);
      if ((known & mark) == mark) continue;  // another word has asked its rules
      at_.mark_of_symbol[*symbol] = known | mark;
      ask_rules_of(*symbol, live);
    }
  }

  void append(Chain& chain, Link link) {
    const auto number = static_cast<std::uint32_t>(at_.links.size());
    at_.links.push_back(link);
    (chain.first == kNothing ? chain.first : at_.links[chain.last].next) = number;
    chain.last = number;
  }

  void ask_rules_of(std::uint32_t symbol, bool live) {
    const std::uint32_t* end = rules_.rules_of_symbol.end(symbol);
    const std::uint32_t* branch = rules_.branches_of_symbol.begin(symbol);
    for (const std::uint32_t* rule = rules_.rules_of_symbol.begin(symbol); rule != end; ++rule, ++branch) {
      if (*branch != kHoldsAtOnce) {
        meet(*branch);
      } else if (live || rules_.rules[*rule].negated_ok) {
        hold(*rule);
      }
    }
  }

  void meet(std::uint32_t branch) {
    if (at_.mark_of_branch[branch] != 0) return;
    at_.met_branches.push_back(branch);
    at_.mark_of_branch[branch] = 1;
  }

  void hold(std::uint32_t rule) {
    if (at_.mark_of_rule[rule] != 0) return;
    at_.held.push_back(rule);
    at_.mark_of_rule[rule] = 1;
  }

  // ---- Conditions ----

  void evaluate(const ConditionBranch& branch) {
    if (at_.mark_of_rule[branch.rule] == 0 && holds(branch.node, rules_.rules[branch.rule].negated_ok)) hold(branch.rule);
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
        Chain& chain = at_.near_hits[*symbol];
        if (chain.first == kNothing) at_.met_near_symbols.push_back(*symbol);
        append(chain, {.hit = i});
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
    std::sort(at_.held.begin(), at_.held.end());
    Sight& sight = at_.sight;
    for (const std::uint32_t rule : at_.held) {
      const CompiledRule& compiled = rules_.rules[rule];
      HeldRule held{.rule = rule, .score = compiled.score};
      held.first = static_cast<std::uint32_t>(sight.evidence.size());
      if (compiled.each || reading_ == Reading::kEvidence) gather_evidence(rule);
      held.behind = static_cast<std::uint32_t>(sight.evidence.size());
      if (compiled.each) held.score *= static_cast<int>(held.behind - held.first);
      sight.held.push_back(held);
    }
  }

  /// One hit per different word, in order; a word may reach a rule by several symbols.
  void gather_evidence(std::uint32_t rule) {
    const bool negated_ok = rules_.rules[rule].negated_ok;
    std::vector<std::uint32_t>& evidence = at_.sight.evidence;
    const auto first = static_cast<std::ptrdiff_t>(evidence.size());
    const std::uint32_t* begin = rules_.symbols_of_rule.begin(rule);
    const std::uint32_t* end = rules_.symbols_of_rule.end(rule);
    // A rule of 20,000 words costs no more than one of 200: from there on the text's words are looked up in the rule.
    if (at_.met_symbols.size() * kLookUpCosts < static_cast<std::size_t>(end - begin)) {
      for (const std::uint32_t symbol : at_.met_symbols) {
        if (std::binary_search(begin, end, symbol)) gather_said(symbol, negated_ok);
      }
    } else {
      for (const std::uint32_t* symbol = begin; symbol != end; ++symbol) {
        if (at_.mark_of_symbol[*symbol] != 0) gather_said(*symbol, negated_ok);
      }
    }
    std::sort(evidence.begin() + first, evidence.end());
    evidence.erase(std::unique(evidence.begin() + first, evidence.end()), evidence.end());
    const std::size_t most = static_cast<std::size_t>(first) + kEvidencePerRuleMax;
    if (!rules_.rules[rule].each && evidence.size() > most) evidence.resize(most);
  }

  void gather_said(std::uint32_t symbol, bool negated_ok) {
    for (std::uint32_t link = at_.said[symbol].first; link != kNothing; link = at_.links[link].next) {
      const Link& said = at_.links[link];
      if (negated_ok ? said.is_first : negated_[said.hit] == 0) at_.sight.evidence.push_back(said.hit);
    }
  }

  const CompiledRules& rules_;
  const NormalText& text_;
  const Reading reading_;
  Workplace& at_;
  std::vector<WordHit>& hits_;
  std::vector<char>& negated_;
  bool knows_near_hits_ = false;
};

}  // namespace

const Sight& see(const CompiledRules& rules, const NormalText& text, Reading reading) {
  Workplace& at = workplace();
  Seer(rules, text, reading, at).see();
  return at.sight;
}

}  // namespace dialogs
