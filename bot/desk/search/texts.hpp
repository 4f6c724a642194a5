#pragma once
// What of a conversation and of a ticket can be searched: what the console shows of them to whoever gave no reason to see more, so that
// nobody finds, or confirms by looking for it, what he could not read. What the bot says out of its scripts is left out: every driver
// is told the same.
#include <string>

#include "bot/desk/masking.hpp"
#include "storage/store.hpp"
#include "tickets/ticket.hpp"

namespace bot::desk {

/// A line worth looking for: a driver's, a person's, and what a hotline let us tell.
bool is_searched(const storage::Turn& turn, const storage::Line& line);
/// As the transcript shows it.
std::string text_of(const storage::Line& line, const Masking& masking);
/// Its numbers, title and form, parted by a dot.
std::string text_of(const tickets::Ticket& ticket);

}  // namespace bot::desk
