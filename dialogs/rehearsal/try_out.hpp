#pragma once
// A conversation with a release that is being written: its lines are played from the first one on, so that what was said stays while the
// script changes. What an action would answer is taken from the lines, else it is its usual outcome. Pure.
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "dialogs/engine/event.hpp"
#include "dialogs/language/release.hpp"

namespace dialogs {

struct TriedLine {
  TestLine line;                       // as in the test format; also the results nobody chose
  std::string fault;                   // why it cannot happen, for its author; nothing behind it was played
  std::string said;                    // what the bot said, as a driver on a channel without buttons reads it
  std::vector<std::string> effects;    // "submit_ticket", "handoff" …
  std::vector<std::string> trace;      // which rule and which extractor took what
  std::string asked;                   // slot that is asked for now
  std::string ended;                   // "done" …: no dialog runs any more
  base::UnixMs at{0};
};

struct TryOut {
  std::vector<TriedLine> lines;
  std::vector<std::pair<std::string, std::string>> slots;  // of the dialog under way: name, value
  std::string dialog;                                      // under way, "" : none
  std::set<Visit> visits;                                  // every step it came to and every branch it took
};

/// `talk`: its `given`, and the lines that happen; checks among them are passed over. At most lines_max lines, results included.
TryOut try_out(const std::shared_ptr<const Release>& release, const ConversationTest& talk, std::size_t lines_max = 400);

/// The conversation as a test that passes on `release`, with what was asked, said and done as its checks.
ConversationTest as_test(const std::shared_ptr<const Release>& release, const ConversationTest& talk, std::string name);

}  // namespace dialogs
