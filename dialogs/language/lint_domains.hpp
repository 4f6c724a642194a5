#pragma once
// Which values a slot can have as far as a dialog's conditions can tell them apart (dialog language §4.12, G4).
#include <cstddef>
#include <string>
#include <vector>

#include "dialogs/language/library.hpp"
#include "dialogs/language/script.hpp"

namespace dialogs {

struct Domain {
  std::size_t slot = 0;             // index in dialog.slots
  std::vector<std::string> values;  // at least one
  bool may_be_empty = false;        // the question can end without an answer
  std::size_t size() const { return values.size() + (may_be_empty ? 1 : 0); }
};

/// One per slot that a condition names, and the consent slot.
std::vector<Domain> domains_of(const Dialog& dialog, const Library& library);

/// Its answer must be 是 before a phone is asked: the yesno slot whose field is `consent`; npos if there is none.
std::size_t consent_slot_of(const Dialog& dialog);

/// "车辆类型 属于 [网约车, 货车] 且 没有 车牌号".
std::string to_text(const Condition& condition);

}  // namespace dialogs
