#pragma once
// The one table of what a file may contain (dialog language §3.2–§3.7, §5.1). The check of keys and shapes, the JSON
// Schema for editors and the reference for operators are all made from it; nothing else knows which keys exist.
#include <span>
#include <string>
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
  kTerms,      // list of words, <groups> or conditions of a rule, at least one
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
  std::string_view missing = "E0202";  // the code of a required key that is not there
  std::string_view types = {};         // slots: the only types that may have it, separated by blanks; "" : all
  std::string_view usual = {};         // Chinese: what holds where the key is not written
  std::string_view meaning = {};       // Chinese, for operators
};

/// `note` is allowed in every object and not listed.
struct ObjectShape {
  std::string_view id;    // its name in the JSON Schema
  std::string_view name;  // as the author would call it
  std::span<const KeyShape> keys;
  std::string_view meaning = {};  // Chinese, for operators

  const KeyShape* find(std::string_view key) const;
};

struct KindShape {
  std::string_view kind;
  const ObjectShape* object;
  std::string_view file;  // where such a file lies
};

struct SlotTypeShape {
  std::string_view type;
  std::string_view listen, again;  // what holds where the slot is silent
  std::string_view value;          // Chinese: what is stored
  std::string_view heard;          // Chinese: what is understood when it is asked
};

struct TalkShape {
  std::string_view key;
  std::string_view value;  // by example
  bool is_check = false;   // what must be true; else what happens
  std::string_view meaning;
};

std::span<const KindShape> kinds();
/// One per step kind; `name` is the key that names it.
std::span<const ObjectShape> step_shapes();
std::span<const SlotTypeShape> slot_type_shapes();
std::span<const TalkShape> talk_shapes();
const ObjectShape& text_shape();    // {any} or {zh, en}
const ObjectShape& option_shape();  // {is, words, heard}
const ObjectShape& clause_shape();  // {any, all, none, near}
const ObjectShape& slot_shape();
/// True for any key of any object.
bool is_schema_key(std::string_view key);

/// The JSON Schema (draft-07) for editors, indented, ending with a line feed. It says what the check of keys and shapes
/// says; names, conditions and paths are the linter's.
std::string json_schema();
/// The reference for operators, Markdown in Chinese.
std::string reference_page();

}  // namespace dialogs
