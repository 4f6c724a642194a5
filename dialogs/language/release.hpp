#pragma once
// A release: one immutable snapshot of all dialog files, checked and compiled (dialog language §4.11).
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "dialogs/engine/index_cell.hpp"
#include "dialogs/language/diagnostic.hpp"
#include "dialogs/language/script.hpp"
#include "dialogs/rules/rules.hpp"

namespace dialogs {

struct SourceFile {
  std::string path;  // relative to the dialogs folder, '/' between parts: "complaint.yaml", "rules/routing.yaml"
  std::string text;
};

struct Release {
  std::string id;                   // SHA-256 (hex) of the canonical JSON
  std::string canonical_json;       // sorted keys, UTF-8, no insignificant space
  std::vector<SourceFile> sources;  // sorted by path
  Global global;
  std::vector<Dialog> dialogs;  // by path
  std::vector<Card> cards;
  std::vector<LegalAnswer> answers;
  std::vector<Notice> notices;
  Dangers dangers;
  std::vector<LegalLimit> limits;
  std::vector<std::pair<std::string, std::shared_ptr<const RuleSet>>> rules;  // by id
  std::shared_ptr<const MatterCatalogue> matters;  // of all files of kind matters; null if there are none
  std::vector<ConversationTest> tests;                                        // kind: tests files
  IndexCell index;  // the engine keeps there what it worked out from this release; nobody else fills or reads it

  const Dialog* find_dialog(std::string_view id) const;
  const RuleSet* find_rules(std::string_view id) const;
};

struct Loaded {
  std::shared_ptr<const Release> release;  // null if any diagnostic is an error
  std::vector<Diagnostic> diagnostics;     // all faults of all files, by file and line
};

/// Pure: the caller read the files. Total for any bytes.
Loaded load_release(std::vector<SourceFile> files);

/// Reads the conversation tests of one file that need not belong to a release: kind `tests`, or a dialog with tests (dialog
/// language §5.1).
std::vector<ConversationTest> load_tests(const SourceFile& file, std::vector<Diagnostic>& faults);

}  // namespace dialogs
