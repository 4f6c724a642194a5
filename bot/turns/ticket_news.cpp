#include "bot/turns/ticket_news.hpp"

#include <algorithm>
#include <utility>

#include "bot/turns/forward_acts.hpp"
#include "bot/turns/ticket_form.hpp"

namespace bot {
namespace {

constexpr char kMergedClosed[] = "merged_closed";
constexpr char kReportedLate[] = "reported_late";

std::string_view notice_name(tickets::Status status) {
  switch (status) {
    case tickets::Status::kDispatched: return "ticket_dispatched";
    case tickets::Status::kInHand: return "ticket_in_hand";
    case tickets::Status::kClosed: return "ticket_closed";
    case tickets::Status::kRefused: return "ticket_refused";
    case tickets::Status::kAccepted:
    case tickets::Status::kWithdrawn:
    case tickets::Status::kMerged: break;
  }
  return "ticket_accepted";
}

/// What a status of the hotline means for the promises; nullopt: nothing.
std::optional<tickets::Act> act_of(tickets::Status to) {
  if (to == tickets::Status::kDispatched) return tickets::Act::kReceived;
  if (to == tickets::Status::kRefused) return tickets::Act::kReturned;
  return std::nullopt;  // "in hand" is no action yet (domain reference §3.2 DISP)
}

std::string what_to_do_when_refused(const tickets::Ticket& ticket) {
  const std::string_view next = next_hotline(ticket.hotline);
  if (next.empty()) return ticket.hotline + " 退回了这份工单，请联系承办单位，或答复司机";
  return ticket.hotline + " 退回了这份工单，建议改派 " + std::string(next) + "：xinsheng forwards transfer " + ticket.number +
         " --to " + std::string(next) + " --reason 理由 --by 您的名字；不该改派的请答复司机";
}

storage::TicketChange change_for(TicketLife& life, const TicketNews& news, base::UnixMs now) {
  if (const auto act = act_of(news.to)) {
    tickets::LogEntry entry;
    entry.at = now;
    entry.actor = news.actor;
    entry.act = *act;
    if (news.to == tickets::Status::kRefused) entry.reason = news.text.empty() ? "没有写原因" : news.text;
    if (auto change = life.append(std::move(entry), "status", news.text)) return std::move(*change);
  }
  return life.remark(news.actor, "status", news.text);
}

bool is_heard(const TicketLife& life, const TicketNews& news) {
  if (!news.reported_at) return false;
  return std::any_of(life.events().begin(), life.events().end(), [&](const tickets::TicketEvent& event) {
    const std::string_view said = event.action == kReportedLate ? std::string_view(event.detail) : std::string_view(event.to);
    return event.actor == news.actor && said == tickets::to_name(news.to) && event.moment == news.reported_at;
  });
}

TicketActs note_late(TicketLife& life, const TicketNews& news) {
  TicketActs acts;
  storage::TicketChange change = life.remark(news.actor, kReportedLate, news.text);
  change.detail = tickets::to_name(news.to);
  change.moment = news.reported_at;
  acts.changes.push_back(std::move(change));
  return acts;
}

}  // namespace

NoticeSaid dispatched_notice(const tickets::Ticket& ticket, const std::string& number) {
  const bool again = round_of(ticket) > 1;
  return {.name = again ? "ticket_dispatched_again" : "ticket_dispatched",
          .fields = {{"工单号", ticket.number},
                     {"热线", ticket.hotline},
                     {"热线编号", number},
                     {"事项", ticket.title},
                     {"轮次", std::to_string(round_of(ticket))},
                     {"答复", {}}},
          .is_result = false,
          .otherwise = again ? "ticket_dispatched" : ""};
}

TicketActs hear_news(TicketLife& life, const TicketNews& news, base::UnixMs now) {
  if (is_heard(life, news)) return {};
  const bool moves = !news.is_of_earlier_round && tickets::may_move(life.ticket().status, news.to);
  if (!moves) return news.is_noted_late ? note_late(life, news) : TicketActs();
  TicketActs acts;
  const tickets::Ticket ticket = life.ticket();
  const dialogs::Fields subject{{"工单号", ticket.number}, {"事项", ticket.title}};
  if (news.to == tickets::Status::kClosed) {
    close_round(acts, life, news.actor, std::string(kResultNotGiven), news.text, now);
    if (acts.refusal.empty()) {
      acts.changes.back().moment = news.reported_at;
      acts.events.push_back({.name = "ticket_closed", .give = subject});
      return acts;
    }
    acts = {};  // a log of before the promises: the status is kept all the same
  }
  storage::TicketChange change = change_for(life, news, now);
  change.to = news.to;
  change.external_number = news.external_number;
  change.moment = news.reported_at;
  acts.changes.push_back(std::move(change));
  if (news.to == tickets::Status::kRefused) {
    acts.tasks.push_back({.kind = "refused_ticket", .reason = what_to_do_when_refused(ticket), .ticket = ticket.number});
  }
  if (news.to == tickets::Status::kDispatched) {
    acts.notices.push_back(dispatched_notice(ticket, news.external_number.empty() ? ticket.external_number : news.external_number));
    return acts;
  }
  acts.notices.push_back({std::string(notice_name(news.to)),
                          {{"工单号", ticket.number},
                           {"热线", ticket.hotline},
                           {"热线编号", news.external_number.empty() ? ticket.external_number : news.external_number},
                           {"事项", ticket.title},
                           {"答复", news.text}},
                          news.to == tickets::Status::kClosed});
  return acts;
}

TicketActs answer_merged(TicketLife& life, const std::string& text) {
  TicketActs acts;
  if (life.ticket().status != tickets::Status::kMerged) return acts;
  const bool heard = std::any_of(life.events().begin(), life.events().end(),
                                 [](const tickets::TicketEvent& event) { return event.action == kMergedClosed; });
  if (heard) return acts;
  acts.changes.push_back(life.remark("bot", kMergedClosed, text));
  acts.notices.push_back({"ticket_closed",
                          {{"工单号", life.ticket().number},
                           {"事项", life.ticket().title},
                           {"热线", life.ticket().hotline},
                           {"热线编号", {}},
                           {"答复", text}},
                          true});
  return acts;
}

}  // namespace bot
