#pragma once
// What differs between two releases, and what that means for running conversations (dialog language §4.11).
#include <string>
#include <string_view>
#include <vector>

#include "dialogs/language/diagnostic.hpp"
#include "dialogs/language/release.hpp"

namespace dialogs {

/// Ordered: the worst class of several is that of the whole.
enum class ChangeClass {
  kNone,
  kTexts,      // T: say, ask, why, title, about, note, system texts, tests; running conversations move at once
  kRules,      // R: rules, cards, answers, words heard, when a dialog starts, deadlines, tries; they move, marks stay
  kStructure,  // S: slots, steps, conditions, types; they stay on their release
};

/// "" "T" "R" "S".
std::string_view letter(ChangeClass change);

struct Change {
  ChangeClass change = ChangeClass::kNone;
  std::string dialog;  // id; "" : of no single dialog
  std::string what;    // Chinese, one sentence without its full stop
  Place place;         // in the draft; of what is gone: in the published release
};

struct DialogChange {
  std::string dialog;
  ChangeClass change = ChangeClass::kNone;  // of the dialog itself, parts and option lists it uses included
  bool is_new = false;
  bool is_gone = false;
};

struct Comparison {
  ChangeClass change = ChangeClass::kNone;  // of the whole release
  ChangeClass shared = ChangeClass::kNone;  // of what belongs to no single dialog: global, cards, rules, answers
  std::vector<DialogChange> dialogs;        // of both releases, by id, unchanged ones included
  std::vector<Change> changes;              // worst first, then by place
  std::vector<Diagnostic> diagnostics;      // E0802 and W0803, by place; about the draft

  /// What a conversation inside this dialog would meet; kStructure for a dialog that neither release has.
  ChangeClass for_dialog(std::string_view dialog) const;
};

/// Pure and total. kNone exactly if both have the same id.
Comparison compare(const Release& published, const Release& draft);

}  // namespace dialogs
