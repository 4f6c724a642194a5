#pragma once
// Short ways to say what a test does to a store.
#include <string>
#include <vector>

#include "storage/store.hpp"

namespace contract {

storage::ConversationKey key_of(const std::string& driver);
/// A first message of this driver.
storage::TurnWrite first_turn(const std::string& driver, const std::string& inbound_key);
/// The next message in the conversation that `after` left.
storage::TurnWrite next_turn(const storage::Committed& after, const std::string& driver, const std::string& inbound_key);
/// Commits and waits for the answer; a refusal at the door is the result too.
base::Result<storage::Committed> commit(storage::Store& store, storage::TurnWrite turn);
/// Commits, which must work.
storage::Committed must_commit(storage::Store& store, storage::TurnWrite turn);
/// `count` messages of one driver, keys "<driver>-1" …; the last commit.
storage::Committed talk(storage::Store& store, const std::string& driver, int count);
/// Must be known.
storage::Conversation must_load(storage::Store& store, const std::string& driver);

/// A ticket with a number of its own, and its forward to `hotline`.
storage::NewTicket new_ticket(storage::Store& store, const std::string& hotline = "12345");
storage::NewMessage new_message(const std::string& key, const std::string& text);
/// A first turn of this driver that opens one ticket; the ticket's number.
std::string open_ticket(storage::Store& store, const std::string& driver, const std::string& hotline = "12345");

/// What an operator publishes on top of the publication `expected`.
storage::NewPublication publication_of(const std::string& release, const std::string& sources, std::int64_t expected);

std::vector<storage::OutboxRow> claim_forwards(storage::Store& store, const std::string& hotline, std::int64_t now,
                                               std::size_t rows_max = 10);
/// What a hotline that gave this number leaves behind.
storage::Exchange exchange_with(const std::string& number);
storage::Settlement settlement_of(const storage::OutboxRow& row, storage::OutboxState to);
using Keys = std::vector<std::string>;
Keys keys_of(const std::vector<storage::OutboxRow>& rows);
std::int64_t count_of(storage::Store& store, storage::OutboxState state);
/// What verify() says, one finding a line; "" = sound.
std::string findings(storage::Store& store);

inline constexpr std::int64_t kNow = 1'768'442'531'000;

}  // namespace contract
