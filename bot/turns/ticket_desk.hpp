#pragma once
// Carries out what a dialog asks of tickets, inside the turn that asked: the result goes back into the dialog and everything
// becomes part of the same transaction (architecture, "The way of a message" 3).
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/random.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "bot/promises/book.hpp"
#include "bot/turns/ticket_life.hpp"
#include "dialogs/engine/event.hpp"
#include "dialogs/engine/state.hpp"
#include "dialogs/language/release.hpp"
#include "storage/store.hpp"
#include "tickets/ticket.hpp"

namespace bot {

/// What the turn knows when an effect is carried out.
struct EffectContext {
  std::int64_t conversation = 0;  // 0: its first turn
  std::string channel;
  base::UnixMs first_message_at{0};
  const dialogs::Release* release = nullptr;
  dialogs::State* memory = nullptr;  // the conversation between two steps: what is remembered of the driver
  base::UnixMs now{0};
};

/// A driver may urge one ticket so often a day (Jinan time); more would not make anybody faster.
inline constexpr int kUrgesPerDayMax = 2;

class TicketDesk {
 public:
  TicketDesk(storage::Tickets& tickets, const PromiseBook& promises, base::Random& random)
      : tickets_(tickets), promises_(promises), random_(random) {}

  /// Outcome for the dialog; what is to be written is appended to `turn`. A store that cannot be read gives "fail", which
  /// a script answers with a person. An action on a ticket of another conversation gives "fail" too.
  dialogs::ResultEvent carry_out(const dialogs::DoEffect& effect, const EffectContext& context, storage::TurnWrite& turn);

  /// A new ticket with its forward, appended to `turn`; its number. One that carries its acceptance keeps its instants (a matter
  /// split off another). The errors are the store's.
  base::Result<std::string> open(tickets::Ticket ticket, const EffectContext& context, storage::TurnWrite& turn);

 private:
  using Act = dialogs::ResultEvent (TicketDesk::*)(const dialogs::DoEffect&, const EffectContext&, storage::TurnWrite&);
  struct NamedAct;
  static const std::vector<NamedAct>& acts();

  // Opening and looking up (ticket_desk.cpp).
  dialogs::ResultEvent submit(const dialogs::DoEffect& effect, const EffectContext& context, storage::TurnWrite& turn);
  dialogs::ResultEvent find(const dialogs::DoEffect& effect, const EffectContext& context, storage::TurnWrite& turn);
  dialogs::ResultEvent query(const dialogs::DoEffect& effect, const EffectContext& context, storage::TurnWrite& turn);
  dialogs::ResultEvent legal_answer(const dialogs::DoEffect& effect, const EffectContext& context, storage::TurnWrite& turn);
  dialogs::ResultEvent time_limits(const dialogs::DoEffect& effect, const EffectContext& context, storage::TurnWrite& turn);
  dialogs::ResultEvent plate(const dialogs::DoEffect& effect, const EffectContext& context, storage::TurnWrite& turn);
  dialogs::ResultEvent service(const dialogs::DoEffect& effect, const EffectContext& context, storage::TurnWrite& turn);

  // What a driver does to a ticket he has (ticket_acts.cpp).
  dialogs::ResultEvent append(const dialogs::DoEffect& effect, const EffectContext& context, storage::TurnWrite& turn);
  dialogs::ResultEvent withdraw(const dialogs::DoEffect& effect, const EffectContext& context, storage::TurnWrite& turn);
  dialogs::ResultEvent urge(const dialogs::DoEffect& effect, const EffectContext& context, storage::TurnWrite& turn);
  dialogs::ResultEvent reopen(const dialogs::DoEffect& effect, const EffectContext& context, storage::TurnWrite& turn);
  dialogs::ResultEvent rate(const dialogs::DoEffect& effect, const EffectContext& context, storage::TurnWrite& turn);

  // What is known of the driver (data_acts.cpp).
  dialogs::ResultEvent show_data(const dialogs::DoEffect& effect, const EffectContext& context, storage::TurnWrite& turn);
  dialogs::ResultEvent correct_data(const dialogs::DoEffect& effect, const EffectContext& context, storage::TurnWrite& turn);
  dialogs::ResultEvent forget_data(const dialogs::DoEffect& effect, const EffectContext& context, storage::TurnWrite& turn);
  dialogs::ResultEvent withdraw_consent(const dialogs::DoEffect& effect, const EffectContext& context,
                                        storage::TurnWrite& turn);

  /// Newest first, at most kTicketsLookedAtMax; none before the conversation's first turn.
  base::Result<std::vector<tickets::Ticket>> own_tickets(const EffectContext& context);
  /// The ticket the effect names, if it is this conversation's.
  std::optional<tickets::Ticket> own_ticket(const dialogs::DoEffect& effect, const EffectContext& context);
  /// Likewise, with its log and promise and what this turn has done to it already.
  std::optional<TicketLife> own_life(const dialogs::DoEffect& effect, const EffectContext& context, const storage::TurnWrite& turn);

  storage::Tickets& tickets_;
  const PromiseBook& promises_;
  base::Random& random_;
};

/// What the three files share.
namespace desk {
dialogs::ResultEvent outcome(const dialogs::DoEffect& effect, std::string name, dialogs::Fields give = {});
/// The driver's change to his ticket: its log gets `action` and `note`, its status stays.
storage::TicketChange change_of(const tickets::Ticket& ticket, std::string action, std::string note);
/// The ticket's form, and with it what its forward carries as long as it was not tried.
void put_form(storage::TicketChange& change, tickets::Ticket ticket, const Promises& promises);
}  // namespace desk

}  // namespace bot
