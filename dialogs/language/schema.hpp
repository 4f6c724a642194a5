#pragma once
// The one table of what a file may contain (dialog language §3.2–§3.7, §5.1). The check of keys and shapes reads it;
// nothing else knows which keys exist.
#include <span>
#include <string_view>

namespace dialogs {

enum class Shape {
  kText,       // any scalar that is not empty; max: characters
  kId,         // [a-z][a-z0-9_]{1,31}
  kStepId,     // [a-z][a-z0-9_]{0,31}
  kSlotName,   // 1–16 Chinese characters, letters, digits; not starting with a digit
  kField,      // [a-z][a-z0-9_]{0,31}
  kWhole,      // whole number in min…max
  kDecimal,    // number
  kYesNo,      // true false
  kDuration,   // 30s 30m 20h 7d
  kQuiet,      // 22:00-07:00
  kDate,       // YYYY-MM-DD
  kOneOf,      // one of `words`
  kWords,      // list of scalars; min…max entries (max 0: no bound)
  kDurations,  // list of durations, at most max
  kSay,        // Text: words, {any: […]} or {zh: …, en: …}
  kSays,       // Text or a list of at most max Texts
  kCondition,  // scalar
  kSteps,      // list of steps, at least one
  kValues,     // map name -> scalar, at least one
  kOutcomes,   // map outcome -> steps
  kOptions,    // list of words or {is, words, heard}; 2–12
  kClause,     // condition of a rule
  kTalk,       // lines of a conversation test
  kMap,        // map, read by its user
  kObject,     // map by `object`
  kObjects,    // list of maps by `object`; at least min
};

struct ObjectShape;

struct KeyShape {
  std::string_view key;
  Shape shape = Shape::kText;
  bool required = false;
  int min = 0;
  int max = 0;
  std::span<const std::string_view> words = {};
  const ObjectShape* object = nullptr;
};

/// `note` is allowed in every object and not listed.
struct ObjectShape {
  std::string_view name;  // as the author would call it
  std::span<const KeyShape> keys;

  const KeyShape* find(std::string_view key) const;
};

struct KindShape {
  std::string_view kind;
  const ObjectShape* object;
};

std::span<const KindShape> kinds();
/// One per step kind; `name` is the key that names it.
std::span<const ObjectShape> step_shapes();
const ObjectShape& text_shape();    // {any} or {zh, en}
const ObjectShape& option_shape();  // {is, words, heard}
const ObjectShape& clause_shape();  // {any, all, none, near}
const ObjectShape& near_shape();    // {of, within}
std::span<const std::string_view> talk_keys();
/// True for any key of any object.
bool is_schema_key(std::string_view key);

}  // namespace dialogs
