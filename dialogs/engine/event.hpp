#pragma once
// What can happen to a conversation, and what a turn asks the shell to do (dialog language §4.1). Plain data.
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "base/time.hpp"

namespace dialogs {

using Fields = std::vector<std::pair<std::string, std::string>>;

struct TextEvent {
  std::string id;
  std::string text;
  std::vector<std::string> part_ids;  // of a gathered burst: all ids, `text` joined with newlines
  bool voice = false;                 // a transcript of speech
};
struct MediaEvent {
  std::string id;
  std::string type;  // photo voice video file
  std::vector<std::string> media_ids;
};
struct LocationEvent {
  std::string id;
  std::string name;
  std::optional<double> latitude, longitude;
};
struct ButtonEvent {
  std::string id;
  std::string slot;
  std::string value;
  std::uint64_t menu = 0;
};
struct TimerEvent {
  std::uint64_t generation = 0;
};
struct ResultEvent {
  std::string effect_id;
  std::string outcome;
  Fields give;  // slot -> value
};
struct AgentEvent {
  enum class Act {
    kRelease,
    kNote,
    kTake,  // the person answers from now on, also where the bot was asking; a conversation with a person changes hands
  };
  Act act = Act::kRelease;
  std::string text;
  std::string by = {};  // kTake: who answers
};
struct SystemEvent {
  std::string name;
  Fields give;
};
struct MigrateEvent {
  std::string to;  // release id
};

using Event = std::variant<TextEvent, MediaEvent, LocationEvent, ButtonEvent, TimerEvent, ResultEvent, AgentEvent,
                           SystemEvent, MigrateEvent>;

struct ReplyOption {
  int number = 0;  // 1-based, as printed in "1 出租车 2 网约车"
  std::string label;
  std::string slot;  // for ButtonEvent; "" for an engine question (1/2)
  std::string value;
};
/// At most one per step: all texts of a step are joined. The channel draws the options; the engine accepts number,
/// label, synonym and button alike.
struct Reply {
  std::string text;
  std::vector<ReplyOption> options;
  std::uint64_t menu = 0;  // goes back in ButtonEvent: older menus are recognised
};

struct DoEffect {
  std::string id;  // conversation:frame:step:hash(inputs); the executor keeps results by it
  std::string action;
  Fields args;  // field -> value
};
struct HandoffEffect {
  std::string reason;
  Fields slots;  // slot -> value, everything collected so far
};
struct RelayEffect {
  std::string event_id;
};
struct NoteEffect {
  std::string to;  // agent
  std::string text;
};
/// A text means danger (domain reference §5): the safety words are in this step's reply; the shell opens a ticket with
/// what is known and alerts who is on duty.
struct AlarmEffect {
  std::string event_id;
  std::string danger;    // the release's Danger
  std::string code;      // AQ01 …
  std::string urgency;   // U0 …
  std::string category;  // of the ticket
  std::string text;      // what the driver said, at most kNarrativePointsMax characters
  bool first = true;     // false: another danger of this conversation is in a person's hands already
};
using Effect = std::variant<DoEffect, HandoffEffect, RelayEffect, NoteEffect, AlarmEffect>;

/// One line for the simulator and the console: "R6 plate@[7,14) → 车牌号".
struct TraceItem {
  std::string text;
};

/// A step the walk came to, and the branch it took there: "then", "else", an outcome, "again"; "" for the step itself.
struct Visit {
  std::string dialog;
  std::string step;
  std::string branch;
  auto operator<=>(const Visit&) const = default;
};

/// What the ingress should know (§4.8): which slot is being asked and how long to gather a burst. 0 = at once.
struct Expect {
  std::string slot;
  base::Millis gather{0};
};

}  // namespace dialogs
