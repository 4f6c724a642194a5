#pragma once
// What reaches a conversation, whoever sent it: everything goes through that conversation's mailbox, one letter at a time.
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <variant>

#include "base/time.hpp"
#include "bot/turns/ticket_orders.hpp"
#include "dialogs/engine/event.hpp"
#include "integrations/channels/channel.hpp"
#include "storage/store.hpp"
#include "tickets/ticket.hpp"

namespace bot {

/// A driver's message or act, already translated from the channel's words.
struct DriverSaid {
  enum class Sort {
    kWords,         // goes to the dialog
    kSubscribed,    // greeted, no dialog
    kNotice,        // kept, answered with "received"; no dialog
    kNotUnderstood, // a kind of message we do not know: kept, a person looks at it
  };
  /// What it does to the window in which the platform lets us send (bot/turns/quota.hpp).
  enum class Window {
    kOpens,     // a message of his own
    kAsBefore,  // a tap or an event: it allows little, for a minute, or nothing
    kCloses,    // he follows the account no more
  };
  std::string inbound_key;
  base::UnixMs sent_at{0};  // by the platform's clock
  Sort sort = Sort::kWords;
  Window window = Window::kOpens;
  std::string undelivered = {};  // the platform's id of a template message that did not arrive after all
  dialogs::Event event;     // kWords
  storage::Line line;       // as it stands in the transcript
};

/// The conversation's timer may be due; its state decides.
struct TimerDue {
  std::string lease;  // the claim on it (storage::TimerClaim); "" where one process alone has the store
};

/// A hotline moved a ticket of this conversation.
struct TicketNews {
  std::string ticket;
  tickets::Status to = tickets::Status::kDispatched;
  std::string external_number;
  std::string text;   // the hotline's words for the driver
  std::string actor;  // "hotline:12328"
  /// When the hotline says it happened: what it says twice is the same news. nullopt: it is news whenever it comes.
  std::optional<base::UnixMs> reported_at = std::nullopt;
  /// It names the number of an earlier round, or of a hotline that gave the ticket back: it moves nothing.
  bool is_of_earlier_round = false;
  /// What comes too late to move the ticket is noted in its log all the same, once, and nobody is told.
  bool is_noted_late = false;
  /// The attempt this is the news of ends in the same transaction. A lease that was lost, or news that moves nothing, leaves
  /// it open: the answer's sequence is 0 then.
  std::optional<storage::Settlement> settlement = std::nullopt;
};

/// A person decided about a forward of a ticket of this conversation. A decision that came second makes no turn: the
/// answer's sequence is 0 then.
struct ForwardDecided {
  std::string ticket;
  storage::ForwardDecision decision;
};

/// A person on duty gives the conversation back to the bot.
struct PersonDone {
  std::string by;
};

/// An operator at the desk. Only one answers at a time: who says, takes or gives back what another has taken is refused, unless
/// `instead`. A note is for colleagues and asks for nothing.
struct PersonActs {
  enum class Act { kTake, kSay, kNote, kGiveBack, kHandOver };
  Act act = Act::kTake;
  std::string by;       // the account
  std::string display;  // how colleagues see them
  std::string text;     // kSay: for the driver; kNote: for colleagues
  bool instead = false;
  std::string to = {};  // kHandOver: the colleague who answers from then on
  std::string to_display = {};
};

/// Somebody published: this conversation may have to move to another release. Its state decides.
struct ReleaseMoved {};

/// The clocks of this ticket may demand something: its log decides.
struct ClockDue {
  std::string ticket;
};

/// The ticket that this one was merged into is closed: its driver is answered too.
struct MergedClosed {
  std::string ticket;
  std::string text;  // what the other driver was told
};

/// A template message about this ticket cannot be sent. The attempt ends in the same transaction; a lease that was lost leaves it
/// open: the answer's sequence is 0 then.
struct TemplateRefused {
  std::string ticket;
  integrations::TemplatePurpose purpose = integrations::TemplatePurpose::kResult;
  storage::Settlement settlement;
};

struct Answer {
  enum class Outcome {
    kDone,       // committed
    kDuplicate,  // was committed before; `text` is what was answered then
    kBusy,       // a bound was reached; nothing was kept
    kFailed,     // the store failed; nothing was kept
    kRefused,    // an order that may not be carried out: `text` says why; nothing was kept
  };
  Outcome outcome = Outcome::kDone;
  std::string text;           // for the passive answer; "" = nothing to say
  base::UnixMs at{0};         // of the turn
  std::uint64_t sequence = 0; // of the turn; 0 = there was none
};

struct Letter {
  storage::ConversationKey key;
  std::variant<DriverSaid, TimerDue, TicketNews, ReleaseMoved, PersonDone, PersonActs, ClockDue, TicketOrder,
               MergedClosed, ForwardDecided, TemplateRefused> what;
  /// Called exactly once, on a thread of the executor; may be empty.
  std::function<void(const Answer&)> done;
};

}  // namespace bot
