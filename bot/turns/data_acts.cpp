// A driver's rights over his data, carried out: shown, put right, forgotten, consent taken back (PIPL 15, 44–50; domain
// reference §5.4). A ticket keeps what its office needs; the phone it may pass on is the driver's to take back.
#include <string>
#include <utility>

#include "base/invariant.hpp"
#include "bot/turns/driver_data.hpp"
#include "bot/turns/ticket_desk.hpp"
#include "bot/turns/ticket_form.hpp"

namespace bot {

using desk::change_of;
using desk::outcome;
using dialogs::DoEffect;
using dialogs::ResultEvent;
using storage::TurnWrite;

namespace {

dialogs::State& memory_of(const EffectContext& context) {
  BASE_INVARIANT(context.memory != nullptr, "an effect is carried out without its conversation");
  return *context.memory;
}

bool has_identity(const tickets::Ticket& ticket) {
  return !ticket.field("phone").empty() || !ticket.field("plate").empty() || !ticket.field("reporter_name").empty();
}

}  // namespace

ResultEvent TicketDesk::show_data(const DoEffect& effect, const EffectContext& context, TurnWrite&) {
  const auto own = own_tickets(context);
  if (!own) return outcome(effect, "fail");
  std::string text = describe_memory(memory_of(context));
  if (!own->empty()) {
    int with_phone = 0;
    for (const tickets::Ticket& ticket : *own) with_phone += ticket.field("phone").empty() ? 0 : 1;
    text += "您在这里有工单 " + std::to_string(own->size()) + " 件，其中 " + std::to_string(with_phone) + " 件留了电话。";
  }
  return text.empty() ? outcome(effect, "none") : outcome(effect, "ok", {{"查询结果", std::move(text)}});
}

ResultEvent TicketDesk::correct_data(const DoEffect& effect, const EffectContext& context, TurnWrite& turn) {
  auto own = own_tickets(context);
  if (!own) return outcome(effect, "fail");
  correct_memory(memory_of(context), effect.args);
  for (tickets::Ticket& ticket : *own) {
    if (!tickets::is_open(ticket.status)) continue;
    bool changed = false;
    for (auto& [name, held] : ticket.form) {
      if (name != "phone" && name != "plate") continue;  // only what this ticket was given before
      const std::string_view value = field_of(effect.args, name);
      if (value.empty() || value == held) continue;
      held = value;
      changed = true;
    }
    if (!changed) continue;
    storage::TicketChange change = change_of(ticket, effect.action, "司机更正了电话或车牌");
    turn.tasks.push_back({.kind = "correction", .reason = "司机更正了电话或车牌，热线已收到工单的话请转告", .ticket = ticket.number});
    desk::put_form(change, std::move(ticket), *promises_.now());
    turn.ticket_changes.push_back(std::move(change));
  }
  return outcome(effect, "ok");
}

ResultEvent TicketDesk::forget_data(const DoEffect& effect, const EffectContext& context, TurnWrite&) {
  forget_memory(memory_of(context));
  return outcome(effect, "ok");
}

ResultEvent TicketDesk::withdraw_consent(const DoEffect& effect, const EffectContext& context, TurnWrite& turn) {
  auto own = own_tickets(context);
  if (!own) return outcome(effect, "fail");
  bool any = false;
  for (tickets::Ticket& ticket : *own) {
    if (!tickets::is_open(ticket.status) || !has_identity(ticket)) continue;
    any = true;
    std::erase_if(ticket.form, [](const auto& field) {
      return field.first == "phone" || field.first == "plate" || field.first == "reporter_name";
    });
    for (auto& [name, value] : ticket.form) {
      if (name == "consent") value = "否";
      if (name == "anonymity") value = "3";  // domain reference §6.5: 匿名
    }
    storage::TicketChange change = change_of(ticket, effect.action, "司机撤回了提供电话和车牌的同意");
    turn.tasks.push_back({.kind = "consent", .reason = "司机撤回同意，请通知热线停用并删除他的电话和车牌", .ticket = ticket.number});
    desk::put_form(change, std::move(ticket), *promises_.now());
    turn.ticket_changes.push_back(std::move(change));
  }
  return outcome(effect, any ? "ok" : "none");
}

}  // namespace bot
