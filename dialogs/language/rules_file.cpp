#include "dialogs/language/rules_file.hpp"

#include <memory>
#include <string>
#include <utility>

#include "dialogs/language/library.hpp"
#include "dialogs/language/scalars.hpp"

namespace dialogs {
namespace {

constexpr int kClauseDepthMax = 4;

RuleClause read_clause(const Node& node, int depth);

RuleTerm read_term(const Node& node, int depth) {
  RuleTerm term;
  term.place = node.place;
  if (node.is_map()) {
    term.clause = std::make_shared<const RuleClause>(read_clause(node, depth + 1));
    return term;
  }
  const std::string_view text = node.text;
  term.is_group = text.size() > 2 && text.front() == '<' && text.back() == '>';
  term.word = std::string(term.is_group ? text.substr(1, text.size() - 2) : text);
  return term;
}

std::vector<RuleTerm> read_terms(const Node& node, std::string_view key, int depth) {
  std::vector<RuleTerm> terms;
  if (const Node* list = node.find(key)) {
    for (const Node& item : list->items) {
      if (item.is_map() || (item.is_scalar() && !item.text.empty())) terms.push_back(read_term(item, depth));
    }
  }
  return terms;
}

RuleClause read_clause(const Node& node, int depth) {
  RuleClause clause;
  if (depth > kClauseDepthMax) return clause;
  clause.any = read_terms(node, "any", depth);
  clause.all = read_terms(node, "all", depth);
  clause.none = read_terms(node, "none", depth);
  const Node* near = node.find("near");
  if (near != nullptr && near->is_map()) {
    clause.near = RuleNear{read_terms(*near, "of", depth), parse_whole(text_at(*near, "within")).value_or(0)};
  }
  return clause;
}

std::vector<std::pair<std::string, std::string>> read_values(const Node& node, std::string_view key) {
  std::vector<std::pair<std::string, std::string>> values;
  if (const Node* map = node.find(key)) {
    for (const Node::Entry& entry : map->entries) values.emplace_back(entry.key, entry.value.text);
  }
  return values;
}

Rule read_rule(const Node& node) {
  Rule rule;
  rule.place = node.place;
  rule.rule = std::string(text_at(node, "rule"));
  rule.tier = parse_whole(text_at(node, "tier")).value_or(rule.tier);
  rule.score = parse_whole(text_at(node, "score")).value_or(rule.score);
  rule.negated_ok = text_at(node, "negated") == "ok";
  rule.each = parse_truth(text_at(node, "each")).value_or(false);
  if (const Node* condition = node.find("if")) rule.condition = read_clause(*condition, 0);
  rule.give = read_values(node, "give");
  return rule;
}

PointsUse read_points_use(const Node& node) {
  PointsUse use;
  use.place = node.place;
  use.table = std::string(text_at(node, "table"));
  use.output = std::string(text_at(node, "output"));
  use.below = parse_whole(text_at(node, "below")).value_or(use.below);
  use.chat = parse_whole(text_at(node, "chat")).value_or(use.chat);
  use.strong = parse_whole(text_at(node, "strong")).value_or(use.strong);
  use.trust = parse_whole(text_at(node, "trust")).value_or(use.trust);
  use.strong_trust = parse_whole(text_at(node, "strong_trust")).value_or(use.strong_trust);
  use.overrule = parse_whole(text_at(node, "overrule")).value_or(use.overrule);
  return use;
}

VerdictUse read_verdict_use(const Node& node) {
  VerdictUse use;
  use.place = node.place;
  use.kinds = std::string(text_at(node, "kinds"));
  use.below = parse_whole(text_at(node, "below")).value_or(use.below);
  use.chat = parse_whole(text_at(node, "chat")).value_or(use.chat);
  return use;
}

}  // namespace

std::vector<RuleTerm> read_terms(const Node& node, std::string_view key) { return read_terms(node, key, 0); }

RulesFile read_rules_file(const Node& root) {
  RulesFile file;
  file.place = root.place;
  file.id = std::string(text_at(root, "id"));
  file.title = std::string(text_at(root, "title"));
  file.about = std::string(text_at(root, "about"));
  for (const Node* node : maps_at(root, "outputs")) {
    RuleOutput output{std::string(text_at(*node, "output")), words_at(*node, "values"), std::nullopt, node->place};
    if (const Node* fallback = node->find("default")) output.fallback = fallback->text;
    file.outputs.push_back(std::move(output));
  }
  if (const Node* decide = root.find("decide")) {
    file.decide_min = parse_whole(text_at(*decide, "min")).value_or(file.decide_min);
    file.decide_margin = parse_whole(text_at(*decide, "margin")).value_or(file.decide_margin);
  }
  if (const Node* negation = root.find("negation")) {
    file.negators = words_at(*negation, "words");
    file.negation_reach = parse_whole(text_at(*negation, "reach")).value_or(file.negation_reach);
    file.negation_except = words_at(*negation, "except");
  }
  file.masks = words_at(root, "masks");
  if (const Node* verdict = root.find("verdict")) file.verdict = read_verdict_use(*verdict);
  if (const Node* points = root.find("points")) file.points = read_points_use(*points);
  for (const Node* node : maps_at(root, "words")) {
    file.groups.push_back({std::string(text_at(*node, "group")), words_at(*node, "any"), node->place});
  }
  for (const Node* node : maps_at(root, "rules")) file.rules.push_back(read_rule(*node));
  for (const Node* node : maps_at(root, "tests")) {
    file.tests.push_back(
        {std::string(text_at(*node, "text")), read_values(*node, "gives"), words_at(*node, "hits"), node->place});
  }
  return file;
}

}  // namespace dialogs
