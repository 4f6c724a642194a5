#include "dialogs/rehearsal/path_answers.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <set>

#include "base/utf8.hpp"
#include "dialogs/language/conditions.hpp"
#include "dialogs/rehearsal/lines.hpp"
#include "dialogs/safety/safety.hpp"

namespace dialogs {
namespace {

constexpr char kPlainText[] = "他们说话不算数，说了好几回也没有结果";

std::string long_enough(const Slot& slot) {
  std::string text = kPlainText;
  while (base::count_code_points(text) < static_cast<std::size_t>(std::max(slot.min_len, 1))) text += kPlainText;
  return std::string(base::prefix_of_points(text, static_cast<std::size_t>(std::max(slot.max_len, 1))));
}

TestLine says(std::string text) { return line_of("user", scalar(std::move(text))); }

std::string whole(double number) { return std::to_string(static_cast<long long>(std::llround(number))); }

}  // namespace

PathAnswers::PathAnswers(const Release& release, const Dialog& dialog) : release_(release), dialog_(dialog) {
  for (const Slot& slot : dialog.slots) read(slot.when);
  read(dialog.steps);
}

void PathAnswers::read(const std::vector<Step>& steps) {
  for (const Step& step : steps) {
    if (step.kind == StepKind::kIf) read(step.condition);
    if (step.kind == StepKind::kClassify) classified_.emplace(step.of, step.rules);
    read(step.then_steps);
    read(step.else_steps);
    for (const auto& [outcome, block] : step.outcomes) read(block);
  }
}

void PathAnswers::read(const Condition& condition) {
  if (!condition.slot.empty()) atoms_[condition.slot].push_back(condition);
  for (const Condition& child : condition.children) read(child);
}

// What the conditions see of that value: two values with the same signature lead the same way.
std::string PathAnswers::signature(std::string_view slot, const std::string& value) const {
  const auto atoms = atoms_.find(slot);
  std::string seen;
  if (atoms == atoms_.end()) return seen;
  for (const Condition& atom : atoms->second) {
    const bool holds_here = holds(atom, [&](const std::string& name) {
      return name == slot && !value.empty() ? std::optional(value) : std::nullopt;
    });
    seen += holds_here ? '1' : '0';
  }
  return seen;
}

std::vector<std::string> PathAnswers::options_of(const Slot& slot) const {
  std::vector<std::string> values;
  std::set<std::string> seen;
  for (const Option& option : slot.options) {
    if (seen.insert(signature(slot.name, option.is)).second) values.push_back(option.is);
  }
  return values;
}

std::vector<std::string> PathAnswers::numbers_for(const Slot& slot) const {
  std::vector<std::string> values = {whole(slot.min.value_or(slot.max ? std::min(*slot.max, 1.0) : 1.0))};
  std::set<std::string> seen = {signature(slot.name, values.front())};
  const auto atoms = atoms_.find(slot.name);
  if (atoms == atoms_.end()) return values;
  for (const Condition& atom : atoms->second) {
    for (const std::string& value : atom.values) {
      const int bound = number_in(value).value_or(0);
      for (const int near : {bound - 1, bound, bound + 1}) {
        const bool allowed = (!slot.min || near >= *slot.min) && (!slot.max || near <= *slot.max) && near >= 0;
        if (allowed && seen.insert(signature(slot.name, std::to_string(near))).second) values.push_back(std::to_string(near));
      }
    }
  }
  return values;
}

// What the rules see of that text as far as conditions look at it; a danger that silences the bot is one way by itself.
std::string PathAnswers::ways_of(const RuleSet& rules, const std::string& text) const {
  const FoundDanger found = find_danger(release_, text);
  if (found.danger != nullptr && found.danger->mute) return "danger";
  std::string seen;
  for (const OutputDecision& output : rules.classify(text).outputs) seen += signature(output.output, output.value.value_or("")) + ".";
  return seen;
}

// The rules' own tests, and what drivers say in the dialog's tests, show which texts lead where.
std::vector<std::string> PathAnswers::texts_for(const Slot& slot) const {
  std::vector<std::string> texts = {long_enough(slot)};
  const auto classified = classified_.find(slot.name);
  const RuleSet* rules = classified == classified_.end() ? nullptr : release_.find_rules(classified->second);
  if (rules == nullptr) return texts;
  std::set<std::string> seen = {ways_of(*rules, texts.front())};
  const auto consider = [&](const std::string& text) {
    const std::size_t points = base::count_code_points(text);
    if (points < static_cast<std::size_t>(std::max(slot.min_len, 1)) || points > static_cast<std::size_t>(slot.max_len)) return;
    if (seen.insert(ways_of(*rules, text)).second) texts.push_back(text);
  };
  for (const RuleTest& test : rules->file().tests) consider(test.text);
  for (const ConversationTest& test : dialog_.tests) {
    for (const TestLine& line : test.talk) {
      if (line.key == "user" && line.value.is_scalar()) consider(line.value.text);
    }
  }
  return texts;
}

std::vector<std::vector<TestLine>> PathAnswers::to(const Slot& slot) const {
  std::vector<std::vector<TestLine>> answers;
  const auto each = [&](const std::vector<std::string>& texts) {
    for (const std::string& text : texts) answers.push_back({says(text)});
  };
  switch (slot.type) {
    case SlotType::kText: each(texts_for(slot)); break;
    case SlotType::kChoice: each(options_of(slot)); break;
    case SlotType::kYesNo: each(atoms_.contains(slot.name) ? std::vector<std::string>{"1", "2"} : std::vector<std::string>{"1"}); break;
    case SlotType::kNumber: each(numbers_for(slot)); break;
    case SlotType::kPhone: each({"13000000000"}); break;
    case SlotType::kPlate: each({"鲁A00000"}); break;
    case SlotType::kTime: each({"刚才"}); break;
    case SlotType::kPlace: each({"公司门口的停车场"}); break;
    case SlotType::kPhotos: answers.push_back({line_of("photo", scalar("1")), says("好了")}); break;
  }
  if (slot.optional && atoms_.contains(slot.name)) answers.push_back({says("跳过")});
  return answers;
}

std::vector<TestLine> PathAnswers::start() const {
  if (!dialog_.start_words.empty()) return {says(dialog_.start_words.front())};
  if (dialog_.start_menu) return {says(std::to_string(*dialog_.start_menu))};
  if (!dialog_.start_event.empty()) {
    Fields give;
    for (const Slot& slot : dialog_.slots) {
      if (slot.given) give.emplace_back(slot.name, slot.options.empty() ? "甲" : slot.options.front().is);
    }
    const std::string minutes = std::to_string(dialog_.start_after.count / 60'000 + 1) + "m";
    return {line_of("event", map_of({{"name", scalar(dialog_.start_event)}, {"give", map_of(give)}})), line_of("later", scalar(minutes))};
  }
  const RuleSet* intents = release_.find_rules(release_.global.intents);
  if (dialog_.start_intent.empty() || intents == nullptr) return {};
  for (const RuleTest& test : intents->file().tests) {
    for (const OutputDecision& output : intents->classify(test.text).outputs) {
      if (output.value == dialog_.start_intent) return {says(test.text)};
    }
  }
  return {};
}

}  // namespace dialogs
