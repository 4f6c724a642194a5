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
  // All 0 or empty where the lists below do not name them; as long as the largest rule set needs.
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
  std::vector<std::uint32_t> negators;    // hits
  std::vector<std::uint32_t> exceptions;  // hits
  std::vector<std::pair<std::uint32_t, std::uint32_t>> masks;
  Sight sight;

  /// Forgets the text before.
  void clear() {
    for (const std::uint32_t rule : held) mark_of_rule[rule] = 0;
    for (const std::uint32_t symbol : met_near_symbols) near_hits[symbol] = {};
    for (const std::uint32_t branch : met_branches) mark_of_branch[branch] = 0;
    for (const std::uint32_t word : met_words) mark_of_word[word] = 0;
    for (const std::uint32_t symbol : met_symbols) {
      mark_of_symbol[symbol] = 0;
      said[symbol] = {};
    }
    held.clear();
    met_near_symbols.clear();
    met_branches.clear();
    met_words.clear();
    met_symbols.clear();
    links.clear();
    sight.hits.clear();
    sight.held.clear();
    sight.evidence.clear();
  }
};

Workplace& workplace() {
  thread_local Workplace mine;
  return mine;
}

template <class T>
void let_hold(std::vector<T>& list, std::size_t size, T value) {
  if (list.size() < size) list.resize(size, value);
}

void gather_said(Workplace& at, std::uint32_t symbol, bool negated_ok) {
  const Link* const links = at.links.data();
  for (std::uint32_t link = at.said.data()[symbol].first; link != kNothing; link = links[link].next) {
    const std::uint32_t hit = links[link].hit;
    if (negated_ok ? links[link].is_first : at.sight.negated.data()[hit] == 0) at.sight.evidence.push_back(hit);
  }
}

/// One hit per different word, in order; a word may reach a rule by several symbols.
void gather_evidence(const CompiledRules& rules, Workplace& at, HeldRule& held) {
  const bool negated_ok = rules.rules[held.rule].negated_ok;
  std::vector<std::uint32_t>& evidence = at.sight.evidence;
  const std::size_t first = evidence.size();
  const std::uint32_t* begin = rules.symbols_of_rule.begin(held.rule);
  const std::uint32_t* end = rules.symbols_of_rule.end(held.rule);
  // A rule of 20,000 words costs no more than one of 200: from there on the text's words are looked up in the rule.
  if (at.met_symbols.size() * kLookUpCosts < static_cast<std::size_t>(end - begin)) {
    for (const std::uint32_t symbol : at.met_symbols) {
      if (std::binary_search(begin, end, symbol)) gather_said(at, symbol, negated_ok);
    }
  } else {
    const std::uint8_t* const marks = at.mark_of_symbol.data();
    for (const std::uint32_t* symbol = begin; symbol != end; ++symbol) {
      if (marks[*symbol] != 0) gather_said(at, *symbol, negated_ok);
    }
  }
  if (evidence.size() > first + 1) {
    const auto from = evidence.begin() + static_cast<std::ptrdiff_t>(first);
    std::sort(from, evidence.end());
    evidence.erase(std::unique(from, evidence.end()), evidence.end());
  }
  if (!rules.rules[held.rule].each && evidence.size() > first + kEvidencePerRuleMax) evidence.resize(first + kEvidencePerRuleMax);
  held.first = static_cast<std::uint32_t>(first);
  held.behind = static_cast<std::uint32_t>(evidence.size());
}

class Seer {
 public:
  Seer(const CompiledRules& rules, const SplitText& text, Reading reading, Workplace& at)
      : rules_(rules), text_(text), reading_(reading), at_(at), hits_(at.sight.hits), negated_(at.sight.negated) {
    at_.clear();
    let_hold(at_.mark_of_rule, rules.rules.size(), std::uint8_t{0});
    let_hold(at_.mark_of_symbol, rules.symbol_count, std::uint8_t{0});
    let_hold(at_.mark_of_word, rules.words.size(), std::uint8_t{0});
    let_hold(at_.mark_of_branch, rules.branches.size(), std::uint8_t{0});
    let_hold(at_.said, rules.symbol_count, Chain{});
    let_hold(at_.near_hits, rules.symbol_count, Chain{});
    words_ = rules.words.data();
    rule_list_ = rules.rules.data();
    nodes_ = rules.nodes.data();
    branches_ = rules.branches.data();
    mark_of_rule_ = at_.mark_of_rule.data();
    mark_of_symbol_ = at_.mark_of_symbol.data();
    mark_of_word_ = at_.mark_of_word.data();
    mark_of_branch_ = at_.mark_of_branch.data();
    said_ = at_.said.data();
    near_hits_ = at_.near_hits.data();
  }
  Seer(const Seer&) = delete;
  Seer& operator=(const Seer&) = delete;

  void see() {
    rules_.finder.find(text_, hits_);
    if (!rules_.file.masks.empty()) hide_masked();
    negated_.assign(hits_.size(), 0);
    mark_negated();
    hit_ = hits_.data();
    is_negated_ = negated_.data();
    for (std::uint32_t i = 0; i < hits_.size(); ++i) touch(i);
    for (const std::uint32_t branch : rules_.unprompted) meet(branch);
    for (const std::uint32_t branch : at_.met_branches) evaluate(branches_[branch]);
    gather_held();
  }

 private:
  // ---- False friends ----

  /// A word inside a mask is not seen; a mask that is itself a word of a rule, and whatever reaches beyond it, is.
  void hide_masked() {
    std::vector<std::pair<std::uint32_t, std::uint32_t>>& masks = at_.masks;
    masks.clear();
    for (const WordHit& hit : hits_) {
      if (words_[hit.word].mask) masks.emplace_back(hit.begin, hit.end);
    }
    if (masks.empty()) return;
    std::sort(masks.begin(), masks.end());
    // For each place the farthest end of the masks that begin there or before.
    for (std::size_t i = 1; i < masks.size(); ++i) masks[i].second = std::max(masks[i].second, masks[i - 1].second);
    std::erase_if(hits_, [&](const WordHit& hit) {
      if (words_[hit.word].mask) return false;
      const auto after = std::upper_bound(masks.begin(), masks.end(), hit.begin,
                                          [](std::uint32_t begin, const auto& mask) { return begin < mask.first; });
      return after != masks.begin() && hit.end <= (after - 1)->second;
    });
  }

  // ---- Negation ----

  void mark_negated() {
    std::vector<std::uint32_t>& negators = at_.negators;
    std::vector<std::uint32_t>& exceptions = at_.exceptions;
    negators.clear();
    exceptions.clear();
    for (std::uint32_t i = 0; i < hits_.size(); ++i) {
      const CompiledWord& word = words_[hits_[i].word];
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
    const std::uint32_t word = hit_[index].word;
    const bool live = is_negated_[index] == 0;
    const std::uint8_t before = mark_of_word_[word];
    const std::uint8_t mark = live ? kSaid | kLive : kSaid;
    if ((before & mark) == mark || (before & kLive) != 0) return;
    if (before == 0) at_.met_words.push_back(word);
    mark_of_word_[word] = mark;
    const std::uint32_t* end = rules_.symbols_of_word.end(word);
    for (const std::uint32_t* symbol = rules_.symbols_of_word.begin(word); symbol != end; ++symbol) {
      append(said_[*symbol], {.hit = index, .is_first = before == 0});
      const std::uint8_t known = mark_of_symbol_[*symbol];
      if (known == 0) at_.met_symbols.push_back(*symbol);
      if ((known & mark) == mark) continue;  // another word has asked its rules
      mark_of_symbol_[*symbol] = known | mark;
      ask_rules_of(*symbol, live);
    }
  }

  void append(Chain& chain, Link link) {
    const auto number = static_cast<std::uint32_t>(at_.links.size());
    at_.links.push_back(link);
    (chain.first == kNothing ? chain.first : at_.links.data()[chain.last].next) = number;
    chain.last = number;
  }

  void ask_rules_of(std::uint32_t symbol, bool live) {
    const std::uint32_t* end = rules_.rules_of_symbol.end(symbol);
    const std::uint32_t* branch = rules_.branches_of_symbol.begin(symbol);
    for (const std::uint32_t* rule = rules_.rules_of_symbol.begin(symbol); rule != end; ++rule, ++branch) {
      if (*branch != kHoldsAtOnce) {
        meet(*branch);
      } else if (live || rule_list_[*rule].negated_ok) {
        hold(*rule);
      }
    }
  }

  void meet(std::uint32_t branch) {
    if (mark_of_branch_[branch] != 0) return;
    at_.met_branches.push_back(branch);
    mark_of_branch_[branch] = 1;
  }

  void hold(std::uint32_t rule) {
    if (mark_of_rule_[rule] != 0) return;
    at_.held.push_back(rule);
    mark_of_rule_[rule] = 1;
  }

  // ---- Conditions ----

  void evaluate(const ConditionBranch& branch) {
    if (mark_of_rule_[branch.rule] == 0 && holds(branch.node, rule_list_[branch.rule].negated_ok)) hold(branch.rule);
  }

  bool holds(std::uint32_t index, bool negated_ok) {
    const ConditionNode& node = nodes_[index];
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
    return (mark_of_symbol_[symbol] & (negated_ok ? kSaid : kLive)) != 0;
  }

  // The hits of every symbol that a `near` asks for, in their order.
  void list_near_hits() {
    knows_near_hits_ = true;
    for (std::uint32_t i = 0; i < hits_.size(); ++i) {
      const std::uint32_t* end = rules_.near_symbols_of_word.end(hit_[i].word);
      for (const std::uint32_t* symbol = rules_.near_symbols_of_word.begin(hit_[i].word); symbol != end; ++symbol) {
        Chain& chain = near_hits_[*symbol];
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
    std::uint32_t first = near_hits_[node.symbol].first;
    std::uint32_t other = near_hits_[node.other].first;
    while (first != kNothing || other != kNothing) {
      const std::uint32_t first_hit = first == kNothing ? kNothing : at_.links.data()[first].hit;
      const std::uint32_t other_hit = other == kNothing ? kNothing : at_.links.data()[other].hit;
      const std::uint32_t index = std::min(first_hit, other_hit);
      if (first_hit == index) first = at_.links.data()[first].next;
      if (other_hit == index) other = at_.links.data()[other].next;
      if (is_negated_[index] != 0 && !negated_ok) continue;
      const WordHit& hit = hit_[index];
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
      const CompiledRule& compiled = rule_list_[rule];
      HeldRule held{.rule = rule, .score = compiled.score};
      if (compiled.each || reading_ == Reading::kEvidence) gather_evidence(rules_, at_, held);
      if (compiled.each) held.score *= static_cast<int>(held.behind - held.first);
      sight.held.push_back(held);
    }
  }

  const CompiledRules& rules_;
  const SplitText& text_;
  const Reading reading_;
  Workplace& at_;
  std::vector<WordHit>& hits_;
  std::vector<char>& negated_;
  // Into the lists of the rules and of the workplace, which keep their size while a text is seen.
  const CompiledWord* words_ = nullptr;
  const CompiledRule* rule_list_ = nullptr;
  const ConditionNode* nodes_ = nullptr;
  const ConditionBranch* branches_ = nullptr;
  const WordHit* hit_ = nullptr;      // once all are known
  const char* is_negated_ = nullptr;  // by hit
  std::uint8_t* mark_of_rule_ = nullptr;
  std::uint8_t* mark_of_symbol_ = nullptr;
  std::uint8_t* mark_of_word_ = nullptr;
  std::uint8_t* mark_of_branch_ = nullptr;
  Chain* said_ = nullptr;
  Chain* near_hits_ = nullptr;
  bool knows_near_hits_ = false;
};

}  // namespace

Sight& see(const CompiledRules& rules, const SplitText& text, Reading reading) {
  Workplace& at = workplace();
  Seer(rules, text, reading, at).see();
  return at.sight;
}

void gather_evidence(const CompiledRules& rules, HeldRule& held) {
  if (held.behind == held.first) gather_evidence(rules, workplace(), held);
}

}  // namespace dialogs
