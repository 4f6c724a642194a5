#pragma once
// The condition language (dialog language §3.6):
//   cond := and {"或" and} ;  and := not {"且" not} ;  not := "非" not | "(" cond ")" | atom
//   atom := 槽 ("="|"!="|">"|">="|"<"|"<=") 值 | 槽 "属于" "[" 值 {"," 值} "]" | "有" 槽 | "没有" 槽
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "dialogs/language/faults.hpp"
#include "dialogs/language/node.hpp"
#include "dialogs/language/script.hpp"
#include "dialogs/language/source_text.hpp"

namespace dialogs {

/// E0501 for the grammar, E0301 for an unknown slot, E0303 for a value the slot cannot have, E0307 for a comparison its
/// type has not; each at the word itself. A condition that is wrong is returned as kAlways.
Condition read_condition(const Node& scalar, const std::vector<Slot>& slots, const Sources& sources, Faults& faults);

/// The value of a slot, canonical; nothing if it is unfilled or irrelevant.
using SlotValues = std::function<std::optional<std::string>(const std::string& slot)>;

/// An unfilled slot makes every comparison false; only 没有 is true of it. Numbers and times are compared by order.
bool holds(const Condition& condition, const SlotValues& values);

}  // namespace dialogs
