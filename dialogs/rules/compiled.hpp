#pragma once
// A rules file made ready for matching. Internal to this folder; immutable after compile_rules().
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "dialogs/rules/finder.hpp"
#include "dialogs/rules/matcher.hpp"
#include "dialogs/rules/rules.hpp"
#include "dialogs/text/split.hpp"

namespace dialogs {

/// Lists by index, all in one piece of memory.
class IndexLists {
 public:
  IndexLists() = default;
  explicit IndexLists(const std::vector<std::vector<std::uint32_t>>& lists) {
    begins_.push_back(0);
    for (const auto& list : lists) {
      items_.insert(items_.end(), list.begin(), list.end());
      begins_.push_back(static_cast<std::uint32_t>(items_.size()));
    }
  }
  const std::uint32_t* begin(std::size_t list) const { return items_.data() + begins_.data()[list]; }
  const std::uint32_t* end(std::size_t list) const { return items_.data() + begins_.data()[list + 1]; }

 private:
  std::vector<std::uint32_t> begins_;
  std::vector<std::uint32_t> items_;
};

struct CompiledWord {
  std::string folded;   // of a pattern: "/…/" as written
  std::string written;  // as the file has it: what evidence shows
  bool negator = false;
  bool exception = false;
  bool mask = false;
};

/// A node of a condition. A symbol is what a term names: one word, or a group of words.
struct ConditionNode {
  enum class Kind { kAll, kAny, kNone, kNear };
  Kind kind = Kind::kAll;
  std::uint32_t symbol = 0;        // kNear: the first of the two
  std::uint32_t other = 0;         // kNear
  std::uint32_t within = 0;        // kNear: characters
  std::vector<std::uint32_t> symbols;  // kAll, kAny, kNone: the terms that are symbols …
  std::vector<std::uint32_t> children;  // … and the others
};

struct CompiledRule {
  int tier = 0;
  int score = 0;
  bool negated_ok = false;
  bool each = false;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> give;  // output, value
};

/// A part of a rule's condition that suffices for the rule: one term of an `any` that stands alone, else the whole.
struct ConditionBranch {
  std::uint32_t rule = 0;
  std::uint32_t node = 0;
};
inline constexpr std::uint32_t kHoldsAtOnce = 0xFFFFFFFF;  // in place of a branch: the word alone suffices

struct CompiledRules {
  explicit CompiledRules(RulesFile source) : file(std::move(source)) {}

  RulesFile file;
  std::vector<CompiledWord> words;
  Finder finder;
  std::size_t symbol_count = 0;
  IndexLists symbols_of_word;
  IndexLists near_symbols_of_word;  // those that a `near` asks for
  IndexLists rules_of_symbol;     // rules that are to be asked when the symbol stands in a text (watch_of() says why not all)
  IndexLists branches_of_symbol;  // and, at the same places, the branch that it is to be looked for in
  IndexLists symbols_of_rule;     // all that can help the rule to hold: its evidence
  std::vector<ConditionBranch> branches;
  std::vector<ConditionNode> nodes;
  std::vector<CompiledRule> rules;
  std::vector<std::uint32_t> unprompted;  // branches that may hold without any word: asked of every text
};

/// Null if a fault that makes the set unusable was added to `faults`; the tests of the file are not run here.
std::unique_ptr<const CompiledRules> compile_rules(RulesFile file, const Lexicon& lexicon,
                                                   std::vector<Diagnostic>& faults);

/// Rules that can never win, negators that never act. All of `file`'s names must be known.
void find_dead_rules(const RulesFile& file, std::vector<Diagnostic>& faults);

/// A rule that holds in a text.
struct HeldRule {
  std::uint32_t rule = 0;
  int score = 0;                           // with `each`, for all its different words
  std::uint32_t first = 0, behind = 0;     // its part of Sight::evidence
};

/// What rules see in one text, as numbers: names and places are written out only where somebody will read them.
struct Sight {
  std::vector<WordHit> hits;
  std::vector<char> negated;               // by hit
  std::vector<HeldRule> held;              // in the file's order
  std::vector<std::uint32_t> evidence;     // hits: for each rule one per different word, in order
};

/// What somebody will read of a text: evidence costs more than the decision.
enum class Reading {
  kOutputs,   // what is decided; only rules with `each` know their words
  kEvidence,  // and every rule its words
};

/// Belongs to the thread and stands until its next see() or decide().
Sight& see(const CompiledRules& rules, const SplitText& text, Reading reading);
/// For a rule of the thread's present sight that was seen with Reading::kOutputs: its words, if somebody will read them after
/// all. May move Sight::evidence.
void gather_evidence(const CompiledRules& rules, HeldRule& held);
/// Hit number `hit` of `sight`, for people.
Evidence evidence_of(const CompiledRules& rules, const SplitText& text, const Sight& sight, std::uint32_t hit);

/// With Reading::kOutputs `hits` stays empty.
Decision decide(const CompiledRules& rules, const SplitText& text, Reading reading);

}  // namespace dialogs
