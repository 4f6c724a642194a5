#pragma once
// An operator's correction made into a test of the rules file, and into a rule that fulfils it. Pure.
#include <optional>
#include <string>
#include <vector>

#include "dialogs/language/release.hpp"
#include "dialogs/rules/rules.hpp"

namespace bot {

struct Correction {
  std::string text;   // what the driver wrote, without names and numbers: it becomes a test that everybody can read
  std::string route;  // where it belongs
  std::string word;   // that says so; "": a test alone, for what is decided so already
};

struct Corrected {
  std::optional<std::string> file;  // the rules file with the test and the rule; nullopt: see `why`
  std::string why;                  // a sentence with what to do
  std::vector<std::string> faults;  // that the last try had, complete sentences with places
};

/// The weakest rule of that word with which every test of all scripts passes. `today`: what the rules decide of the text now; `path` names
/// the rules file within `sources`.
Corrected correct_rules(const std::vector<dialogs::SourceFile>& sources, const std::string& path, const dialogs::Decision& today,
                        const Correction& correction);

}  // namespace bot
