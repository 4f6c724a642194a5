#pragma once
// What persons do with forwards that wait for them: “they have it, number …”, “send again”, “close, because …”, and “to another
// hotline”. The desk and the command line call the same functions. Every act is durable on return, kept with the person's
// name in the ticket's log and in the chain of exchanges, and done once: who comes second gets kConflict.
//
// Threads: any but those of the executor that runs the mailboxes, for a call waits for its turn. Errors: kInvalid (a word
// is missing), kNotFound, kConflict, kBusy, kStorage; their texts are sentences for the operator.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/random.hpp"
#include "base/result.hpp"
#include "bot/promises/book.hpp"
#include "bot/turns/mailboxes.hpp"
#include "storage/store.hpp"

namespace bot {

/// Where a ticket goes that this hotline refused for competence: to 12345, which may not refuse (domain reference §2.5 (9)).
/// "": nowhere; a person answers it.
std::string_view next_hotline(std::string_view refused_by);

class ForwardActs {
 public:
  /// `mailboxes` null: no server runs on this store; drivers then learn of an act when they ask.
  ForwardActs(storage::Store& store, const PromiseBook& promises, Mailboxes* mailboxes, base::Random& random)
      : store_(store), promises_(promises), mailboxes_(mailboxes), random_(random) {}

  /// Those that wait for a person (parked and dead, closed ones left out), or those in `state`; ascending by id.
  base::Result<std::vector<storage::Forward>> list(std::optional<storage::OutboxState> state, std::size_t forwards_max);
  /// The hotline has it under that number: the ticket is dispatched and the driver is told, in one transaction.
  base::Status confirm(std::int64_t forward, const std::string& number, const std::string& by);
  base::Status resend(std::int64_t forward, const std::string& by);
  base::Status close(std::int64_t forward, const std::string& reason, const std::string& by);
  /// A new forward of the same ticket; the one before it must have ended.
  base::Status transfer(const std::string& ticket, const std::string& hotline, const std::string& reason,
                        const std::string& by);

 private:
  base::Status decide(const storage::ForwardDecision& decision);

  storage::Store& store_;
  const PromiseBook& promises_;
  Mailboxes* mailboxes_;
  base::Random& random_;
};

}  // namespace bot
