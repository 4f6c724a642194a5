// Walks a dialog the way the engine does, for every valuation of the slots its conditions name and every outcome of its
// actions. A slot's value is chosen when the walk first asks for it, so what a path never looks at does not multiply
// it. The language has no loops, so this is finite; where it is too much, W0401 says that nothing was proved.
#include <algorithm>
#include <bitset>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "dialogs/language/actions.hpp"
#include "dialogs/language/conditions.hpp"
#include "dialogs/language/dialogs.hpp"
#include "dialogs/language/lint.hpp"
#include "dialogs/language/lint_domains.hpp"
#include "dialogs/language/lint_findings.hpp"
#include "dialogs/language/lint_valuation.hpp"
#include "dialogs/language/steps.hpp"
#include "dialogs/language/texts.hpp"

namespace dialogs {
namespace {

constexpr std::size_t kValuationsMax = 4096;  // told apart by what is asked for: dialog language §4.12, G4
constexpr std::size_t kVisitsMax = 400'000;   // bounds the time of one dialog
constexpr int kRelevanceDepthMax = 4;         // `when` of slots named in `when`

struct TooMany {};

// One conversation, abstracted: which slots are settled and filled, what was done.
struct Walked {
  std::bitset<kSlotsMax> settled;   // its question is over
  std::bitset<kSlotsMax> deferred;  // settled, but filled or not, and with what, is chosen when asked for
  std::bitset<kSlotsMax> filled;    // where not deferred
  std::vector<std::string> value;   // where not deferred; "" unknown
  std::bitset<kStepsMax> marks;
  std::vector<int> outcome;  // of a do: 0 none, else index + 1
  std::vector<int> redone;
  SaidOnPath said;
};

enum class Go { kOn, kAgain, kOver };

class PathLint {
 public:
  PathLint(const Dialog& dialog, const Library& library, Faults& faults)
      : dialog_(dialog),
        library_(library),
        faults_(faults),
        findings_(dialog, library, faults),
        domains_(domains_of(dialog, library)),
        consent_(consent_slot_of(dialog)),
        asked_(dialog.slots.size()),
        valuation_(domains_, dialog.slots.size()) {
    for (std::size_t i = 0; i < dialog.slots.size(); ++i) index_.emplace(dialog.slots[i].name, i);
    number(dialog.steps);
    reached_.resize(numbers_.size());
  }

  void run() {
    if (numbers_.size() > kStepsMax) return;
    try {
      for (const bool hears_early : {false, true}) {
        for (const bool rules_decide : {false, true}) valuations(hears_early, rules_decide);
      }
    } catch (const TooMany&) {
      return findings_.too_many();
    }
    report_unreached(dialog_.steps);
    report_unasked();
  }

 private:
  void number(const std::vector<Step>& steps) {
    for (const Step& step : steps) {
      numbers_.emplace(&step, numbers_.size());
      number(step.then_steps);
      number(step.else_steps);
      for (const auto& [outcome, block] : step.outcomes) number(block);
    }
  }

  // ---- Values ----

  void settle(Walked& walked, std::size_t slot) {
    walked.settled.set(slot);
    if (valuation_.has(slot)) {
      walked.deferred.set(slot);
    } else {
      const Slot& question = dialog_.slots[slot];
      walked.filled.set(slot, !question.optional && question.give_up != GiveUp::kSkip);
    }
  }

  static void put(Walked& walked, std::size_t slot, const std::string& value) {
    walked.settled.set(slot);
    walked.deferred.reset(slot);
    walked.filled.set(slot);
    walked.value[slot] = value;
  }

  bool is_filled(const Walked& walked, std::size_t slot) {
    return walked.deferred[slot] ? !valuation_.value(slot).empty() : walked.filled[slot];
  }

  const std::string& value_of(const Walked& walked, std::size_t slot) {
    return walked.deferred[slot] ? valuation_.value(slot) : walked.value[slot];
  }

  bool is_relevant(const Walked& walked, std::size_t slot, int depth = 0) {
    const Condition& when = dialog_.slots[slot].when;
    if (when.kind == Condition::Kind::kAlways) return true;
    return depth < kRelevanceDepthMax && is_true(walked, when, depth + 1);
  }

  bool is_true(const Walked& walked, const Condition& condition, int depth = 0) {
    return holds(condition, [&](const std::string& name) -> std::optional<std::string> {
      count();
      const auto slot = index_.find(name);
      if (slot == index_.end() || !walked.settled[slot->second]) return std::nullopt;
      if (!is_relevant(walked, slot->second, depth) || !is_filled(walked, slot->second)) return std::nullopt;
      return value_of(walked, slot->second);
    });
  }

  void count() {
    if (++visits_ > kVisitsMax) throw TooMany{};
  }

  // ---- Conversations ----

  void valuations(bool hears_early, bool rules_decide) {
    rules_decide_ = rules_decide;
    std::size_t walked = 0;
    do {
      if (++walked > kValuationsMax) throw TooMany{};
      conversations(hears_early);
    } while (valuation_.next());
  }

  void conversations(bool hears_early) {
    Walked first;
    first.value.resize(dialog_.slots.size());
    first.outcome.resize(numbers_.size());
    first.redone.resize(numbers_.size());
    for (std::size_t i = 0; i < dialog_.slots.size(); ++i) {
      const Slot& slot = dialog_.slots[i];
      if (!slot.given && !(hears_early && may_be_heard_early(slot))) continue;
      settle(first, i);
      first.filled.set(i);
    }
    open_.clear();
    open_.push_back(std::move(first));
    while (!open_.empty()) {
      Walked walked = std::move(open_.back());
      open_.pop_back();
      Go go = Go::kAgain;
      while (go == Go::kAgain) {
        path_.clear();
        go = block(walked, dialog_.steps);
      }
      if (go == Go::kOn && !dialog_.steps.empty()) end(walked, dialog_.steps.back());
    }
  }

  // Before its question: it listens always, is taken from last time, or from the message that started the dialog.
  bool may_be_heard_early(const Slot& slot) const {
    if (slot.computed) return false;
    return slot.listen == Listen::kAlways || slot.remember == Remember::kUse ||
           (slot.seed && !dialog_.start_intent.empty());
  }

  // As the author wrote them: what a part ends with is its own.
  static bool follows_action(const Step& before, const Step& step) {
    return before.kind == StepKind::kDo && step.kind == StepKind::kDo && before.place.file == step.place.file;
  }

  Go block(Walked& walked, const std::vector<Step>& steps) {
    const Step* before = nullptr;
    for (const Step& step : steps) {
      count();
      if (before != nullptr && follows_action(*before, step)) findings_.two_actions(step);
      before = &step;
      const std::size_t at = numbers_.at(&step);
      reached_[at] = true;
      const Go go = one(walked, step, at);
      if (go != Go::kOn) return go;
    }
    return Go::kOn;
  }

  Go one(Walked& walked, const Step& step, std::size_t at) {
    switch (step.kind) {
      case StepKind::kSay:
        return say(walked, step, at);
      case StepKind::kCollect:
        return collect(walked, step);
      case StepKind::kConfirm:
        return confirm(walked, at);
      case StepKind::kIf:
        return branch(walked, step);
      case StepKind::kSet:
        return assign(walked, step);
      case StepKind::kClassify:
        return classify(walked, step, at);
      case StepKind::kDo:
        return act(walked, step, at);
      case StepKind::kRedo:
        return redo(walked, step, at);
      case StepKind::kEnd:
        return end(walked, step);
      case StepKind::kHuman:
      case StepKind::kNext:
        return Go::kOver;
    }
    return Go::kOver;
  }

  Go say(Walked& walked, const Step& step, std::size_t at) {
    if (walked.marks[at]) return Go::kOn;
    walked.marks.set(at);
    for (const Text& text : step.say) speak(walked, text, step);
    return Go::kOn;
  }

  void speak(Walked& walked, const Text& text, const Step& step) {
    check_text(walked, text);
    ++walked.said.texts;
    walked.said.bytes += bytes_of(text) + 1;
    walked.said.any = true;
    findings_.texts(walked.said, step);
    findings_.too_long(walked.said, text.place);
  }

  // Of its longest variant; a slot's value is not known here.
  static std::size_t bytes_of(const Text& text) {
    std::size_t longest = 0;
    for (const auto* variants : {&text.zh, &text.en}) {
      for (const TextTemplate& variant : *variants) {
        std::size_t bytes = 0;
        for (const TextPart& part : variant) {
          if (part.kind == TextPart::Kind::kLiteral) bytes += part.value.size();
        }
        longest = std::max(longest, bytes);
      }
    }
    return longest;
  }

  // A question or a page to confirm: one message with all texts before it, then the driver speaks.
  void wait(Walked& walked) {
    ++walked.said.messages;
    findings_.quota(walked.said, true);
    walked.said = {};
  }

  Go end(Walked& walked, const Step& step) {
    if (!walked.said.any) findings_.silence(step, path_);
    if (walked.said.texts > 0) ++walked.said.messages;
    findings_.quota(walked.said, false);
    return Go::kOver;
  }

  Go collect(Walked& walked, const Step& step) {
    for (const std::string& name : step.slots) {
      const std::size_t slot = index_.at(name);
      count();
      const Slot& question = dialog_.slots[slot];
      if (question.computed || question.given) continue;
      if (walked.settled[slot] || !is_relevant(walked, slot)) continue;
      ask(walked, slot, step);
      return Go::kAgain;
    }
    return Go::kOn;
  }

  void ask(Walked& walked, std::size_t slot, const Step& step) {
    const Slot& question = dialog_.slots[slot];
    asked_[slot] = true;
    for (const Text& text : question.ask) check_text(walked, text);
    if (!question.ask.empty()) {
      SaidOnPath asked = walked.said;
      asked.bytes += bytes_of(question.ask.front());
      findings_.too_long(asked, question.ask.front().place);
    }
    if (question.why) check_text(walked, *question.why);
    if (question.type == SlotType::kPhone && !has_consent(walked)) findings_.phone_before_consent(question, step);
    settle(walked, slot);
    wait(walked);
  }

  bool has_consent(const Walked& walked) {
    return consent_ != std::string::npos && is_filled(walked, consent_) && value_of(walked, consent_) == "是";
  }

  Go confirm(Walked& walked, std::size_t at) {
    if (walked.marks[at]) return Go::kOn;
    walked.marks.set(at);
    wait(walked);
    return Go::kAgain;
  }

  Go branch(Walked& walked, const Step& step) {
    const bool yes = is_true(walked, step.condition);
    path_.push_back((yes ? "是:" : "否:") + to_text(step.condition));
    return block(walked, yes ? step.then_steps : step.else_steps);
  }

  Go assign(Walked& walked, const Step& step) {
    for (const auto& [name, value] : step.set) put(walked, index_.at(name), value);
    return Go::kOn;
  }

  Go classify(Walked& walked, const Step& step, std::size_t at) {
    const auto of = index_.find(step.of);
    if (walked.marks[at] || of == index_.end() || !is_filled(walked, of->second)) return Go::kOn;
    walked.marks.set(at);
    const auto rules = library_.rules.find(step.rules);
    if (rules == library_.rules.end()) return Go::kOn;
    for (const RuleOutput& output : rules->second.outputs) {
      const auto slot = index_.find(output.output);
      if (slot == index_.end() || walked.settled[slot->second]) continue;
      if (dialog_.slots[slot->second].computed) {
        settle(walked, slot->second);
        walked.filled.set(slot->second, output.fallback.has_value());
      } else if (rules_decide_ && !(valuation_.has(slot->second) && valuation_.value(slot->second).empty())) {
        settle(walked, slot->second);  // else the rules are unsure and leave it to its question
        walked.filled.set(slot->second);
      }
    }
    return Go::kOn;
  }

  Go act(Walked& walked, const Step& step, std::size_t at) {
    const Action* action = find_action(step.action);
    if (action == nullptr) return Go::kOver;
    std::vector<std::string_view> outcomes(action->outcomes.begin(), action->outcomes.end());
    outcomes.insert(outcomes.end(), {"fail", "timeout"});
    if (walked.outcome[at] == 0) {
      for (std::size_t i = 0; i < outcomes.size(); ++i) {
        Walked fork = walked;
        fork.outcome[at] = static_cast<int>(i) + 1;
        fork.said.texts = 0;
        fork.said.bytes = 0;
        if (walked.said.texts > 0) ++fork.said.messages;
        fork.said.last_do = &step;
        if (outcomes[i] == "ok" || outcomes[i] == "duplicate") fill(fork, *action);
        open_.push_back(std::move(fork));
      }
      return Go::kOver;
    }
    const std::string_view outcome = outcomes[static_cast<std::size_t>(walked.outcome[at] - 1)];
    path_.push_back(step.action + ":" + std::string(outcome));
    for (const auto& [name, steps] : step.outcomes) {
      if (name == outcome) return block(walked, steps);
    }
    return outcome == "ok" ? Go::kOn : Go::kOver;  // what is not written goes to a person
  }

  void fill(Walked& walked, const Action& action) {
    for (const std::string_view name : action.fills) {
      const auto slot = index_.find(std::string(name));
      if (slot != index_.end()) put(walked, slot->second, valuation_.value(slot->second));
    }
  }

  Go redo(Walked& walked, const Step& step, std::size_t at) {
    if (walked.redone[at] >= step.times) return step.has_else ? block(walked, step.else_steps) : Go::kOver;
    ++walked.redone[at];
    if (step.why) {
      speak(walked, *step.why, step);
    }
    for (const std::string& name : step.slots) {
      const std::size_t slot = index_.at(name);
      walked.settled.reset(slot);
      walked.deferred.reset(slot);
      walked.filled.reset(slot);
    }
    return Go::kAgain;
  }

  // ---- Findings ----

  void check_text(const Walked& walked, const Text& text) {
    for (const auto* variants : {&text.zh, &text.en}) {
      for (const TextTemplate& variant : *variants) {
        for (const TextPart& part : variant) check_part(walked, part, text.place);
      }
    }
  }

  void check_part(const Walked& walked, const TextPart& part, const Place& place) {
    if (part.kind != TextPart::Kind::kPlaceholder || part.fallback) return;
    const auto slot = index_.find(part.value);
    if (slot == index_.end()) return;
    if (is_relevant(walked, slot->second) && is_filled(walked, slot->second)) return;
    findings_.empty(part.value, place, path_);
  }

  void report_unreached(const std::vector<Step>& steps) {
    bool said = false;
    for (const Step& step : steps) {
      if (!reached_[numbers_.at(&step)]) {
        if (!said) faults_.add("E0403", "这一步永远走不到", step.place, "删掉它，或改前面的条件和结束");
        said = true;
        continue;
      }
      report_unreached(step.then_steps);
      report_unreached(step.else_steps);
      for (const auto& [outcome, block] : step.outcomes) report_unreached(block);
    }
  }

  void report_unasked() {
    for (std::size_t i = 0; i < dialog_.slots.size(); ++i) {
      const Slot& slot = dialog_.slots[i];
      if (slot.computed || slot.given || asked_[i]) continue;
      faults_.add("W0404", "“" + slot.name + "”从来不会被问到", slot.place, "写进 collect，或删掉这个槽");
    }
  }

  const Dialog& dialog_;
  const Library& library_;
  Faults& faults_;
  PathFindings findings_;
  std::vector<Domain> domains_;
  std::size_t consent_;
  std::map<std::string, std::size_t> index_;
  std::map<const Step*, std::size_t> numbers_;  // in document order
  std::vector<bool> reached_;
  std::vector<bool> asked_;
  LazyValuation valuation_;
  bool rules_decide_ = false;  // whether the rules are sure about what a question asks too
  std::vector<Walked> open_;
  std::vector<std::string> path_;  // branches taken in this pass
  std::size_t visits_ = 0;
};

}  // namespace

void lint_paths(const Dialog& dialog, const Library& library, Faults& faults) {
  PathLint(dialog, library, faults).run();
}

}  // namespace dialogs
