#include "dialogs/engine/values.hpp"

#include <algorithm>
#include <charconv>

#include "base/hash.hpp"
#include "dialogs/language/actions.hpp"

namespace dialogs::engine {
namespace {

// A `when` that refers to slots whose `when` refers to others: deeper than any sensible script, and no cycle hangs us.
constexpr int kRelevanceDepthMax = 8;

bool holds_at(const Dialog& dialog, const Frame& frame, const Condition& condition, int depth);

bool is_relevant_at(const Dialog& dialog, const Frame& frame, const Slot& slot, int depth) {
  if (slot.when.kind == Condition::Kind::kAlways) return true;
  return depth < kRelevanceDepthMax && holds_at(dialog, frame, slot.when, depth + 1);
}

bool parse_number(std::string_view text, double& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size();
}

// Numbers by size, everything else (times above all, which are written from year to minute) by its bytes.
int compare(std::string_view left, std::string_view right) {
  double a = 0;
  double b = 0;
  if (parse_number(left, a) && parse_number(right, b)) return a < b ? -1 : (a > b ? 1 : 0);
  return left.compare(right);
}

bool compares(Condition::Compare how, std::string_view left, std::string_view right) {
  const int order = compare(left, right);
  switch (how) {
    case Condition::Compare::kEqual:
      return order == 0;
    case Condition::Compare::kNotEqual:
      return order != 0;
    case Condition::Compare::kGreater:
      return order > 0;
    case Condition::Compare::kGreaterEqual:
      return order >= 0;
    case Condition::Compare::kLess:
      return order < 0;
    case Condition::Compare::kLessEqual:
      return order <= 0;
  }
  return false;
}

// The text a condition sees: a relevant filled slot, or a fact frozen at the start; nullptr if there is none.
const std::string* seen_value(const Dialog& dialog, const Frame& frame, std::string_view name, int depth) {
  static const std::string photos_present = "有";
  if (const Slot* slot = dialog.find_slot(name)) {
    const SlotValue* value = find(frame.slots, name);
    if (!is_filled(value) || !is_relevant_at(dialog, frame, *slot, depth)) return nullptr;
    return value->items.empty() ? &value->value : &photos_present;
  }
  return find(frame.facts, name);
}

bool holds_at(const Dialog& dialog, const Frame& frame, const Condition& condition, int depth) {
  const auto child_holds = [&](const Condition& child) { return holds_at(dialog, frame, child, depth); };
  switch (condition.kind) {
    case Condition::Kind::kAlways:
      return true;
    case Condition::Kind::kAnd:
      return std::all_of(condition.children.begin(), condition.children.end(), child_holds);
    case Condition::Kind::kOr:
      return std::any_of(condition.children.begin(), condition.children.end(), child_holds);
    case Condition::Kind::kNot:
      return !child_holds(condition.children.at(0));
    case Condition::Kind::kHas:
      return seen_value(dialog, frame, condition.slot, depth) != nullptr;
    case Condition::Kind::kHasNot:
      return seen_value(dialog, frame, condition.slot, depth) == nullptr;
    case Condition::Kind::kCompare: {
      const std::string* value = seen_value(dialog, frame, condition.slot, depth);
      return value != nullptr && compares(condition.compare, *value, condition.values.at(0));
    }
    case Condition::Kind::kIn: {
      const std::string* value = seen_value(dialog, frame, condition.slot, depth);
      return value != nullptr &&
             std::any_of(condition.values.begin(), condition.values.end(),
                         [&](const std::string& one) { return compares(Condition::Compare::kEqual, *value, one); });
    }
  }
  return false;
}

bool has_commit(const std::vector<Step>& steps, const Frame& frame) {
  return std::any_of(steps.begin(), steps.end(), [&](const Step& step) {
    if (step.kind == StepKind::kDo && find(frame.marks, step.id) != nullptr) {
      const Action* action = find_action(step.action);
      if (action != nullptr && action->is_commit) return true;
    }
    if (has_commit(step.then_steps, frame) || has_commit(step.else_steps, frame)) return true;
    return std::any_of(step.outcomes.begin(), step.outcomes.end(),
                       [&](const auto& outcome) { return has_commit(outcome.second, frame); });
  });
}

}  // namespace

bool is_filled(const SlotValue* value) {
  return value != nullptr && !value->skipped && (!value->value.empty() || !value->items.empty());
}

bool is_filled(const Frame& frame, std::string_view slot) { return is_filled(find(frame.slots, slot)); }

bool is_satisfied(const Frame& frame, std::string_view slot) {
  const SlotValue* value = find(frame.slots, slot);
  return value != nullptr && !value->open && (value->skipped || is_filled(value));
}

bool is_answered(const SlotValue& value) {
  switch (value.source) {
    case Source::kAsked:
    case Source::kHeard:
    case Source::kRemembered:
    case Source::kCorrected:
      return true;
    case Source::kCarry:
    case Source::kRule:
    case Source::kAction:
    case Source::kGiven:
      return false;
  }
  return false;
}

bool has_answers(const Frame& frame) {
  return std::any_of(frame.slots.begin(), frame.slots.end(), [](const auto& slot) { return is_answered(slot.second); });
}

bool is_relevant(const Dialog& dialog, const Frame& frame, const Slot& slot) {
  return is_relevant_at(dialog, frame, slot, 0);
}

bool holds(const Dialog& dialog, const Frame& frame, const Condition& condition) {
  return holds_at(dialog, frame, condition, 0);
}

void set_value(Frame& frame, const Slot& slot, std::string value, Source source, base::UnixMs now) {
  SlotValue& held = get(frame.slots, slot.name);
  held.value = std::move(value);
  held.items.clear();
  held.source = source;
  held.at = now;
  held.skipped = false;
  held.open = false;
  forget(frame.tries, slot.name);
  if (source != Source::kAsked) return;
  std::erase(frame.order, slot.name);
  frame.order.push_back(slot.name);
}

void skip(Frame& frame, const Slot& slot, base::UnixMs now) {
  set_value(frame, slot, {}, Source::kAsked, now);
  get(frame.slots, slot.name).skipped = true;
}

void unset(Frame& frame, std::string_view slot) {
  forget(frame.slots, slot);
  forget(frame.tries, slot);
  std::erase(frame.order, slot);
}

std::string plain_value(const SlotValue& value) {
  if (value.items.empty()) return value.value;
  std::string joined;
  for (const std::string& item : value.items) {
    if (!joined.empty()) joined += ',';
    joined += item;
  }
  return joined;
}

std::uint64_t hash_slot(const Dialog& dialog, const Frame& frame, std::string_view name, std::uint64_t seed) {
  std::uint64_t hash = base::hash64(name, seed);
  const Slot* slot = dialog.find_slot(name);
  const SlotValue* value = find(frame.slots, name);
  if (slot == nullptr || !is_filled(value) || !is_relevant(dialog, frame, *slot)) return base::hash64("\x01", hash);
  hash = base::hash64(value->value, hash);
  for (const std::string& item : value->items) hash = base::hash64(item, hash);
  return hash;
}

bool is_committed(const Dialog& dialog, const Frame& frame) {
  return !frame.marks.empty() && has_commit(dialog.steps, frame);
}

}  // namespace dialogs::engine
