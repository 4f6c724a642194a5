#include "bot/turns/ticket_desk.hpp"

#include <algorithm>
#include <utility>

#include "bot/turns/legal_answers.hpp"
#include "bot/turns/promise_words.hpp"
#include "bot/turns/ticket_choice.hpp"
#include "bot/turns/ticket_form.hpp"
#include "bot/turns/time_limits.hpp"
#include "tickets/number.hpp"
#include "tickets/promises/record.hpp"

namespace bot {

using desk::outcome;
using dialogs::DoEffect;
using dialogs::ResultEvent;
using storage::TurnWrite;

namespace {

constexpr std::size_t kTicketsLookedAtMax = 20;
constexpr std::size_t kForwardKeyBytes = 16;

// `scope` of find_ticket: open (the default), closed or any.
bool is_in_scope(const tickets::Ticket& ticket, std::string_view scope) {
  if (scope == "any") return true;
  if (scope == "closed") return ticket.status == tickets::Status::kClosed;
  return tickets::is_open(ticket.status);
}

/// The log of a ticket that is accepted now.
tickets::Log beginning_of(const tickets::Ticket& ticket, base::UnixMs answered_at) {
  const tickets::TicketEvent created{1, ticket.accepted_at, "bot", "created", "", "accepted", "", "accepted", "", answered_at};
  return tickets::read_log(ticket, {created});
}

}  // namespace

namespace desk {

ResultEvent outcome(const DoEffect& effect, std::string name, dialogs::Fields give) {
  return {.effect_id = effect.id, .outcome = std::move(name), .give = std::move(give)};
}

storage::TicketChange change_of(const tickets::Ticket& ticket, std::string action, std::string note) {
  return {.number = ticket.number,
          .expected_revision = 0,
          .to = std::nullopt,
          .external_number = {},
          .actor = "driver",
          .action = std::move(action),
          .note = std::move(note),
          .form = std::nullopt,
          .forward_payload = {}};
}

void put_form(storage::TicketChange& change, tickets::Ticket ticket, const Promises& promises) {
  change.forward_payload = encode_submission(make_submission(ticket, {}, promises));  // its key stays the row's
  change.form = std::move(ticket.form);
}

}  // namespace desk

struct TicketDesk::NamedAct {
  std::string_view action;
  Act act;
};

const std::vector<TicketDesk::NamedAct>& TicketDesk::acts() {
  static const std::vector<NamedAct> all{{"submit_ticket", &TicketDesk::submit},
                                         {"find_ticket", &TicketDesk::find},
                                         {"query_ticket", &TicketDesk::query},
                                         {"append_evidence", &TicketDesk::append},
                                         {"withdraw_ticket", &TicketDesk::withdraw},
                                         {"urge_ticket", &TicketDesk::urge},
                                         {"reopen_ticket", &TicketDesk::reopen},
                                         {"save_rating", &TicketDesk::rate},
                                         {"show_my_data", &TicketDesk::show_data},
                                         {"correct_my_data", &TicketDesk::correct_data},
                                         {"forget_me", &TicketDesk::forget_data},
                                         {"withdraw_consent", &TicketDesk::withdraw_consent},
                                         {"find_legal_answer", &TicketDesk::legal_answer},
                                         {"find_time_limits", &TicketDesk::time_limits},
                                         {"check_plate", &TicketDesk::plate},
                                         {"lookup_service", &TicketDesk::service}};
  return all;
}

ResultEvent TicketDesk::carry_out(const DoEffect& effect, const EffectContext& context, TurnWrite& turn) {
  const auto found =
      std::find_if(acts().begin(), acts().end(), [&](const NamedAct& one) { return one.action == effect.action; });
  return found == acts().end() ? outcome(effect, "fail") : (this->*found->act)(effect, context, turn);
}

base::Result<std::vector<tickets::Ticket>> TicketDesk::own_tickets(const EffectContext& context) {
  if (context.conversation == 0) return std::vector<tickets::Ticket>{};
  return tickets_.of_conversation(context.conversation, kTicketsLookedAtMax);
}

std::optional<tickets::Ticket> TicketDesk::own_ticket(const DoEffect& effect, const EffectContext& context) {
  auto found = tickets_.find(field_of(effect.args, "ticket_no"));
  if (!found || !*found || (*found)->conversation != context.conversation) return std::nullopt;
  return std::move(**found);
}

std::optional<TicketLife> TicketDesk::own_life(const DoEffect& effect, const EffectContext& context, const TurnWrite& turn) {
  auto life = TicketLife::read(tickets_, promises_.now(), field_of(effect.args, "ticket_no"), turn.ticket_changes, context.now);
  if (!life || life->ticket().conversation != context.conversation) return std::nullopt;
  return std::move(*life);
}

ResultEvent TicketDesk::submit(const DoEffect& effect, const EffectContext& context, TurnWrite& turn) {
  tickets::Ticket draft = make_ticket(effect.args, context.channel);
  const auto earlier = own_tickets(context);
  if (!earlier) return outcome(effect, "fail");
  for (const tickets::Ticket& ticket : *earlier) {
    if (ticket.content_hash == draft.content_hash && tickets::is_open(ticket.status)) {
      const auto life = TicketLife::read(tickets_, promises_.now(), ticket.number, turn.ticket_changes, context.now);
      if (!life) return outcome(effect, "fail");
      return outcome(effect, "duplicate",
                     {{"工单号", ticket.number}, {"承诺", promise_words(life->promises(), ticket, life->log(), context.now)}});
    }
  }
  const base::Result<std::string> number = open(std::move(draft), context, turn);
  if (!number) return outcome(effect, "fail");
  const tickets::Ticket& opened = turn.tickets.back().ticket;
  const tickets::Log log = beginning_of(opened, context.first_message_at);
  return outcome(effect, "ok", {{"工单号", *number}, {"承诺", promise_words(*promises_.now(), opened, log, context.now)}});
}

base::Result<std::string> TicketDesk::open(tickets::Ticket ticket, const EffectContext& context, TurnWrite& turn) {
  const std::string day = tickets::day_of(context.now);
  const base::Result<std::uint32_t> serial = tickets_.next_serial(day);
  if (!serial) return serial.error();
  storage::NewTicket created;
  created.ticket = std::move(ticket);
  created.ticket.number = tickets::make_number(day, *serial);
  if (created.ticket.accepted_at.count == 0) {
    created.ticket.first_message_at = context.first_message_at;
    created.ticket.accepted_at = context.now;
  }
  created.ticket.changed_at = context.now;
  // The dialog answers in the turn it begins with.
  created.answered_at = created.ticket.first_message_at;
  created.forward_key = random_.hex(kForwardKeyBytes);
  const auto promises = promises_.now();
  created.forward_payload = encode_submission(make_submission(created.ticket, created.forward_key, *promises));
  created.forward_due = context.now;
  const storage::NextLook look = next_look_at(promises->of(created.ticket), promises->calendar,
                                              beginning_of(created.ticket, created.answered_at), context.now);
  created.look_due = look.due.value_or(base::UnixMs{0});
  created.clock_due = look.clock;
  created.forward_deadline = forward_deadline(promises->of(created.ticket), promises->calendar,
                                              beginning_of(created.ticket, created.answered_at), context.now);
  std::string number = created.ticket.number;
  turn.tickets.push_back(std::move(created));
  return number;
}

ResultEvent TicketDesk::find(const DoEffect& effect, const EffectContext& context, TurnWrite&) {
  auto own = own_tickets(context);
  if (!own) return outcome(effect, "fail");
  std::erase_if(*own, [&](const tickets::Ticket& one) { return !is_in_scope(one, field_of(effect.args, "scope")); });
  if (own->empty()) return outcome(effect, "none");
  const std::string_view which = field_of(effect.args, "which");
  std::optional<std::size_t> chosen =
      which.empty() ? choose_by_number(*own, field_of(effect.args, "words")) : choose_ticket(*own, which);
  if (!chosen && own->size() == 1) chosen = 0;
  if (!chosen) return outcome(effect, "many", {{"工单列表", list_for_choice(*own)}});
  const tickets::Ticket& ticket = (*own)[*chosen];
  return outcome(effect, "ok", {{"工单号", ticket.number}, {"事项", ticket.title}});
}

ResultEvent TicketDesk::query(const DoEffect& effect, const EffectContext& context, TurnWrite& turn) {
  auto own = own_tickets(context);
  if (!own) return outcome(effect, "fail");
  if (own->empty()) return outcome(effect, "none");
  if (own->size() > kTicketsShownMax) own->resize(kTicketsShownMax);
  std::string text;
  for (const tickets::Ticket& ticket : *own) {
    const auto life = TicketLife::read(tickets_, promises_.now(), ticket.number, turn.ticket_changes, context.now);
    if (!life) return outcome(effect, "fail");
    text += (text.empty() ? "" : "\n") + progress_words(*life, context.now);
  }
  return outcome(effect, "ok", {{"查询结果", std::move(text)}});
}

ResultEvent TicketDesk::legal_answer(const DoEffect& effect, const EffectContext& context, TurnWrite&) {
  const std::optional<std::string> text =
      find_legal_answer(*context.release, field_of(effect.args, "area"), field_of(effect.args, "question"));
  return text ? outcome(effect, "ok", {{"要点", *text}}) : outcome(effect, "none");
}

ResultEvent TicketDesk::time_limits(const DoEffect& effect, const EffectContext& context, TurnWrite&) {
  const std::shared_ptr<const Promises> book = promises_.now();
  const std::optional<std::string> text = find_time_limits(
      *context.release, book->calendar, field_of(effect.args, "matter"), field_of(effect.args, "since"), context.now);
  return text ? outcome(effect, "ok", {{"期限", *text}}) : outcome(effect, "none");
}

// No registry of plates is connected: a plate that the grammar accepted stands as the driver said it.
ResultEvent TicketDesk::plate(const DoEffect& effect, const EffectContext&, TurnWrite&) { return outcome(effect, "ok"); }

// Directories are empty until an operator loads them (owner decision "Directories").
ResultEvent TicketDesk::service(const DoEffect& effect, const EffectContext&, TurnWrite&) {
  return outcome(effect, "none");
}

}  // namespace bot
