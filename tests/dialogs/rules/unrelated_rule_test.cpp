// P13 of the dialog language (§5.3): adding a rule never changes an output that was decided by more than the rule's score.
#include <catch2/catch.hpp>

#include "base/random.hpp"
#include "base/utf8.hpp"
#include "dialogs/rules/rules.hpp"
#include "tests/dialogs/rehearsal/dialog_tree.hpp"

namespace dialogs {
namespace {

// Two neighbouring characters of the text: a word that certainly hits.
std::string some_word(const std::string& text, base::SeededRandom& random) {
  std::vector<std::size_t> starts;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if ((static_cast<unsigned char>(text[at]) & 0xC0) != 0x80) starts.push_back(at);
  }
  if (starts.size() < 3) return text;
  const auto first = static_cast<std::size_t>(random.below(starts.size() - 2));
  return text.substr(starts[first], starts[first + 2] - starts[first]);
}

}  // namespace

TEST_CASE("P13: a rule that is added never changes an output decided by more than its score", "[property]") {
  base::SeededRandom random(13);
  const RuleSet* rules = tests::spec_release()->find_rules("routing");
  REQUIRE(rules != nullptr);
  std::vector<std::string> texts;
  for (const RuleTest& test : rules->file().tests) texts.push_back(test.text);
  int compared = 0;
  for (int round = 0; round < 300; ++round) {
    const std::string& text = texts[static_cast<std::size_t>(random.below(texts.size()))];
    RulesFile more = rules->file();
    more.tests.clear();
    const auto which = static_cast<std::size_t>(random.below(more.outputs.size()));
    const RuleOutput& output = more.outputs[which];
    Rule added;
    added.rule = "多出来的一条";
    added.tier = 0;
    added.score = 1 + static_cast<int>(random.below(20));
    RuleTerm term;
    term.word = some_word(text, random);
    added.condition.any.push_back(term);
    added.give.emplace_back(output.output, output.values[static_cast<std::size_t>(random.below(output.values.size()))]);
    more.rules.push_back(added);
    std::vector<Diagnostic> faults;
    const std::shared_ptr<const RuleSet> changed = RuleSet::compile(std::move(more), faults);
    if (changed == nullptr) continue;  // refused, e.g. as a word that only an exception contains
    const Decision before = rules->classify(text);
    const Decision after = changed->classify(text);
    for (std::size_t i = 0; i < before.outputs.size(); ++i) {
      const OutputDecision& was = before.outputs[i];
      const bool is_other = i != which;
      // The margin the file asks for is part of winning: within it an output is left undecided.
      const int lead = was.score - was.runner_up_score - rules->file().decide_margin;
      if (!is_other && (!was.value || was.tier < 0 || lead <= added.score)) continue;
      CAPTURE(round, text, term.word, added.score, was.output);
      CHECK(after.outputs[i].value == was.value);
      ++compared;
    }
  }
  CHECK(compared > 300);
}

}  // namespace dialogs
