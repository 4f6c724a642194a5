#pragma once
// What a hotline reports of a ticket, read or called in, as the letter to the ticket's conversation.
#include <optional>
#include <string>
#include <string_view>

#include "bot/turns/letter.hpp"
#include "integrations/hotlines/hotline.hpp"
#include "storage/store.hpp"

namespace bot {

struct ReportedTicket {
  tickets::Ticket ticket;
  storage::ConversationKey key;
};

/// The ticket that this hotline knows by that number. nullopt: none, or its receipt is not recorded yet. Reads the store.
base::Result<std::optional<ReportedTicket>> find_reported(storage::Store& store, std::string_view hotline,
                                                          std::string_view external_number);

tickets::Status status_of(integrations::HotlineStatus status);

TicketNews news_of(const ReportedTicket& reported, std::string_view hotline, const integrations::HotlineUpdate& update);

/// A hotline may have worked on a ticket before its number is known here: its updates are read again from that instant, and never from
/// later than before, for what it reported while nobody could read it would be passed over. False: it could not be written.
bool read_updates_again(storage::Outbox& outbox, const std::string& hotline, base::UnixMs from);

}  // namespace bot
