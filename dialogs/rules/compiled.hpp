#pragma once
// A rules file made ready for matching. Internal to this folder; immutable after compile_rules().
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "dialogs/rules/finder.hpp"
#include "dialogs/rules/rules.hpp"
#include "dialogs/text/normal.hpp"

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
  const std::uint32_t* begin(std::size_t list) const { return items_.data() + begins_[list]; }
  const std::uint32_t* end(std::size_t list) const { return items_.data() + begins_[list + 1]; }

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
  enum class Kind { kSymbol, kAll, kAny, kNone, kNear };
  Kind kind = Kind::kAll;
  std::uint32_t symbol = 0;        // kSymbol; kNear: the first of the two
  std::uint32_t other = 0;         // kNear
  std::uint32_t within = 0;        // kNear: characters
  std::vector<std::uint32_t> children;
};

struct CompiledRule {
  int tier = 0;
  int score = 0;
  bool negated_ok = false;
  bool each = false;
  bool any_only = false;    // one hit of any of its words is enough: no tree to evaluate
  std::uint32_t condition = 0;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> give;  // output, value
};

struct CompiledRules {
  explicit CompiledRules(RulesFile source) : file(std::move(source)) {}

  RulesFile file;
  std::vector<CompiledWord> words;
  Finder finder;
  std::size_t symbol_count = 0;
  IndexLists symbols_of_word;
  IndexLists rules_of_symbol;  // rules in which the symbol can make the condition true
  std::vector<ConditionNode> nodes;
  std::vector<CompiledRule> rules;
  std::vector<std::uint32_t> unprompted;  // rules that may hold without any word
};

/// Null if a fault that makes the set unusable was added to `faults`; the tests of the file are not run here.
std::unique_ptr<const CompiledRules> compile_rules(RulesFile file, const Lexicon& lexicon,
                                                   std::vector<Diagnostic>& faults);

/// Rules that can never win, negators that never act. All of `file`'s names must be known.
void find_dead_rules(const RulesFile& file, std::vector<Diagnostic>& faults);

Decision decide(const CompiledRules& rules, const NormalText& text);

}  // namespace dialogs
