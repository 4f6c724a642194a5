#pragma once
// A conversation as an answer book (dialog language §5.5): what the driver answered to which question, so that another
// script can be asked the same things in another order. Feeding the messages back by position derails at the first new
// question.
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/time.hpp"
#include "dialogs/engine/step.hpp"

namespace dialogs {

/// One thing a driver did, without anything personal (dialogs/rehearsal/fakes.hpp).
struct Said {
  enum class Kind { kText, kVoice, kPhotos, kPlace, kButton };
  Kind kind = Kind::kText;
  std::string text;  // words; name of the place; value of the button
  int photos = 0;
  bool operator==(const Said&) const = default;
};

/// What a conversation came to. Compared between two scripts.
struct Outcome {
  std::vector<std::string> dialogs;  // begun, in order
  Fields decided;                    // what rules decided, dialog.slot -> value: route, category, urgency
  std::vector<std::string> asked;    // slots, in the order of their first question
  std::vector<std::string> actions;  // with their outcome: "submit_ticket ok"
  std::string end;                   // done cancelled failed expired human, or why it stands: "停在必答项 车牌号"
  std::vector<std::string> texts;    // what the bot said
  bool operator==(const Outcome&) const = default;
};

struct ActionResult {
  std::string action;
  std::string outcome;
  Fields give;
  bool operator==(const ActionResult&) const = default;
};

struct Recording {
  std::string name;  // "1", "2" …: nothing leads back to the driver
  std::string channel;
  std::string release;     // it ran on
  base::UnixMs began{0};   // of its hour: words like 昨天 keep their sense
  std::vector<Said> opening;                                      // up to the first question
  std::vector<std::pair<std::string, std::vector<Said>>> answers;  // slot -> what filled it
  std::vector<ActionResult> results;                              // in order
  Outcome was;                                                    // the book played on its own release
  bool operator==(const Recording&) const = default;
};

/// One line of a transcript, as the driver's side of it.
struct Heard {
  Said said;
  base::UnixMs at{0};
};

/// The dialogs of one transcript, each from its first word to its end, as answer books. Runs them on `releases`, whose
/// current one is the release they ran on. Nothing for lines that begin no dialog.
std::vector<Recording> record(const ReleaseSet& releases, const std::string& channel, const std::vector<Heard>& heard);

/// Plays the book: answers whatever is asked from it, skips what is optional and unknown, stops at what is required and
/// unknown. Pure and total; bounded.
Outcome play(const ReleaseSet& releases, const Recording& recording);

/// The event of what was said. `id` becomes the event's.
Event event_of(const Said& said, std::string id, const std::string& slot = {});

/// How an action ends when nothing better is known: its first outcome, every slot it may fill with a made-up value.
ActionResult usual_result(const std::string& action);

}  // namespace dialogs
