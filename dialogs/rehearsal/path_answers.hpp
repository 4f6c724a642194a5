#pragma once
// What a driver could answer so that every condition of a dialog is met both ways: one answer per way the conditions can
// tell apart. Pure.
#include <map>
#include <string>
#include <vector>

#include "dialogs/language/release.hpp"

namespace dialogs {

class PathAnswers {
 public:
  PathAnswers(const Release& release, const Dialog& dialog);

  /// The lines of each answer to that slot; at least one answer.
  std::vector<std::vector<TestLine>> to(const Slot& slot) const;
  /// How a driver or an event begins the dialog; empty if neither does.
  std::vector<TestLine> start() const;

 private:
  void read(const std::vector<Step>& steps);
  void read(const Condition& condition);
  std::string signature(std::string_view slot, const std::string& value) const;
  std::vector<std::string> options_of(const Slot& slot) const;
  std::vector<std::string> numbers_for(const Slot& slot) const;
  std::vector<std::string> texts_for(const Slot& slot) const;
  std::string ways_of(const RuleSet& rules, const std::string& text) const;

  const Release& release_;
  const Dialog& dialog_;
  std::map<std::string, std::vector<Condition>, std::less<>> atoms_;  // by the slot they look at
  std::map<std::string, std::string, std::less<>> classified_;        // text slot -> rules
};

}  // namespace dialogs
