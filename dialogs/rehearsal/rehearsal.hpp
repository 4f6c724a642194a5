#pragma once
// Runs conversation tests (dialog language §5.1) against a release on a virtual clock. Pure.
#include <set>
#include <string>
#include <vector>

#include "dialogs/engine/event.hpp"
#include "dialogs/language/release.hpp"

namespace dialogs {

struct RehearsalResult {
  std::string name;
  bool passed = false;
  Place place;           // of the first line that differs
  std::string expected;  // that line
  std::string said;      // what the bot said instead, effects and the wait
  std::set<Visit> visits;  // what it covers, also when it failed
};

/// One result per test, in order. Every step is run twice and compared byte for byte (G6).
RehearsalResult rehearse(std::shared_ptr<const Release> release, const ConversationTest& test);

}  // namespace dialogs
