#include "bot/turns/ticket_orders.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/hash.hpp"
#include "base/utf8.hpp"
#include "bot/turns/another_round.hpp"
#include "tickets/promises/explain.hpp"

namespace bot {
namespace {

using tickets::Act;

struct OrderWords {
  OrderKind kind;
  std::string_view name;
  std::string_view chinese;
};

constexpr std::array<OrderWords, 17> kOrders{{{OrderKind::kContact, "contact", "联系上司机"},
                                              {OrderKind::kTried, "tried", "联系司机未接通"},
                                              {OrderKind::kAct, "act", "采取行动"},
                                              {OrderKind::kPause, "pause", "暂停计时"},
                                              {OrderKind::kResume, "resume", "恢复计时"},
                                              {OrderKind::kReturn, "return", "退单"},
                                              {OrderKind::kExtend, "extend", "申请延期"},
                                              {OrderKind::kApprove, "approve", "批准延期"},
                                              {OrderKind::kRefuse, "refuse", "不批准延期"},
                                              {OrderKind::kClose, "close", "办结"},
                                              {OrderKind::kRevisitTried, "revisit-tried", "回访未接通"},
                                              {OrderKind::kRevisited, "revisited", "完成回访"},
                                              {OrderKind::kReopen, "reopen", "重办"},
                                              {OrderKind::kMerge, "merge", "合并"},
                                              {OrderKind::kSplit, "split", "拆分"},
                                              {OrderKind::kWithdraw, "withdraw", "代司机撤回"},
                                              {OrderKind::kNote, "note", "备注"}}};

// Domain reference §6.5, RESULT.
constexpr std::array<std::string_view, 10> kResults{"10", "11", "20", "21", "30", "40", "41", "50", "60", "70"};
constexpr std::size_t kTitlePointsMax = 30;  // domain reference §6.3

const OrderWords& words_of(OrderKind kind) {
  return *std::find_if(kOrders.begin(), kOrders.end(), [&](const OrderWords& one) { return one.kind == kind; });
}

/// One order being carried out.
class Clerk {
 public:
  Clerk(const TicketOrder& order, TicketLife& life, storage::Tickets& tickets, base::Random& random, base::UnixMs now)
      : order_(order), life_(life), tickets_(tickets), random_(random), now_(now), actor_("operator:" + order.by) {}

  TicketActs run() {
    if (order_.by.empty()) return refuse("要写是谁做的（--by 姓名或工号）");
    perform();
    if (!acts_.refusal.empty()) return refuse(std::move(acts_.refusal));
    acts_.transcript_line = order_.by + "：" + std::string(to_chinese(order_.kind)) + "（" + life_.ticket().number + "）";
    return std::move(acts_);
  }

 private:
  static TicketActs refuse(std::string why) {
    TicketActs nothing;
    nothing.refusal = std::move(why);
    return nothing;
  }

  /// False: refused.
  bool append(Act act, std::string reason = {}, std::optional<base::UnixMs> until = std::nullopt,
              std::optional<tickets::Status> to = std::nullopt) {
    tickets::LogEntry entry;
    entry.at = now_;
    entry.actor = actor_;
    entry.act = act;
    entry.reason = std::move(reason);
    entry.until = until;
    auto change = life_.append(std::move(entry), std::string(to_name(order_.kind)), order_.words.empty() ? order_.reason : order_.words);
    if (!change) {
      acts_.refusal = change.error().text;
      return false;
    }
    change->to = to;
    acts_.changes.push_back(std::move(*change));
    return true;
  }

  void say(std::string name, dialogs::Fields more = {}) {
    dialogs::Fields fields{{"工单号", life_.ticket().number}, {"事项", life_.ticket().title}};
    for (auto& field : more) fields.push_back(std::move(field));
    acts_.notices.push_back({std::move(name), std::move(fields)});
  }

  void need(bool held, const char* why) {
    if (!held && acts_.refusal.empty()) acts_.refusal = why;
  }

  void perform();
  void pause();
  void answer_extension();
  void close();
  void reopen();
  void merge();
  void split();

  const TicketOrder& order_;
  TicketLife& life_;
  storage::Tickets& tickets_;
  base::Random& random_;
  const base::UnixMs now_;
  const std::string actor_;
  TicketActs acts_;
};

void Clerk::perform() {
  switch (order_.kind) {
    case OrderKind::kContact:
      append(Act::kContacted, order_.reason);
      return;
    case OrderKind::kTried:
      append(Act::kTried, order_.reason);
      return;
    case OrderKind::kAct:
      need(!order_.words.empty(), "要写做了什么（--words），例如“已联系双方，约定明天付款”");
      if (acts_.refusal.empty()) append(Act::kActed, order_.reason);
      return;
    case OrderKind::kPause:
      return pause();
    case OrderKind::kResume:
      append(Act::kResumed);
      return;
    case OrderKind::kReturn:
      append(Act::kReturned, order_.reason);
      return;
    case OrderKind::kExtend:
      append(Act::kExtensionAsked, order_.reason, order_.until);
      return;
    case OrderKind::kApprove:
    case OrderKind::kRefuse:
      return answer_extension();
    case OrderKind::kClose:
      return close();
    case OrderKind::kRevisitTried:
      append(Act::kRevisitTried, order_.reason);
      return;
    case OrderKind::kRevisited:
      append(Act::kRevisited, order_.reason);
      return;
    case OrderKind::kReopen:
      return reopen();
    case OrderKind::kMerge:
      return merge();
    case OrderKind::kSplit:
      return split();
    case OrderKind::kWithdraw:
      need(!order_.reason.empty(), "代司机撤回要写缘由（--reason），例如“电话里司机说不投诉了”");
      if (acts_.refusal.empty() && append(Act::kWithdrawn, order_.reason, {}, tickets::Status::kWithdrawn)) say("ticket_withdrawn");
      return;
    case OrderKind::kNote:
      need(!order_.words.empty(), "备注要写内容（--words）");
      if (acts_.refusal.empty()) acts_.changes.push_back(life_.remark(actor_, "note", order_.words));
      return;
  }
}

void Clerk::pause() {
  if (!append(Act::kPaused, order_.reason, order_.until)) return;
  if (order_.reason == tickets::kWaitingBody) {
    say("ticket_waits_for_body", {{"期限", tickets::moment_text(*order_.until, now_)}, {"说明", order_.words}});
  } else {
    say("ticket_waits_for_driver", {{"说明", order_.words}});
  }
}

void Clerk::answer_extension() {
  const tickets::TicketStanding before = tickets::standing_of(life_.log());
  const bool approved = order_.kind == OrderKind::kApprove;
  if (!append(approved ? Act::kExtensionApproved : Act::kExtensionRefused, order_.reason)) return;
  if (!approved || !before.extension_asked_until) return;
  std::string why;
  for (const tickets::LogEntry& entry : life_.log()) {
    if (entry.act == Act::kExtensionAsked) why = entry.reason;
  }
  say("ticket_extended", {{"期限", tickets::moment_text(*before.extension_asked_until, now_)}, {"说明", why}});
}

void Clerk::close() {
  need(std::find(kResults.begin(), kResults.end(), order_.reason) != kResults.end(),
       "要写结果代码（--reason）：10已解决 11部分解决 20政策不允许 21暂无条件 30不属实 40转法定途径 41非管辖已转 50联系不上 60撤回 70重复");
  need(!order_.words.empty(), "要写给司机的答复（--words）");
  if (!acts_.refusal.empty()) return;
  close_round(acts_, life_, actor_, order_.reason, order_.words, now_);
}

void Clerk::reopen() {
  need(!order_.reason.empty(), "重办要写缘由（--reason）");
  if (!acts_.refusal.empty() || !append(Act::kReopened, order_.reason, {}, tickets::Status::kAccepted)) return;
  send_again(acts_.changes.back(), life_, order_.reason, random_, now_);
  add_reopen_tasks(acts_.tasks, life_);
  say("ticket_reopened");
}

/// The other one answers for this one from now on; the earliest acceptance counts (§3.4).
void Clerk::merge() {
  if (order_.other == life_.ticket().number) acts_.refusal = "工单不能并入自己";
  if (!acts_.refusal.empty()) return;
  auto other = TicketLife::read(tickets_, life_.shared_promises(), order_.other, {}, now_);
  if (!other) {
    acts_.refusal = "要并入的工单：" + other.error().text;
    return;
  }
  const base::UnixMs accepted = tickets::standing_of(life_.log()).accepted.value_or(life_.ticket().accepted_at);
  if (!append(Act::kMerged, order_.other, {}, tickets::Status::kMerged)) return;
  tickets::LogEntry joined;
  joined.at = now_;
  joined.actor = actor_;
  joined.act = Act::kJoined;
  joined.reason = life_.ticket().number;
  joined.until = accepted;
  auto change = other->append(std::move(joined), "merge", order_.reason);
  if (!change) {
    acts_.refusal = "要并入的工单：" + change.error().text;
    return;
  }
  acts_.changes.push_back(std::move(*change));
  say("ticket_merged", {{"另一张", order_.other}});
}

/// The second matter was heard and accepted with the first one, so its clocks run from there.
void Clerk::split() {
  need(!order_.words.empty(), "拆分要写第二件事的内容（--words）");
  need(tickets::is_open(life_.ticket().status), "工单不在办理中，不能再拆分；请司机另提一件");
  if (!acts_.refusal.empty()) return;
  tickets::Ticket second = life_.ticket();
  second.status = tickets::Status::kAccepted;
  second.revision = 1;
  second.external_number.clear();
  if (!order_.other.empty()) second.hotline = order_.other;
  second.title = base::prefix_of_points(order_.words.substr(0, order_.words.find('\n')), kTitlePointsMax);
  second.content_hash = std::to_string(base::hash64(order_.words));
  for (auto& [field, value] : second.form) {
    if (field == "content") value = order_.words;
  }
  acts_.opens = std::move(second);
  acts_.changes.push_back(life_.remark(actor_, "split", order_.words));
}

}  // namespace

std::string_view to_name(OrderKind kind) { return words_of(kind).name; }
std::string_view to_chinese(OrderKind kind) { return words_of(kind).chinese; }

std::optional<OrderKind> order_from_name(std::string_view name) {
  const auto found = std::find_if(kOrders.begin(), kOrders.end(), [&](const OrderWords& one) { return one.name == name; });
  return found == kOrders.end() ? std::nullopt : std::optional(found->kind);
}

void add_reopen_tasks(std::vector<storage::NewTask>& tasks, const TicketLife& life) {
  const int reopened = tickets::standing_of(life.log()).round - 1;
  if (reopened < tickets::kReopensBeforeSupervision) return;
  tasks.push_back({.kind = "supervise2",
                   .reason = "已经重办 " + std::to_string(reopened) + " 次，请部门负责人过问",
                   .ticket = life.ticket().number});
}

void close_round(TicketActs& acts, TicketLife& life, const std::string& actor, const std::string& code, const std::string& to_driver,
                 base::UnixMs now) {
  const bool acted = tickets::standing_of(life.log()).acted;
  for (const Act act : {Act::kActed, Act::kResult, Act::kTold}) {
    if (act == Act::kActed && acted) continue;
    tickets::LogEntry entry;
    entry.at = now;
    entry.actor = act == Act::kTold ? "bot" : actor;
    entry.act = act;
    entry.reason = act == Act::kResult ? code : std::string();
    auto change = life.append(std::move(entry), act == Act::kTold ? "status" : std::string(tickets::to_name(act)),
                              act == Act::kTold ? to_driver : std::string());
    if (!change) {
      acts.refusal = change.error().text;
      return;
    }
    if (act == Act::kTold) {
      change->to = tickets::Status::kClosed;
      change->actor = actor;
    }
    acts.changes.push_back(std::move(*change));
  }
  acts.notices.push_back({"ticket_closed",
                          {{"工单号", life.ticket().number},
                           {"事项", life.ticket().title},
                           {"热线", life.ticket().hotline},
                           {"热线编号", life.ticket().external_number},
                           {"答复", to_driver}},
                          true});
}

TicketActs carry_out(const TicketOrder& order, TicketLife& life, storage::Tickets& tickets, base::Random& random, base::UnixMs now) {
  return Clerk(order, life, tickets, random, now).run();
}

}  // namespace bot
