#pragma once
// Which of his tickets a driver means. Pure.
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tickets/ticket.hpp"

namespace bot {

inline constexpr std::size_t kTicketsShownMax = 5;

/// One line a ticket, numbered from 1, the first kTicketsShownMax of them: "1 尾号0019 货主拖欠运费八千三（正在办理）".
std::string list_for_choice(const std::vector<tickets::Ticket>& tickets);

/// The index of the one ticket the words fit: its number or at least three last digits of it, its place in
/// list_for_choice ("2", "第二件"), else the words of its title. nullopt: none fits, or more than one.
std::optional<std::size_t> choose_ticket(const std::vector<tickets::Ticket>& tickets, std::string_view words);

/// Likewise by a number alone: for words that did not answer the question which ticket.
std::optional<std::size_t> choose_by_number(const std::vector<tickets::Ticket>& tickets, std::string_view words);

}  // namespace bot
