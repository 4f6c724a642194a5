#pragma once
// What happened to a ticket, as far as its promises are concerned: an append-only log, from which everything about its clocks is
// computed (domain reference §3.2, §3.4, §6.4). Nothing is ever taken back; a mistake is answered by a further entry.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "tickets/promises/profile.hpp"

namespace tickets {

/// Names are stored; never renamed.
enum class Act {
  kHeard,              // heard: the first message of the matter reached the server
  kAnswered,           // answered: the bot's first reply left
  kAccepted,           // accepted: the matter is known and the driver can be reached
  kJoined,             // joined: an earlier ticket of the same matter was merged into this one; `until` = when that was accepted
  kReceived,           // received: the hotline gave a receipt
  kTried,              // tried: a person tried to reach the driver and did not
  kContacted,          // contacted: a person reached the driver
  kActed,              // acted: the first substantive action
  kPaused,             // paused: `reason` waiting_driver or waiting_body; the latter until the legal period ends, `until`
  kResumed,            // resumed
  kReturned,           // returned: 退单, with a reason; clocks run on
  kExtensionAsked,     // extension_asked: to `until`, with a reason
  kExtensionApproved,  // extension_approved: by somebody else than who asked
  kExtensionRefused,   // extension_refused
  kResult,             // result: the outcome is entered; `reason` is its code (§6.5 RESULT)
  kTold,               // told: the driver was told the outcome; closes the round
  kRevisitTried,       // revisit_tried: nobody answered
  kRevisited,          // revisited: `reason` satisfied, solved, unsolved or unsatisfied
  kReopened,           // reopened: a new round with a new CLOSE clock
  kWithdrawn,          // withdrawn: the driver took it back
  kMerged,             // merged: into an other ticket, which answers for it
  kRevisitAsked,       // revisit_asked: `reason` chat or template (the driver was asked) or call (a person was given the call)
  kStepped,            // stepped: a rung of the ladder was climbed; `clock`, `round`, `level`, `until` = when it was due
};
std::string_view to_name(Act act);
std::optional<Act> act_from_name(std::string_view name);

inline constexpr std::string_view kWaitingDriver = "waiting_driver";
inline constexpr std::string_view kWaitingBody = "waiting_body";
inline constexpr std::string_view kAskedInChat = "chat";
inline constexpr std::string_view kAskedByTemplate = "template";
inline constexpr std::string_view kAskedByCall = "call";
inline constexpr int kDriverPausesMax = 2;
inline constexpr base::Millis kDriverPauseMax = base::hours(24);  // in all
inline constexpr int kRevisitTriesMax = 3;                        // on at least two days
inline constexpr int kReopensBeforeSupervision = 2;               // then the second level looks at it (§3.4)

struct LogEntry {
  base::UnixMs at{0};
  std::string actor;  // bot, driver, hotline:12328, operator:<id>
  Act act = Act::kHeard;
  std::string reason;
  std::optional<base::UnixMs> until;
  ClockKind clock = ClockKind::kResp;  // kStepped
  int round = 1;                       // kStepped: of the clock, which a re-opening may have left behind
  Level level = Level::kBreach;        // kStepped
};

using Log = std::vector<LogEntry>;

enum class Phase { kHeard, kOpen, kPaused, kClosed, kRevisited, kWithdrawn, kMerged };

/// Where a ticket stands, folded from its log.
struct TicketStanding {
  Phase phase = Phase::kHeard;
  int round = 1;                         // 1 + how often it was re-opened
  std::optional<base::UnixMs> heard;
  std::optional<base::UnixMs> accepted;  // the earliest, merged tickets included
  std::optional<base::UnixMs> round_began;
  std::optional<base::UnixMs> result;    // of this round
  bool acted = false;
  int driver_pauses = 0;                 // in all rounds
  base::Millis driver_paused{0};         // likewise, ended ones
  std::optional<base::UnixMs> paused_since;
  bool paused_for_driver = false;
  std::optional<std::string> extension_asked_by;  // and not yet answered
  std::optional<base::UnixMs> extension_asked_until;
  bool extended = false;                 // in this round
  int revisit_asks = 0;                  // since the last close
  bool revisit_call = false;             // a person was given the call
  int revisit_tries = 0;                 // likewise
  bool revisit_given_up = false;         // three failed tries on at least two days
};
TicketStanding standing_of(const Log& log);

/// Whether `entry` may be appended to this log. kInvalid: it may not; the text says why in Chinese, for the operator who tried.
/// `close_due`: the deadline of the CLOSE clock as it stands, for the request of an extension, which must come before it.
base::Status check_entry(const Log& log, const LogEntry& entry, std::optional<base::UnixMs> close_due);

}  // namespace tickets
