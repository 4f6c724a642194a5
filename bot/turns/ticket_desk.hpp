#pragma once
// Carries out what a dialog asks of tickets, inside the turn that asked: the result goes back into the dialog and everything
// becomes part of the same transaction (architecture, "The way of a message" 3).
#include <cstdint>
#include <string>
#include <vector>

#include "base/random.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "dialogs/engine/event.hpp"
#include "dialogs/language/release.hpp"
#include "storage/store.hpp"

namespace bot {

/// What the turn knows when an effect is carried out.
struct EffectContext {
  std::int64_t conversation = 0;  // 0: its first turn
  std::string channel;
  base::UnixMs first_message_at{0};
  const dialogs::Release* release = nullptr;
  base::UnixMs now{0};
};

class TicketDesk {
 public:
  TicketDesk(storage::Tickets& tickets, base::Random& random) : tickets_(tickets), random_(random) {}

  /// Outcome for the dialog; what is to be written is appended to `turn`. A store that cannot be read gives "fail", which
  /// a script answers with a person.
  dialogs::ResultEvent carry_out(const dialogs::DoEffect& effect, const EffectContext& context, storage::TurnWrite& turn);

  /// A new ticket with its forward, appended to `turn`; its number. The errors are the store's.
  base::Result<std::string> open(const dialogs::Fields& fields, const EffectContext& context, storage::TurnWrite& turn);

 private:
  dialogs::ResultEvent submit(const dialogs::DoEffect& effect, const EffectContext& context, storage::TurnWrite& turn);
  dialogs::ResultEvent query(const dialogs::DoEffect& effect, const EffectContext& context) const;
  dialogs::ResultEvent note(const dialogs::DoEffect& effect, storage::TurnWrite& turn) const;

  storage::Tickets& tickets_;
  base::Random& random_;
};

}  // namespace bot
