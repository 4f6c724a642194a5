#include "bot/turns/another_round.hpp"

#include <utility>

#include "bot/turns/ticket_form.hpp"

namespace bot {
namespace {

constexpr std::size_t kForwardKeyBytes = 16;

/// What the driver was told when the round before was closed.
std::string earlier_answer(const TicketLife& life) {
  std::string answer;
  for (const tickets::TicketEvent& event : life.events()) {
    if (event.act == tickets::to_name(tickets::Act::kTold)) answer = event.note;
  }
  return answer;
}

}  // namespace

void send_again(storage::TicketChange& change, const TicketLife& life, std::string_view why, base::Random& random, base::UnixMs now) {
  tickets::Ticket ticket = life.ticket();
  const int round = round_of(ticket) + 1;
  set_field(ticket, kRoundField, std::to_string(round));
  set_field(ticket, "earlier_number", ticket.external_number);
  set_field(ticket, "earlier_answer", earlier_answer(life));
  set_field(ticket, "reopen_reason", std::string(why));
  std::string key = random.hex(kForwardKeyBytes);
  const Promises& promises = life.promises();
  change.forward = storage::NewForward{
      .hotline = ticket.hotline,
      .key = key,
      .payload = encode_submission(make_submission(ticket, key, promises, life.clocks(now))),
      .due = now,
      .deadline = forward_deadline(life.profile(), promises.calendar, life.log(), now),
      .round = round};
  change.form = std::move(ticket.form);
}

}  // namespace bot
