#pragma once
// Lets happen what the lines of a conversation test say (dialog language §5.1), on a conversation with a virtual clock:
// `user` twenty seconds later, `quick` one, `later` with every timer that is due. Pure.
#include <optional>
#include <string>

#include "dialogs/language/script.hpp"
#include "dialogs/rehearsal/conversation.hpp"

namespace dialogs {

class Player {
 public:
  /// As the test's `given:` says: channel, lang, now, profile.
  Player(const ReleaseSet& releases, const ConversationTest& test);
  /// Why that `given:` cannot be followed, as a sentence for its author; "" if it can.
  static std::string fault_of(const ConversationTest& test);

  /// nullopt: the line is a check, nothing happened. "" : it happened. Else why it cannot, in a sentence for its author.
  std::optional<std::string> play(const TestLine& line);
  const Conversation& talk() const { return conversation_; }

 private:
  std::string happen(base::Millis pause, const Event& event);
  std::string words(base::Millis pause, const Node& value);
  std::string photo(const Node& value);
  std::string location(const Node& value);
  std::string button(const Node& value);
  std::string agent(const Node& value);
  std::string again();
  std::string later(const Node& value);
  std::string result(const Node& value);

  std::string release_;
  Conversation conversation_;
  int photos_ = 0;
};

}  // namespace dialogs
