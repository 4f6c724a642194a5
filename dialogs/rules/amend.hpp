#pragma once
// A rules file with one more rule and one more test, as text: everything else, comments too, stays as the operator wrote it.
#include <optional>
#include <string>
#include <string_view>

namespace dialogs {

struct NewTest {
  std::string text;    // what a driver wrote
  std::string output;  // what it must give …
  std::string value;
};

struct NewRule {
  std::string name, word;
  int tier = 0;
  int score = 0;
  std::string output, value;
};

/// The test goes first in `tests:`, the rule first in `rules:`. nullopt: the file has no such line of its own, or the list
/// stands on the same line.
std::optional<std::string> with_test(std::string_view file, const NewTest& test);
std::optional<std::string> with_rule(std::string_view file, const NewRule& rule);

}  // namespace dialogs
