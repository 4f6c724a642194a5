#pragma once
// The state of one conversation (dialog language §4.1): a plain value that survives edits of the scripts, because it
// holds names, never positions. Stored as JSON with a schema number.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "dialogs/engine/event.hpp"

namespace dialogs {

inline constexpr int kStateSchema = 1;
inline constexpr std::size_t kSeenMax = 64;
inline constexpr std::size_t kHeldMax = 5;
inline constexpr std::size_t kRecentMax = 3;
inline constexpr std::size_t kStartsMax = 5;
inline constexpr std::size_t kFramesMax = 3;
inline constexpr std::size_t kKeptMax = 9;
inline constexpr std::size_t kUnsettledMax = 5;
inline constexpr std::size_t kAlarmsMax = 16;
inline constexpr std::size_t kPiecesMax = 16;

enum class Source { kAsked, kHeard, kRemembered, kCorrected, kRule, kAction, kGiven, kCarry };

struct SlotValue {
  std::string value;               // canonical; photos use `items`
  std::vector<std::string> items;  // photos: media ids
  Source source = Source::kAsked;
  base::UnixMs at{0};
  bool skipped = false;  // answered with 跳过 or given up
  bool open = false;     // photos that are being sent: not satisfied before 好了 or the maximum
  bool operator==(const SlotValue&) const = default;
};

struct Mark {
  std::uint64_t hash = 0;           // of the values the step saw
  std::string effect_id;            // do
  std::string outcome;              // do: "" while pending
  std::vector<std::string> inputs;  // do: the slots whose values were sent; a query runs again when one of them changes
  base::UnixMs at{0};               // do: when the effect left
  bool operator==(const Mark&) const = default;
};

struct Wait {
  enum class Kind { kNone, kSlot, kConfirm, kEdit, kEffect };
  Kind kind = Kind::kNone;
  std::string slot;  // kSlot
  std::string step;  // kConfirm kEdit kEffect: step id
  bool operator==(const Wait&) const = default;
};

template <class T>
using Named = std::vector<std::pair<std::string, T>>;  // insertion order is part of the value

struct Frame {
  std::string dialog;
  std::uint32_t number = 0;  // of this frame in the conversation, from 1: part of effect ids
  std::string release;
  Named<std::string> facts;
  Named<SlotValue> slots;
  Named<Mark> marks;
  Named<int> tries;
  Named<int> counters;
  std::vector<std::string> order;  // asked answers, for 上一步
  Wait wait;
  base::UnixMs started{0};
  bool operator==(const Frame&) const = default;
};

/// At most one engine question is open.
struct Pending {
  enum class Kind { kNone, kCancel, kRestart, kOverwrite, kInterrupt, kOffer, kLate, kDraft };
  Kind kind = Kind::kNone;
  std::string slot;
  std::string value;
  std::string dialog;
  std::vector<std::string> media;
  std::string ticket;
  std::string event_text;  // kDraft: the message that would have started a new dialog
  bool operator==(const Pending&) const = default;
};

struct RecentTicket {
  std::string ticket;
  std::string dialog;
  base::UnixMs closed{0};
  bool operator==(const RecentTicket&) const = default;
};

struct ScheduledStart {
  std::string dialog;
  Fields give;
  base::UnixMs due{0};
  int attempts = 0;
  bool operator==(const ScheduledStart&) const = default;
};

struct Draft {
  std::vector<Frame> frames;
  base::UnixMs until{0};
  bool offered = false;  // the driver was asked once whether to go on with it
  bool operator==(const Draft&) const = default;
};

/// An effect that may have happened although its frame went on without it (timeout, hand-off) or that has no frame
/// (late evidence). Its result is not lost: the agent is told (§4.10).
struct Unsettled {
  std::string effect_id;
  std::string action;
  std::string ticket;     // late evidence: the ticket it belongs to
  base::UnixMs until{0};  // late evidence: the driver waits for word until then; 0: nobody waits
  bool operator==(const Unsettled&) const = default;
};

/// A photo that no slot took; a dialog that begins within a day finds it again (§4.9).
struct KeptMedia {
  std::string media;
  base::UnixMs at{0};
  bool operator==(const KeptMedia&) const = default;
};

/// One message of a burst, kept as it came.
struct Piece {
  std::string id;
  std::string text;                // a text
  bool voice = false;              // that was spoken
  std::vector<std::string> media;  // or photos
  bool operator==(const Piece&) const = default;
};

/// What a driver is sending in pieces while a narrative or photos are being collected (§4.8): durable, not yet read.
/// step() neither looks at it nor changes it; dialogs/engine/gathering.hpp does.
struct Burst {
  std::vector<Piece> pieces;  // at least one
  base::UnixMs since{0};
  base::UnixMs due{0};  // read then
  bool operator==(const Burst&) const = default;
};

struct HumanMode {
  base::UnixMs since{0};
  base::UnixMs last{0};
  std::string reason;
  bool danger = false;  // begun by a danger: silence does not end it before a day has passed
  std::string by = {};  // the person who answers; "": nobody has taken it yet
  bool operator==(const HumanMode&) const = default;
};

/// A danger whose safety words were said: they are not said again for a while.
struct Alarmed {
  std::string danger;
  base::UnixMs at{0};
  bool operator==(const Alarmed&) const = default;
};

struct Timer {
  enum class Kind { kNone, kRemind, kExpire, kEffect, kHuman, kStart };
  Kind kind = Kind::kNone;
  base::UnixMs due{0};
  std::uint64_t generation = 0;
  bool operator==(const Timer&) const = default;
};

struct State {
  int schema = kStateSchema;
  std::string conversation;
  std::string channel;
  std::string language;        // "zh" (also "") or "en": the fact `lang` of the frames that begin
  std::uint64_t sequence = 0;  // events processed
  std::uint32_t frames_started = 0;
  std::vector<std::uint64_t> seen;  // hash64 of the last kSeenMax event ids
  std::vector<Frame> frames;        // back() is on top
  Pending pending;
  std::optional<HumanMode> human;
  std::vector<std::string> held;  // texts that came while an effect was pending
  std::vector<RecentTicket> recent;
  std::vector<ScheduledStart> starts;
  std::optional<Draft> draft;
  Named<std::string> profile;  // field -> value the driver allowed us to remember
  Timer timer;
  base::UnixMs active{0};
  base::UnixMs last_user{0};
  int out = 0;  // messages since the driver's last one
  int reminded = 0;
  std::uint64_t menu = 0;   // of the last reply with options
  std::string ended;        // how the last frame ended: done cancelled failed expired human; "" while one runs
  std::string append_slot;  // text slot that a late fragment may extend (§4.3 rule 9)
  base::UnixMs append_until{0};
  std::vector<Unsettled> unsettled;
  std::vector<KeptMedia> kept;
  std::vector<Alarmed> alarms;
  std::optional<Burst> burst;
  bool operator==(const State&) const = default;
};

State new_state(std::string conversation, std::string channel);

/// decode_state(encode_state(s)) == s for every state whose instants lie within 2^53 ms of 1970.
std::string encode_state(const State& state);
/// Strict and total: kInvalid for anything that is not a state of schema ≤ kStateSchema. Unknown keys are dropped.
base::Result<State> decode_state(std::string_view json);

}  // namespace dialogs
