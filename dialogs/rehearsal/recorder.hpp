#pragma once
// Writes a chat down as a conversation test (dialog language §5.1): what happened, what was asked and said, and what the
// actions answered. Pure.
#include <memory>
#include <string>
#include <vector>

#include "dialogs/engine/step.hpp"
#include "dialogs/language/release.hpp"

namespace dialogs {

/// What a test could check behind a line that happened: the beginning of what was said, what was done, what is asked for or how it ended.
std::vector<TestLine> checks_of(const std::string& said, const std::vector<Effect>& effects, const State& state);

/// Without the checks that would not pass on `release` (a text that varies by conversation).
ConversationTest with_checks_that_pass(const std::shared_ptr<const Release>& release, ConversationTest test);

class Recorder {
 public:
  /// `start`: the chat's first instant; the test's clock starts at its minute.
  Recorder(std::string channel, base::UnixMs start);

  /// Time passed; `how_long` as the test format has it: 30m. What timers then say is told by step().
  void later(const std::string& how_long);
  /// One step of the chat, in its order.
  void step(const Event& event, const StepResult& result);
  bool is_empty() const { return test_.talk.empty(); }

  /// The chat so far as a test of that name that passes on `release`: a check that would not (a text that varies by
  /// conversation) is left out.
  ConversationTest test(const std::shared_ptr<const Release>& release, std::string name) const;

 private:
  void happened(const Event& event);

  ConversationTest test_;
  std::vector<std::pair<std::string, std::string>> actions_;  // effect id -> action
};

}  // namespace dialogs
