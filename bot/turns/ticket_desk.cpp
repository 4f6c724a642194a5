#include "bot/turns/ticket_desk.hpp"

#include <optional>
#include <utility>

#include "base/civil_time.hpp"
#include "bot/turns/legal_answers.hpp"
#include "bot/turns/ticket_form.hpp"
#include "tickets/number.hpp"

namespace bot {
namespace {

constexpr std::size_t kTicketsInAnAnswerMax = 5;
constexpr std::size_t kForwardKeyBytes = 16;

dialogs::ResultEvent outcome(const dialogs::DoEffect& effect, std::string name, dialogs::Fields give = {}) {
  return {.effect_id = effect.id, .outcome = std::move(name), .give = std::move(give)};
}

}  // namespace

dialogs::ResultEvent TicketDesk::carry_out(const dialogs::DoEffect& effect, const EffectContext& context,
                                           storage::TurnWrite& turn) {
  if (effect.action == "submit_ticket") return submit(effect, context, turn);
  if (effect.action == "query_ticket") return query(effect, context);
  if (effect.action == "append_evidence" || effect.action == "save_rating" || effect.action == "reopen_ticket") {
    return note(effect, turn);
  }
  if (effect.action == "find_legal_answer") {
    const std::optional<std::string> text =
        find_legal_answer(*context.release, field_of(effect.args, "area"), field_of(effect.args, "question"));
    return text ? outcome(effect, "ok", {{"要点", *text}}) : outcome(effect, "none");
  }
  // No registry of plates is connected: a plate that the grammar accepted stands as the driver said it.
  if (effect.action == "check_plate") return outcome(effect, "ok");
  // Directories are empty until an operator loads them (owner decision "Directories").
  if (effect.action == "lookup_service") return outcome(effect, "none");
  return outcome(effect, "fail");
}

dialogs::ResultEvent TicketDesk::submit(const dialogs::DoEffect& effect, const EffectContext& context,
                                        storage::TurnWrite& turn) {
  const tickets::Ticket draft = make_ticket(effect.args, context.channel);
  if (context.conversation != 0) {
    auto earlier = tickets_.of_conversation(context.conversation, kTicketsInAnAnswerMax);
    if (!earlier) return outcome(effect, "fail");
    for (const tickets::Ticket& ticket : *earlier) {
      if (ticket.content_hash == draft.content_hash && ticket.status != tickets::Status::kClosed) {
        return outcome(effect, "duplicate", {{"工单号", ticket.number}});
      }
    }
  }
  const base::Result<std::string> number = open(effect.args, context, turn);
  return number ? outcome(effect, "ok", {{"工单号", *number}}) : outcome(effect, "fail");
}

base::Result<std::string> TicketDesk::open(const dialogs::Fields& fields, const EffectContext& context,
                                           storage::TurnWrite& turn) {
  const std::string day = tickets::day_of(context.now);
  const base::Result<std::uint32_t> serial = tickets_.next_serial(day);
  if (!serial) return serial.error();
  storage::NewTicket created;
  created.ticket = make_ticket(fields, context.channel);
  created.ticket.number = tickets::make_number(day, *serial);
  created.ticket.first_message_at = context.first_message_at;
  created.ticket.accepted_at = context.now;
  created.ticket.changed_at = context.now;
  created.forward_key = random_.hex(kForwardKeyBytes);
  created.forward_payload = encode_submission(make_submission(created.ticket, created.forward_key));
  created.forward_due = context.now;
  std::string number = created.ticket.number;
  turn.tickets.push_back(std::move(created));
  return number;
}

dialogs::ResultEvent TicketDesk::query(const dialogs::DoEffect& effect, const EffectContext& context) const {
  if (context.conversation == 0) return outcome(effect, "none");
  auto found = tickets_.of_conversation(context.conversation, kTicketsInAnAnswerMax);
  if (!found) return outcome(effect, "fail");
  if (found->empty()) return outcome(effect, "none");
  std::string text;
  for (const tickets::Ticket& ticket : *found) {
    if (!text.empty()) text += '\n';
    text += ticket.number + "（" + ticket.hotline + "）：" + std::string(tickets::to_chinese(ticket.status)) + "，" +
            base::to_minute_text(ticket.changed_at);
  }
  return outcome(effect, "ok", {{"查询结果", std::move(text)}});
}

dialogs::ResultEvent TicketDesk::note(const dialogs::DoEffect& effect, storage::TurnWrite& turn) const {
  const std::string number(field_of(effect.args, "ticket_no"));
  const auto ticket = tickets_.find(number);
  if (!ticket || !*ticket) return outcome(effect, "fail");
  std::string text;
  for (const auto& [field, value] : effect.args) {
    if (field != "ticket_no") text += (text.empty() ? "" : "; ") + field + "=" + value;
  }
  turn.ticket_changes.push_back({.number = number,
                                 .expected_revision = 0,
                                 .to = (*ticket)->status,
                                 .external_number = {},
                                 .actor = "bot",
                                 .action = effect.action,
                                 .note = std::move(text)});
  if (effect.action == "reopen_ticket") {
    turn.tasks.push_back({.kind = "reopen", .reason = "司机要求重新办理", .ticket = number});
  }
  return outcome(effect, "ok");
}

}  // namespace bot
