#include "bot/simulation/orders.hpp"

#include <array>
#include <utility>

#include "bot/turns/ticket_form.hpp"

namespace bot::simulation {
namespace {

constexpr std::size_t kTicketsOfLate = 40;
constexpr std::size_t kForwardsAtOnce = 20;
constexpr std::array kOrders{OrderKind::kContact, OrderKind::kTried,    OrderKind::kAct,      OrderKind::kPause,
                             OrderKind::kReturn,  OrderKind::kExtend,   OrderKind::kClose,    OrderKind::kRevisitTried,
                             OrderKind::kReopen,  OrderKind::kMerge,    OrderKind::kSplit,    OrderKind::kWithdraw,
                             OrderKind::kNote,    OrderKind::kRevisited};
constexpr std::array kOutcomes{"satisfied", "solved", "unsolved", "unsatisfied"};

}  // namespace

void Orders::give() {
  const auto tickets = node_.store().tickets().list("", kTicketsOfLate);
  if (!tickets || tickets->empty()) return;
  send(think_of(*tickets));
}

/// Whatever comes to somebody's mind: the ticket's log decides whether it may be.
TicketOrder Orders::think_of(const std::vector<tickets::Ticket>& tickets) {
  const auto some = [&] { return tickets[world_.chance().below(tickets.size())].number; };
  const base::UnixMs now = world_.clock().now();
  TicketOrder order{.kind = kOrders[world_.chance().below(kOrders.size())], .ticket = some(), .by = "first"};
  switch (order.kind) {
    case OrderKind::kPause:
      order.words = "请补充照片";
      order.reason = world_.one_in(2) ? "waiting_driver" : "waiting_body";
      if (order.reason == "waiting_body") order.until = now + world_.between(base::hours(4), base::days(3));
      break;
    case OrderKind::kExtend:
      order.reason = "需要现场核实";
      order.until = now + world_.between(base::hours(6), base::days(5));
      break;
    case OrderKind::kClose:
      order.reason = "10";
      order.words = "已协调解决";
      break;
    case OrderKind::kRevisited: order.reason = kOutcomes[world_.chance().below(kOutcomes.size())]; break;
    case OrderKind::kMerge: order.other = some(); break;
    default:
      order.reason = "电话里说的";
      order.words = "第二件事：停车费也多收了";
  }
  return order;
}

void Orders::send(const TicketOrder& order) {
  const auto ticket = node_.store().tickets().find(order.ticket);
  if (!ticket || !*ticket) return;
  const auto conversation = node_.store().turns().load((*ticket)->conversation);
  if (!conversation || !*conversation) return;
  const std::string name = "order " + std::string(to_name(order.kind));
  world_.tell(name + " for " + order.ticket);
  node_.deliver({.key = (*conversation)->key,
                 .what = order,
                 .done = [this, order, name](const Answer& answer) {
                   if (answer.outcome == Answer::Outcome::kRefused) return world_.sometimes("an order was refused");
                   if (answer.outcome != Answer::Outcome::kDone) return;
                   world_.sometimes(name);
                   // What was begun is ended by somebody, sooner or later.
                   const auto follow = [&](OrderKind kind) {
                     world_.after(world_.between(base::hours(1), base::hours(30)), [this, kind, ticket = order.ticket] {
                       if (node_.runs()) send({.kind = kind, .ticket = ticket, .by = "second", .reason = "同意", .words = "同意"});
                     });
                   };
                   if (order.kind == OrderKind::kPause) follow(OrderKind::kResume);
                   if (order.kind == OrderKind::kExtend) follow(world_.one_in(4) ? OrderKind::kRefuse : OrderKind::kApprove);
                 }});
}

void Orders::decide() {
  const auto waiting = node_.forward_acts().list(std::nullopt, kForwardsAtOnce);
  if (!waiting) return;
  for (const storage::Forward& forward : *waiting) {
    if (world_.one_in(3)) continue;
    decide_about(forward);
    if (!node_.runs()) return;
  }
}

void Orders::decide_about(const storage::Forward& forward) {
  StandIn* hotline = hotline_(forward.hotline);
  if (hotline == nullptr) return;
  const bool types_it_in = forward.last_error == "manual";
  const auto ticket = node_.store().tickets().find(forward.ticket);
  if (!ticket || !*ticket) return;
  const int round = round_of(**ticket);
  const std::string number = types_it_in ? hotline->enter(forward.ticket, round) : hotline->ask(forward.ticket, round);
  if (!number.empty()) return confirm(forward, number);
  ForwardActs acts = node_.forward_acts();
  if (forward.state == storage::OutboxState::kDead) {
    if (const std::string next(next_hotline(forward.hotline)); !next.empty() && world_.one_in(2)) {
      const base::Status moved = acts.transfer(forward.ticket, next, "不归那边管", "first");
      return world_.sometimes(moved ? "a ticket was sent to another hotline" : "a ticket could not be sent elsewhere");
    }
    if (world_.one_in(4)) return (void)acts.close(forward.id, "司机另找了别处", "first").ok();
  }
  // They do not have it; what they may get later all the same is the second one that was asked for.
  hotline->allow_again(forward.ticket);
  (void)acts.resend(forward.id, "first").ok();
}

void Orders::confirm(const storage::Forward& forward, const std::string& number) {
  ForwardActs acts = node_.forward_acts();
  const base::Status confirmed = acts.confirm(forward.id, number, "first");
  if (forward.last_error == "manual" && confirmed) world_.sometimes("a number was typed back");
  // A double click, or a colleague who was slower.
  if (confirmed && node_.runs() && world_.one_in(3) && node_.forward_acts().confirm(forward.id, number, "second")) {
    world_.broke("I9", "forward " + std::to_string(forward.id) + " was confirmed twice");
  }
}

}  // namespace bot::simulation
