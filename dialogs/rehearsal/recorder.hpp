#pragma once
// Writes a chat down as a conversation test (dialog language §5.1): what happened, what was asked and said, and what the
// actions answered. Pure.
#include <memory>
#include <string>

#include "dialogs/engine/step.hpp"
#include "dialogs/language/release.hpp"

namespace dialogs {

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
  void check(const StepResult& result);

  ConversationTest test_;
  std::vector<std::pair<std::string, std::string>> actions_;  // effect id -> action
};

}  // namespace dialogs
