// What a driver does to a ticket he has: add to it, take it back, urge it, judge it, have it done again. Each is an entry of
// the ticket's log; what a hotline must be told by a person is a task.
#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "base/civil_time.hpp"
#include "base/utf8.hpp"
#include "bot/turns/another_round.hpp"
#include "bot/turns/promise_words.hpp"
#include "bot/turns/ticket_desk.hpp"
#include "bot/turns/ticket_form.hpp"
#include "bot/turns/ticket_orders.hpp"
#include "tickets/number.hpp"

namespace bot {

using desk::change_of;
using desk::outcome;
using dialogs::DoEffect;
using dialogs::ResultEvent;
using storage::TurnWrite;

namespace {

// How the ticket was found is not part of what was done to it.
constexpr std::array<std::string_view, 6> kNotNoted{"ticket_no", "subject", "scope", "which", "listing", "sure"};

// "field=value; field=value".
std::string plain_note(const dialogs::Fields& args) {
  std::string text;
  for (const auto& [field, value] : args) {
    if (std::find(kNotNoted.begin(), kNotNoted.end(), field) != kNotNoted.end()) continue;
    text += (text.empty() ? "" : "; ") + field + "=" + value;
  }
  return text;
}

// Whoever says that it is not solved is not asked a day later whether it is.
void cancel_revisit(const EffectContext& context, std::string_view number) {
  if (context.memory == nullptr) return;
  std::erase_if(context.memory->starts, [&](const dialogs::ScheduledStart& start) {
    return std::any_of(start.give.begin(), start.give.end(), [&](const auto& given) { return given.second == number; });
  });
}

tickets::LogEntry by_driver(tickets::Act act, base::UnixMs now) {
  tickets::LogEntry entry;
  entry.at = now;
  entry.actor = "driver";
  entry.act = act;
  return entry;
}

/// One of the four outcomes of a revisit (tickets/promises/log.hpp); "" if he answered neither question.
std::string revisit_outcome(std::string_view solved, std::string_view rating) {
  if (solved == "没解决" || solved == "解决一部分") return "unsolved";
  if (rating == "不满意") return solved.empty() ? "unsatisfied" : "solved";
  if (rating == "满意") return "satisfied";
  return solved.empty() && rating.empty() ? "" : "solved";
}

// Words and place go behind what was said first, with their instant; photos join the evidence.
void add_to_form(tickets::Ticket& ticket, const dialogs::Fields& args, base::UnixMs now) {
  std::string words(field_of(args, "addition"));
  if (const std::string_view place = field_of(args, "place"); !place.empty()) {
    words += (words.empty() ? "地点 " : "；地点 ") + std::string(place);
  }
  if (!words.empty()) {
    const std::string content = std::string(ticket.field("content")) + "\n补充（" + base::to_minute_text(now) + "）：" + words;
    set_field(ticket, "content", std::string(base::prefix_of_points(content, kContentPointsMax)));
  }
  if (const std::string_view photos = field_of(args, "photos"); !photos.empty()) {
    const std::string_view before = ticket.field("evidence");
    set_field(ticket, "evidence", before.empty() ? std::string(photos) : std::string(before) + "," + std::string(photos));
  }
}

}  // namespace

ResultEvent TicketDesk::append(const DoEffect& effect, const EffectContext& context, TurnWrite& turn) {
  std::optional<tickets::Ticket> ticket = own_ticket(effect, context);
  if (!ticket) return outcome(effect, "fail");
  storage::TicketChange change = change_of(*ticket, effect.action, plain_note(effect.args));
  add_to_form(*ticket, effect.args, context.now);
  turn.tasks.push_back({.kind = "addition", .reason = "司机补充了内容，热线已收到工单的话请转告", .ticket = ticket->number});
  desk::put_form(change, std::move(*ticket), *promises_.now());
  turn.ticket_changes.push_back(std::move(change));
  return outcome(effect, "ok");
}

ResultEvent TicketDesk::withdraw(const DoEffect& effect, const EffectContext& context, TurnWrite& turn) {
  std::optional<TicketLife> life = own_life(effect, context, turn);
  if (!life) return outcome(effect, "fail");
  if (!tickets::is_open(life->ticket().status)) return outcome(effect, "closed");
  auto change = life->append(by_driver(tickets::Act::kWithdrawn, context.now), effect.action, plain_note(effect.args));
  if (!change) return outcome(effect, "fail");
  change->to = tickets::Status::kWithdrawn;
  turn.ticket_changes.push_back(std::move(*change));
  turn.tasks.push_back(
      {.kind = "withdrawn", .reason = "司机撤回了工单，热线已收到的话请通知停办", .ticket = life->ticket().number});
  return outcome(effect, "ok");
}

ResultEvent TicketDesk::urge(const DoEffect& effect, const EffectContext& context, TurnWrite& turn) {
  const std::optional<tickets::Ticket> ticket = own_ticket(effect, context);
  if (!ticket) return outcome(effect, "fail");
  const auto log = tickets_.log(ticket->number);
  if (!log) return outcome(effect, "fail");
  int today = 0;
  for (const tickets::TicketEvent& event : *log) {
    if (event.action == effect.action && tickets::day_of(event.at) == tickets::day_of(context.now)) ++today;
  }
  if (today >= kUrgesPerDayMax) return outcome(effect, "again");
  turn.ticket_changes.push_back(change_of(*ticket, effect.action, {}));
  turn.tasks.push_back({.kind = "urged", .reason = "司机催办，请催承办单位并答复司机", .ticket = ticket->number});
  return outcome(effect, "ok");
}

ResultEvent TicketDesk::reopen(const DoEffect& effect, const EffectContext& context, TurnWrite& turn) {
  std::optional<TicketLife> life = own_life(effect, context, turn);
  if (!life) return outcome(effect, "fail");
  // Twice the same wish: it is being done.
  if (tickets::is_open(life->ticket().status)) return outcome(effect, "ok");
  auto change = life->append(by_driver(tickets::Act::kReopened, context.now), effect.action, plain_note(effect.args));
  if (!change) return outcome(effect, "fail");
  change->to = tickets::Status::kAccepted;
  send_again(*change, *life, field_of(effect.args, "reason"), random_, context.now);
  turn.ticket_changes.push_back(std::move(*change));
  cancel_revisit(context, life->ticket().number);
  add_reopen_tasks(turn.tasks, *life);
  return outcome(effect, "ok");
}

ResultEvent TicketDesk::rate(const DoEffect& effect, const EffectContext& context, TurnWrite& turn) {
  std::optional<TicketLife> life = own_life(effect, context, turn);
  if (!life) return outcome(effect, "fail");
  const std::string note = plain_note(effect.args);
  tickets::LogEntry entry = by_driver(tickets::Act::kRevisited, context.now);
  entry.reason = revisit_outcome(field_of(effect.args, "solved"), field_of(effect.args, "rating"));
  // No answer is no revisit; a second judgement of the same round is kept as what it is, a remark.
  auto change = entry.reason.empty() ? base::Result<storage::TicketChange>(life->remark("driver", effect.action, note))
                                     : life->append(std::move(entry), effect.action, note);
  turn.ticket_changes.push_back(change ? std::move(*change) : life->remark("driver", effect.action, note));
  return outcome(effect, "ok");
}

}  // namespace bot
