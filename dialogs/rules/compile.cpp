#include <algorithm>
#include <map>
#include <set>

#include "base/utf8.hpp"
#include "dialogs/language/nearest.hpp"
#include "dialogs/rules/compiled.hpp"
#include "dialogs/text/points.hpp"

namespace dialogs {
namespace {

constexpr std::size_t kDistinctPointsMax = 60'000;  // the matcher's classes have 16 bits

// How often a word stands in texts, guessed from its length: only the order matters.
constexpr double kFrequencyOfOne = 12;
constexpr std::size_t kPatternCharacters = 6;

bool has_error(const std::vector<Diagnostic>& faults, std::size_t from) {
  return std::any_of(faults.begin() + static_cast<std::ptrdiff_t>(from), faults.end(),
                     [](const Diagnostic& fault) { return fault.is_error(); });
}

// Builds the tables in one pass over the file; what cannot be built is a fault and leaves a gap nobody will read.
class RulesCompiler {
 public:
  RulesCompiler(RulesFile file, std::vector<Diagnostic>& faults)
      : rules_(std::make_unique<CompiledRules>(std::move(file))), faults_(faults) {}

  std::unique_ptr<const CompiledRules> compile(const Lexicon& lexicon) {
    const std::size_t before = faults_.size();
    const RulesFile& file = rules_->file;
    for (const std::string& word : file.negators) {
      if (const auto index = word_of(word, file.place)) rules_->words[*index].negator = true;
    }
    for (const std::string& word : file.negation_except) {
      if (const auto index = word_of(word, file.place)) rules_->words[*index].exception = true;
    }
    for (const std::string& word : file.masks) {
      if (const auto index = word_of(word, file.place)) rules_->words[*index].mask = true;
    }
    for (const RuleWordGroup& group : file.groups) add_group(group);
    for (std::size_t i = 0; i < file.rules.size(); ++i) add_rule(file.rules[i], static_cast<std::uint32_t>(i));
    if (distinct_points() > kDistinctPointsMax) {
      fault("E0108", "词里用到的不同的字超过 " + std::to_string(kDistinctPointsMax) + " 个", file.place, "拆成几个文件");
    }
    if (has_error(faults_, before)) return nullptr;
    find_dead_rules(file, faults_);
    if (has_error(faults_, before)) return nullptr;
    finish(lexicon);
    if (has_error(faults_, before)) return nullptr;
    return std::move(rules_);
  }

 private:
  void fault(std::string code, std::string message, const Place& place, std::string fix) {
    faults_.push_back({std::move(code), std::move(message), place, std::move(fix)});
  }

  std::size_t distinct_points() const {
    std::set<char32_t> points;
    for (const CompiledWord& word : rules_->words) {
      for (std::size_t at = 0; at < word.folded.size();) {
        const Point point = point_at(word.folded, at);
        points.insert(point.value);
        at += point.length;
      }
    }
    return points.size();
  }

  std::optional<std::uint32_t> word_of(const std::string& written, const Place& place) {
    std::string folded = is_pattern(written) ? written : normalise(written).folded;
    const auto known = word_by_folded_.find(folded);
    if (known != word_by_folded_.end()) return known->second;
    if (folded.empty()) {
      fault("E0203", "词“" + written + "”里没有看得见的字", place, "写成要找的字");
      return std::nullopt;
    }
    const auto index = static_cast<std::uint32_t>(rules_->words.size());
    word_by_folded_.emplace(folded, index);
    rules_->finder.add(written, index, place, faults_);
    rules_->words.push_back({std::move(folded), written});
    symbols_of_word_.emplace_back();
    return index;
  }

  std::uint32_t new_symbol() {
    rules_of_symbol_.emplace_back();
    branches_of_symbol_.emplace_back();
    frequency_.push_back(0);
    return static_cast<std::uint32_t>(rules_of_symbol_.size() - 1);
  }

  void name(std::uint32_t symbol, std::uint32_t word) {
    symbols_of_word_[word].push_back(symbol);
    const std::string& folded = rules_->words[word].folded;
    const std::size_t characters = is_pattern(folded) ? kPatternCharacters : base::count_code_points(folded);
    frequency_[symbol] += kFrequencyOfOne / static_cast<double>(characters);
  }

  void add_group(const RuleWordGroup& group) {
    const auto [entry, fresh] = group_symbols_.emplace(group.group, 0);
    if (!fresh) {
      fault("E0302", "词组“" + group.group + "”写了两次", group.place, "合成一组，或换个名字");
      return;
    }
    entry->second = new_symbol();
    for (const std::string& word : group.any) {
      const auto index = word_of(word, group.place);
      if (!index) continue;
      auto& symbols = symbols_of_word_[*index];
      if (std::find(symbols.begin(), symbols.end(), entry->second) == symbols.end()) name(entry->second, *index);
    }
  }

  std::optional<std::uint32_t> symbol_of(const RuleTerm& term) {
    if (term.is_group) {
      const auto group = group_symbols_.find(term.word);
      if (group != group_symbols_.end()) return group->second;
      std::vector<std::string_view> known;
      for (const auto& [name, symbol] : group_symbols_) known.push_back(name);
      std::string fix = did_you_mean(term.word, known);
      if (fix.empty()) fix = "先在 words 里写这一组";
      fault("E0306", "没有叫“" + term.word + "”的词组", term.place, std::move(fix));
      return std::nullopt;
    }
    const auto index = word_of(term.word, term.place);
    if (!index) return std::nullopt;
    const auto [entry, fresh] = symbol_of_single_.emplace(*index, 0);
    if (fresh) {
      entry->second = new_symbol();
      name(entry->second, *index);
    }
    return entry->second;
  }

  std::uint32_t add_node(ConditionNode node) {
    rules_->nodes.push_back(std::move(node));
    return static_cast<std::uint32_t>(rules_->nodes.size() - 1);
  }

  void prompt(std::uint32_t symbol, std::uint32_t branch) {
    auto& rules = rules_of_symbol_[symbol];
    auto& branches = branches_of_symbol_[symbol];
    if (!rules.empty() && rules.back() == rule_ && branches.back() == branch) return;
    rules.push_back(rule_);
    branches.push_back(branch);
  }

  void is_evidence(std::uint32_t symbol) { symbols_of_rule_.back().push_back(symbol); }

  /// Symbols of which one must stand in a text where a condition holds. Of the parts that must all hold it is enough to
  /// watch for the rarest: rules full of everyday words (不给, 平台) are then asked only where the rest is there, too.
  struct Watch {
    bool is_possible = false;  // false: the condition may hold without any word
    double frequency = 0;
    std::vector<std::uint32_t> symbols;
  };

  Watch watch_of(std::uint32_t symbol) const { return {true, frequency_[symbol], {symbol}}; }

  static void take_rarer(Watch other, Watch& watch) {
    if (other.is_possible && (!watch.is_possible || other.frequency < watch.frequency)) watch = std::move(other);
  }

  Watch watch_of(const ConditionNode& node) const {
    Watch watch;
    if (node.kind == ConditionNode::Kind::kAll) {
      for (const std::uint32_t symbol : node.symbols) take_rarer(watch_of(symbol), watch);
      for (const std::uint32_t child : node.children) take_rarer(watch_of(rules_->nodes[child]), watch);
    } else if (node.kind == ConditionNode::Kind::kNear) {
      take_rarer(watch_of(node.symbol), watch);
      take_rarer(watch_of(node.other), watch);
    } else if (node.kind == ConditionNode::Kind::kAny) {
      watch.is_possible = true;
      for (const std::uint32_t symbol : node.symbols) add_to(watch_of(symbol), watch);
      for (const std::uint32_t child : node.children) add_to(watch_of(rules_->nodes[child]), watch);
    }
    return watch;
  }

  static void add_to(const Watch& part, Watch& watch) {
    watch.is_possible = watch.is_possible && part.is_possible;
    watch.frequency += part.frequency;
    watch.symbols.insert(watch.symbols.end(), part.symbols.begin(), part.symbols.end());
  }

  // `positive`: words below can make the rule hold (not those of `none`).
  void add_list(const std::vector<RuleTerm>& terms, ConditionNode::Kind kind, bool positive, ConditionNode& parent) {
    if (terms.empty()) return;
    ConditionNode node{.kind = kind, .symbols = {}, .children = {}};
    for (const RuleTerm& term : terms) {
      if (term.clause != nullptr) {
        node.children.push_back(add_clause(*term.clause, positive));
      } else if (const auto symbol = symbol_of(term)) {
        if (positive) is_evidence(*symbol);
        node.symbols.push_back(*symbol);
      }
    }
    parent.children.push_back(add_node(std::move(node)));
  }

  void add_near(const RuleNear& near, bool positive, ConditionNode& parent) {
    if (near.of.size() != 2 || near.of[0].clause || near.of[1].clause) {
      fault("E0203", "near 的 of 要正好两项，每项是词或 <词组>", rules_->file.rules[rule_].place, "写成 of: [<甲>, <乙>]");
      return;
    }
    const auto first = symbol_of(near.of[0]);
    const auto second = symbol_of(near.of[1]);
    if (!first || !second) return;
    if (positive) {
      is_evidence(*first);
      is_evidence(*second);
    }
    parent.children.push_back(add_node({.kind = ConditionNode::Kind::kNear,
                                        .symbol = *first,
                                        .other = *second,
                                        .within = static_cast<std::uint32_t>(std::max(near.within, 0)),
                                        .symbols = {},
                                        .children = {}}));
  }

  std::uint32_t add_clause(const RuleClause& clause, bool positive) {
    ConditionNode node{.kind = ConditionNode::Kind::kAll, .symbols = {}, .children = {}};
    add_list(clause.any, ConditionNode::Kind::kAny, positive, node);
    add_list(clause.all, ConditionNode::Kind::kAll, positive, node);
    add_list(clause.none, ConditionNode::Kind::kNone, false, node);
    if (clause.near) add_near(*clause.near, positive, node);
    return add_node(std::move(node));
  }

  void add_branch(const RuleClause& clause) {
    const auto branch = static_cast<std::uint32_t>(rules_->branches.size());
    rules_->branches.push_back({.rule = rule_, .node = add_clause(clause, true)});
    const Watch watch = watch_of(rules_->nodes[rules_->branches[branch].node]);
    if (!watch.is_possible) rules_->unprompted.push_back(branch);
    for (const std::uint32_t symbol : watch.symbols) prompt(symbol, branch);
  }

  // One term of an `any` that is all there is to a condition.
  void add_branch(const RuleTerm& term) {
    if (term.clause != nullptr) {
      add_branch(*term.clause);
    } else if (const auto symbol = symbol_of(term)) {
      is_evidence(*symbol);
      prompt(*symbol, kHoldsAtOnce);
    }
  }

  void add_rule(const Rule& rule, std::uint32_t index) {
    rule_ = index;
    symbols_of_rule_.emplace_back();
    CompiledRule compiled{.tier = rule.tier, .score = rule.score, .negated_ok = rule.negated_ok, .each = rule.each, .give = {}};
    const RuleClause& clause = rule.condition;
    const auto is_nested = [](const RuleTerm& term) { return term.clause != nullptr; };
    const bool nested = std::any_of(clause.any.begin(), clause.any.end(), is_nested);
    const bool is_any = !clause.any.empty() && clause.all.empty() && clause.none.empty() && !clause.near;
    if (rule.each && (!is_any || nested)) {
      fault("E0203", "“" + rule.rule + "”按词计分，if 里只能有 any", rule.place, "去掉 all、none、near，或去掉 each");
    }
    if (is_any) {
      for (const RuleTerm& term : clause.any) add_branch(term);
    } else {
      add_branch(clause);
    }
    for (const auto& [output, value] : rule.give) {
      if (const auto given = given_value(output, value, rule)) compiled.give.push_back(*given);
    }
    rules_->rules.push_back(std::move(compiled));
  }

  std::optional<std::pair<std::uint32_t, std::uint32_t>> given_value(const std::string& output, const std::string& value,
                                                                     const Rule& rule) {
    const std::vector<RuleOutput>& outputs = rules_->file.outputs;
    const auto found = std::find_if(outputs.begin(), outputs.end(), [&](const RuleOutput& o) { return o.output == output; });
    if (found == outputs.end()) {
      std::vector<std::string_view> known;
      for (const RuleOutput& one : outputs) known.push_back(one.output);
      fault("E0306", "规则“" + rule.rule + "”给的“" + output + "”不在 outputs 里", rule.place, did_you_mean(output, known));
      return std::nullopt;
    }
    const auto listed = std::find(found->values.begin(), found->values.end(), value);
    if (listed == found->values.end()) {
      const std::vector<std::string_view> known(found->values.begin(), found->values.end());
      fault("E0303", "“" + output + "”没有“" + value + "”这个值", rule.place, did_you_mean(value, known));
      return std::nullopt;
    }
    return std::pair{static_cast<std::uint32_t>(found - outputs.begin()),
                     static_cast<std::uint32_t>(listed - found->values.begin())};
  }

  std::vector<std::vector<std::uint32_t>> near_symbols_of_word() const {
    std::vector<char> is_near(rules_of_symbol_.size(), 0);
    for (const ConditionNode& node : rules_->nodes) {
      if (node.kind == ConditionNode::Kind::kNear) is_near[node.symbol] = is_near[node.other] = 1;
    }
    std::vector<std::vector<std::uint32_t>> lists = symbols_of_word_;
    for (auto& list : lists) std::erase_if(list, [&](std::uint32_t symbol) { return is_near[symbol] == 0; });
    return lists;
  }

  void finish(const Lexicon& lexicon) {
    rules_->finder.apply(lexicon, faults_);
    rules_->finder.finish(faults_);
    rules_->symbol_count = rules_of_symbol_.size();
    rules_->symbols_of_word = IndexLists(symbols_of_word_);
    rules_->near_symbols_of_word = IndexLists(near_symbols_of_word());
    rules_->rules_of_symbol = IndexLists(rules_of_symbol_);
    rules_->branches_of_symbol = IndexLists(branches_of_symbol_);
    for (auto& symbols : symbols_of_rule_) {
      std::sort(symbols.begin(), symbols.end());
      symbols.erase(std::unique(symbols.begin(), symbols.end()), symbols.end());
    }
    rules_->symbols_of_rule = IndexLists(symbols_of_rule_);
  }

  std::unique_ptr<CompiledRules> rules_;
  std::vector<Diagnostic>& faults_;
  std::map<std::string, std::uint32_t, std::less<>> word_by_folded_;
  std::map<std::string, std::uint32_t, std::less<>> group_symbols_;
  std::map<std::uint32_t, std::uint32_t> symbol_of_single_;  // word -> the symbol of the word alone
  std::vector<std::vector<std::uint32_t>> symbols_of_word_;
  std::vector<std::vector<std::uint32_t>> rules_of_symbol_;
  std::vector<std::vector<std::uint32_t>> branches_of_symbol_;
  std::vector<std::vector<std::uint32_t>> symbols_of_rule_;
  std::vector<double> frequency_;  // by symbol: a guess at how often texts have it
  std::uint32_t rule_ = 0;         // the rule being added
};

void check_tests(const RulesFile& file, std::vector<Diagnostic>& faults) {
  for (const RuleTest& test : file.tests) {
    for (const auto& give : test.gives) {
      const std::string& output = give.first;
      const bool known = std::any_of(file.outputs.begin(), file.outputs.end(), [&](const RuleOutput& o) { return o.output == output; });
      if (!known) faults.push_back({"E0306", "测试里的“" + output + "”不在 outputs 里", test.place, ""});
    }
    for (const std::string& hit : test.hits) {
      const bool known = std::any_of(file.rules.begin(), file.rules.end(), [&](const Rule& r) { return r.rule == hit; });
      if (!known) faults.push_back({"E0306", "测试里的规则“" + hit + "”不存在", test.place, ""});
    }
  }
}

// A group may name groups written before it: their words become its own.
void expand_groups(RulesFile& file, std::vector<Diagnostic>& faults) {
  for (std::size_t i = 0; i < file.groups.size(); ++i) {
    RuleWordGroup& group = file.groups[i];
    std::vector<std::string> words;
    for (const std::string& word : group.any) {
      if (word.size() <= 2 || word.front() != '<' || word.back() != '>') {
        words.push_back(word);
        continue;
      }
      const std::string_view name = std::string_view(word).substr(1, word.size() - 2);
      const auto end = file.groups.begin() + static_cast<std::ptrdiff_t>(i);
      const auto named = std::find_if(file.groups.begin(), end, [&](const RuleWordGroup& g) { return g.group == name; });
      if (named == end) {
        faults.push_back({"E0306", "词组“" + group.group + "”里的 " + word + " 没有写在它前面", group.place, "把那一组移到前面"});
      } else {
        words.insert(words.end(), named->any.begin(), named->any.end());
      }
    }
    group.any = std::move(words);
  }
}

}  // namespace

std::unique_ptr<const CompiledRules> compile_rules(RulesFile file, const Lexicon& lexicon,
                                                   std::vector<Diagnostic>& faults) {
  const std::size_t before = faults.size();
  expand_groups(file, faults);
  check_tests(file, faults);
  std::unique_ptr<const CompiledRules> rules = RulesCompiler(std::move(file), faults).compile(lexicon);
  return has_error(faults, before) ? nullptr : std::move(rules);
}

}  // namespace dialogs
