#pragma once
// What people do to tickets: the acts of an operator, whoever gives them (command line, console), as letters to the conversation of the
// ticket. Everything is checked against the ticket's log; a refusal is a sentence for whoever tried.
//
//   Answer answer = post_and_wait(mailboxes, {.key = <the ticket's conversation>, .what = order, .done = {}});
//   answer.outcome == kRefused: answer.text says why; nothing was written.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/random.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "bot/turns/ticket_life.hpp"
#include "dialogs/engine/event.hpp"
#include "storage/store.hpp"

namespace bot {

/// Names are those of the commands and of the API.
enum class OrderKind {
  kContact,       // contact: a person reached the driver; `reason` how
  kTried,         // tried: a person tried and did not reach him
  kAct,           // act: the first substantive action; `words` what was done
  kPause,         // pause: `reason` waiting_driver, or waiting_body with `until`; the driver is told, with `words`
  kResume,        // resume
  kReturn,        // return: 退单, with `reason`; the clocks run on
  kExtend,        // extend: asks for `until`, with `reason`
  kApprove,       // approve: the extension that was asked for, by somebody else; the driver is told
  kRefuse,        // refuse: likewise
  kClose,         // close: `reason` is the result's code (domain reference §6.5), `words` the answer to the driver, who is told
  kRevisitTried,  // revisit-tried: the driver was called and did not answer
  kRevisited,     // revisited: `reason` satisfied solved unsolved unsatisfied, `words` what he said
  kReopen,        // reopen: once more, with `reason`
  kMerge,         // merge: into the ticket `other`, which answers for it
  kSplit,         // split: a second matter, `words`, becomes a ticket of its own, to the hotline `other` or the same
  kWithdraw,      // withdraw: the driver said so by other ways than the chat
  kNote,          // note: `words`, for colleagues
};
std::string_view to_name(OrderKind kind);
std::optional<OrderKind> order_from_name(std::string_view name);
/// "联系司机": what it is called in sentences.
std::string_view to_chinese(OrderKind kind);

struct TicketOrder {
  OrderKind kind = OrderKind::kNote;
  std::string ticket;
  std::string by = {};  // who acts; stands in the log as operator:<by>
  std::string reason = {};
  std::string words = {};
  std::string other = {};
  std::optional<base::UnixMs> until = std::nullopt;
};

/// A sentence of the release's notices.
struct NoticeSaid {
  std::string name;
  dialogs::Fields fields;
  bool is_result = false;  // the last message a quota keeps is for it
  std::string_view otherwise = {};  // what a release says that does not know this sentence yet; "" : nothing
};

/// What an act on a ticket causes in its conversation's turn. With a refusal there is nothing else.
struct TicketActs {
  std::string refusal;
  std::vector<storage::TicketChange> changes;
  std::vector<storage::NewTask> tasks;
  std::vector<NoticeSaid> notices;
  std::vector<dialogs::SystemEvent> events;
  bool asks_by_template = false;         // what the events ask reaches the driver as the revisit's template
  std::optional<tickets::Ticket> opens;  // a new ticket of this conversation, without its number
  std::string transcript_line;           // what an operator did, for the transcript; "" = nothing
};

/// The order on its ticket. `tickets` is asked for the other ticket of a merge, `random` for the key of another round.
TicketActs carry_out(const TicketOrder& order, TicketLife& life, storage::Tickets& tickets, base::Random& random, base::UnixMs now);

/// For the round that a re-opening has just begun: at the second one the second level looks at it.
void add_reopen_tasks(std::vector<storage::NewTask>& tasks, const TicketLife& life);

/// Result, first action if there was none, and the telling: the end of a round. `to_driver` is what he is told.
void close_round(TicketActs& acts, TicketLife& life, const std::string& actor, const std::string& code, const std::string& to_driver,
                 base::UnixMs now);

}  // namespace bot
