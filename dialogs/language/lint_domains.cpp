#include "dialogs/language/lint_domains.hpp"

#include <algorithm>
#include <set>
#include <sstream>

#include "dialogs/language/scalars.hpp"

namespace dialogs {
namespace {

constexpr char kAnyOther[] = "…";  // a value no condition names

class DomainFinder {
 public:
  DomainFinder(const Dialog& dialog, const Library& library) : dialog_(dialog), library_(library) {
    named_.resize(dialog.slots.size());
    is_named_.resize(dialog.slots.size());
    always_decided_.resize(dialog.slots.size());
    for (const Slot& slot : dialog.slots) add(slot.when);
    add(dialog.steps);
    const std::size_t consent = consent_slot_of(dialog);
    if (consent != std::string::npos) is_named_[consent] = true;
  }

  std::vector<Domain> take() const {
    std::vector<Domain> domains;
    for (std::size_t i = 0; i < dialog_.slots.size(); ++i) {
      if (is_named_[i]) domains.push_back({i, values_of(i), may_be_empty(i)});
    }
    return domains;
  }

 private:
  std::size_t index_of(const std::string& name) const {
    const auto found =
        std::find_if(dialog_.slots.begin(), dialog_.slots.end(), [&](const Slot& slot) { return slot.name == name; });
    return static_cast<std::size_t>(found - dialog_.slots.begin());
  }

  void add(const Condition& condition) {
    const std::size_t slot = index_of(condition.slot);
    if (slot < dialog_.slots.size()) {
      is_named_[slot] = true;
      named_[slot].insert(condition.values.begin(), condition.values.end());
    }
    for (const Condition& child : condition.children) add(child);
  }

  void add(const std::vector<Step>& steps) {
    for (const Step& step : steps) {
      add(step.condition);
      for (const auto& [name, value] : step.set) {
        const std::size_t slot = index_of(name);
        if (slot < dialog_.slots.size()) named_[slot].insert(value);
      }
      if (step.kind == StepKind::kClassify) add_outputs(step.rules);
      add(step.then_steps);
      add(step.else_steps);
      for (const auto& [outcome, block] : step.outcomes) add(block);
    }
  }

  void add_outputs(const std::string& id) {
    const auto rules = library_.rules.find(id);
    if (rules == library_.rules.end()) return;
    for (const RuleOutput& output : rules->second.outputs) {
      const std::size_t slot = index_of(output.output);
      if (slot == dialog_.slots.size()) continue;
      if (output.fallback) always_decided_[slot] = true;
    }
  }

  std::vector<std::string> values_of(std::size_t index) const {
    const Slot& slot = dialog_.slots[index];
    if (slot.type == SlotType::kYesNo) return {"是", "否"};
    if (slot.type == SlotType::kChoice && !slot.options.empty()) {
      return told_apart(slot, named_[index]);
    }
    std::vector<std::string> values(named_[index].begin(), named_[index].end());
    if (slot.type == SlotType::kNumber) return around(values);
    if (slot.type == SlotType::kTime) {
      values.insert(values.begin(), "0001-01-01");
      values.push_back("9999-12-31");
      return values;
    }
    values.emplace_back(kAnyOther);
    return values;
  }

  // Options that no condition names behave alike: one stands for all of them.
  static std::vector<std::string> told_apart(const Slot& slot, const std::set<std::string>& named) {
    std::vector<std::string> values;
    bool has_other = false;
    for (const Option& option : slot.options) {
      const bool is_named = named.contains(option.is);
      if (is_named || !has_other) values.push_back(option.is);
      has_other = has_other || !is_named;
    }
    return values;
  }

  static std::vector<std::string> around(const std::vector<std::string>& thresholds) {
    std::set<double> numbers;
    for (const std::string& threshold : thresholds) {
      const double number = parse_decimal(threshold).value_or(0);
      numbers.insert({number - 1, number, number + 1});
    }
    if (numbers.empty()) numbers.insert(0);
    std::vector<std::string> values;
    for (const double number : numbers) {
      std::ostringstream text;
      text.precision(15);
      text << number;
      values.push_back(text.str());
    }
    return values;
  }

  bool may_be_empty(std::size_t index) const {
    const Slot& slot = dialog_.slots[index];
    if (slot.computed) return !always_decided_[index];
    return slot.given || slot.optional || slot.give_up == GiveUp::kSkip;
  }

  const Dialog& dialog_;
  const Library& library_;
  std::vector<std::set<std::string>> named_;  // values that conditions and set name
  std::vector<bool> is_named_;
  std::vector<bool> always_decided_;
};

std::string joined(const std::vector<std::string>& words, std::string_view separator) {
  std::string all;
  for (const std::string& word : words) all += (all.empty() ? "" : std::string(separator)) + word;
  return all;
}

}  // namespace

std::vector<Domain> domains_of(const Dialog& dialog, const Library& library) {
  return DomainFinder(dialog, library).take();
}

std::size_t consent_slot_of(const Dialog& dialog) {
  for (std::size_t i = 0; i < dialog.slots.size(); ++i) {
    if (dialog.slots[i].type == SlotType::kYesNo && dialog.slots[i].field == "consent") return i;
  }
  return std::string::npos;
}

std::string to_text(const Condition& condition) {
  std::vector<std::string> children;
  for (const Condition& child : condition.children) {
    const bool needs_brackets = condition.kind != Condition::Kind::kOr && child.children.size() > 1;
    children.push_back(needs_brackets ? "(" + to_text(child) + ")" : to_text(child));
  }
  constexpr const char* kSigns[] = {" = ", " != ", " > ", " >= ", " < ", " <= "};
  switch (condition.kind) {
    case Condition::Kind::kAlways:
      return "";
    case Condition::Kind::kAnd:
      return joined(children, " 且 ");
    case Condition::Kind::kOr:
      return joined(children, " 或 ");
    case Condition::Kind::kNot:
      return "非 " + joined(children, "");
    case Condition::Kind::kHas:
      return "有 " + condition.slot;
    case Condition::Kind::kHasNot:
      return "没有 " + condition.slot;
    case Condition::Kind::kIn:
      return condition.slot + " 属于 [" + joined(condition.values, ", ") + "]";
    case Condition::Kind::kCompare:
      return condition.slot + kSigns[static_cast<std::size_t>(condition.compare)] + joined(condition.values, "");
  }
  return "";
}

}  // namespace dialogs
