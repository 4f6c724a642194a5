#include "bot/turns/hotline_report.hpp"

#include <charconv>
#include <utility>

namespace bot {
namespace {

constexpr int kCursorTriesMax = 5;  // another node may be moving it

}  // namespace

base::Result<std::optional<ReportedTicket>> find_reported(storage::Store& store, std::string_view hotline,
                                                          std::string_view external_number) {
  using Found = std::optional<ReportedTicket>;
  auto ticket = store.tickets().find_external(hotline, external_number);
  if (!ticket) return ticket.error();
  if (!*ticket) return Found();
  auto conversation = store.turns().load((*ticket)->conversation);
  if (!conversation) return conversation.error();
  if (!*conversation) return Found();
  return Found({std::move(**ticket), std::move((*conversation)->key)});
}

tickets::Status status_of(integrations::HotlineStatus status) {
  switch (status) {
    case integrations::HotlineStatus::kReceived: return tickets::Status::kDispatched;
    case integrations::HotlineStatus::kInProgress: return tickets::Status::kInHand;
    case integrations::HotlineStatus::kClosed: return tickets::Status::kClosed;
    case integrations::HotlineStatus::kReturned: return tickets::Status::kRefused;
  }
  return tickets::Status::kDispatched;
}

TicketNews news_of(const ReportedTicket& reported, std::string_view hotline, const integrations::HotlineUpdate& update) {
  return {.ticket = reported.ticket.number,
          .to = status_of(update.status),
          .external_number = {},
          .text = update.text,
          .actor = "hotline:" + std::string(hotline),
          .reported_at = update.at,
          .is_of_earlier_round = reported.ticket.external_number != update.external_number};
}

bool read_updates_again(storage::Outbox& outbox, const std::string& hotline, base::UnixMs from) {
  const std::string name = "updates:" + hotline;
  for (int tries = 0; tries < kCursorTriesMax; ++tries) {
    const base::Result<std::string> cursor = outbox.cursor(name);
    if (!cursor) return false;
    std::int64_t at = 0;
    std::from_chars(cursor->data(), cursor->data() + cursor->size(), at);
    if (!cursor->empty() && at <= from.count) return true;
    const base::Status moved = outbox.move_cursor(name, *cursor, std::to_string(from.count));
    if (moved) return true;
    if (moved.error().code != base::ErrorCode::kConflict) return false;
  }
  return false;
}

}  // namespace bot
