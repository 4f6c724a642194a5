#pragma once
// The keyword classifier (dialog language §3.7): text -> decision with its evidence. A RuleSet is immutable and serves
// all threads. Every decision is a sum of visible words: no learned weights that cannot be read.
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "dialogs/language/diagnostic.hpp"
#include "dialogs/rules/lexicon.hpp"
#include "dialogs/rules/points.hpp"
#include "dialogs/text/span.hpp"
#include "dialogs/text/split.hpp"

namespace dialogs {

class RuleSet;
class MatterCatalogue;
struct MatterFindings;

// ---- The file, as data --------------------------------------------------------------------------------------------

struct RuleOutput {
  std::string output;
  std::vector<std::string> values;      // ties are won by the earlier one
  std::optional<std::string> fallback;  // `default:` in the file; none → undecided
  Place place;
};

struct RuleClause;

/// A word ("不派单"), a pattern with gaps ("/(货主|老板).{0,8}不给/", patterns.hpp), a group ("<平台>") or a nested clause.
struct RuleTerm {
  std::string word;
  bool is_group = false;
  std::shared_ptr<const RuleClause> clause;  // set for a nested clause
  Place place;
};

struct RuleNear {
  std::vector<RuleTerm> of;  // exactly two
  int within = 0;            // characters between the two, either order
};

/// All given keys must hold.
struct RuleClause {
  std::vector<RuleTerm> any, all, none;
  std::optional<RuleNear> near;
};

struct Rule {
  std::string rule;
  int tier = 0;  // 0–9: for an output only the highest matching tier votes
  int score = 10;
  bool negated_ok = false;
  bool each =
      false;  // the score counts for every different word that hits, not once; the condition is then `any` alone
  RuleClause condition;
  std::vector<std::pair<std::string, std::string>> give;  // output -> value
  Place place;
};

struct RuleWordGroup {
  std::string group;
  std::vector<std::string> any;  // words, and "<group>" for all words of a group written before
  Place place;
};

struct RuleTest {
  std::string text;
  std::vector<std::pair<std::string, std::string>> gives;  // value 未定 means undecided
  std::vector<std::string> hits;
  Place place;
};

/// Where rules give way to a table of points, and where not.
struct PointsUse {
  std::string table;  // id of the points file
  std::string
      output;     // the output it votes on; a value of the table that the output does not have means: no matter of ours
  int below = 7;        // rules of this tier and above stand, unless in a text longer than `chat` …
  int overrule = 250;   // … the table leads them by this or more
  int chat = 30;        // characters: in a text no longer than this, rules below `below` stand if the table knows no matter …
  int trust = 300;      // … or leads them by less than this …
  int strong = 20;      // … or they have this score and …
  int strong_trust = 400;  // … the table leads them by less than this
  Place place;
};

/// That a catalogue of matters and rules of kinds have their say beside these rules (verdict.hpp).
struct VerdictUse {
  std::string kinds;  // id of the rules that say 种类; "" for none
  int below = 7;      // rules of this tier and above always stand
  int chat = 50;      // characters: in a text no longer than this the matter says where it goes
  Place place;
};

struct RulesFile {
  std::string id, title, about;
  std::vector<RuleOutput> outputs;
  int decide_min = 10;
  int decide_margin = 0;
  std::vector<std::string> negators;
  int negation_reach = 4;
  std::vector<std::string> negation_except;
  std::vector<RuleWordGroup> groups;
  std::vector<Rule> rules;
  std::vector<RuleTest> tests;
  std::vector<std::string> masks;  // false friends: words inside one of them are not seen (跳楼价 is not 跳楼)
  std::optional<PointsUse> points;
  std::optional<VerdictUse> verdict;
  Place place;
};

// ---- The decision -------------------------------------------------------------------------------------------------

struct Evidence {
  std::string word;
  Span span;  // bytes of the driver's own text
  bool negated = false;
};

struct RuleHit {
  std::string rule;
  std::size_t index = 0;  // in the file
  int score = 0;
  std::vector<Evidence> evidence;
};

struct OutputDecision {
  std::string output;
  std::optional<std::string> value;  // none: undecided
  bool unsure = false;               // winner closer than the margin to the runner-up; value is then none
  int score = 0;
  std::string best;       // the leading value even when unsure; "" if no rule matched
  std::string runner_up;  // "" if there is none
  int runner_up_score = 0;
  int tier = -1;  // of the rules that decided; -1: none did
};

struct Decision {
  std::vector<OutputDecision> outputs;  // in the file's order
  std::vector<RuleHit> hits;            // in the file's order
  std::optional<PointsVerdict> points;  // of the table the file uses
  bool by_points = false;               // the table decided its output
  bool no_matter =
      false;  // the table says that this is nothing for us, and no rule that stands against it says otherwise
  std::shared_ptr<const MatterFindings> matters;  // of the catalogue, if the file has `verdict`

  const OutputDecision* find(std::string_view output) const;
  /// The decided value, or "" when undecided or unknown.
  std::string_view value(std::string_view output) const;
};

/// What decides together with a rule set; null members have no say.
struct Companions {
  std::shared_ptr<const PointTable> table;        // the points file that `points` names
  std::shared_ptr<const MatterCatalogue> matters;  // if the file has `verdict`
  std::shared_ptr<const RuleSet> kinds;            // the rules that `verdict` names
};

class RuleSet {
 public:
  /// `faults` receives what is wrong (unknown group, output or value; shadowed rule; a word contained in an exception
  /// only; a failing test); with an error among them there is no set.
  /// `lexicon`: how drivers also write the words.
  static std::shared_ptr<const RuleSet> compile(RulesFile file, std::vector<Diagnostic>& faults,
                                                Companions companions = {}, const Lexicon& lexicon = {});
  ~RuleSet();
  /// These rules over another table, for measuring: the tests of the file are not asked.
  std::shared_ptr<const RuleSet> with_table(std::shared_ptr<const PointTable> table) const;

  const RulesFile& file() const;
  const Companions& companions() const;
  /// Total for any bytes; linear in the text; no shared mutable state.
  Decision classify(std::string_view text) const;
  /// The same for a text that was taken apart before.
  Decision classify(const SplitText& text) const;
  /// What the rules alone decide, for a caller who reads nothing but the outputs: without companions, `hits` empty.
  Decision outputs_of(const SplitText& text) const;

 private:
  struct Compiled;
  explicit RuleSet(std::unique_ptr<const Compiled> compiled);
  std::unique_ptr<const Compiled> compiled_;
};

}  // namespace dialogs
