#include "bot/turns/ticket_clocks.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "bot/turns/promise_words.hpp"
#include "bot/turns/template_words.hpp"
#include "tickets/promises/explain.hpp"
#include "tickets/promises/ladder.hpp"
#include "tickets/promises/revisit.hpp"

namespace bot {
namespace {

using integrations::TemplatePurpose;
using tickets::Level;

constexpr char kClockActor[] = "clock";
constexpr int kStepsMax = 8;  // of a revisit in one look

std::string join(const std::vector<std::string>& duties) {
  std::string text;
  for (const std::string& duty : duties) text += (text.empty() ? "" : "、") + duty;
  return text;
}

int supervisions(const tickets::Log& log) {
  return static_cast<int>(std::count_if(log.begin(), log.end(), [](const tickets::LogEntry& entry) {
    return entry.act == tickets::Act::kStepped && (entry.level == Level::kSupervise1 || entry.level == Level::kSupervise2);
  }));
}

bool is_slip(Level level) { return level == Level::kSupervise1 || level == Level::kSupervise2; }

class Look {
 public:
  Look(TicketLife& life, Reach reach, base::UnixMs now) : life_(life), reach_(reach), now_(now) {}

  TicketActs run() {
    if (life_.profile() == nullptr) return {};
    for (const tickets::DueRung& rung : tickets::due_rungs(*life_.profile(), life_.promises().calendar, life_.log(), now_)) {
      climb(rung);
    }
    for (int i = 0; i < kStepsMax && revisit(); ++i) {
    }
    return std::move(acts_);
  }

 private:
  void climb(const tickets::DueRung& rung) {
    const tickets::Ticket& ticket = life_.ticket();
    const std::vector<std::string>& told = life_.promises().roster.told(ticket.field("group"), rung.level);
    std::string text = std::string(tickets::to_chinese(rung.clock)) + std::string(tickets::to_chinese(rung.level));
    if (is_slip(rung.level)) text = "督办单 " + supervision_number(ticket, supervisions(life_.log()) + 1) + "：" + text;
    text += "（应在 " + tickets::moment_text(rung.at, now_);
    if (rung.late >= base::minutes(1)) text += "，发现时已晚 " + tickets::length_text(rung.late);
    text += "），通知 " + join(told);
    tickets::LogEntry entry = tickets::entry_of(rung, now_);
    auto change = life_.append(std::move(entry), "stepped", text);
    if (!change) return;  // it stands in the log already
    acts_.changes.push_back(std::move(*change));
    acts_.tasks.push_back({.kind = std::string(tickets::to_name(rung.level)), .reason = text, .ticket = ticket.number});
    if (rung.level == Level::kBreach) tell_breach(rung, told);
  }

  /// One sentence to the driver for what he was promised, while it is still owed.
  void tell_breach(const tickets::DueRung& rung, const std::vector<std::string>& told) {
    for (const tickets::ClockReading& reading : life_.clocks(now_)) {
      if (reading.clock != rung.clock || reading.round != rung.round || reading.stopped) continue;
      const std::string missed = missed_words(*life_.profile(), reading, now_);
      if (missed.empty()) return;
      acts_.notices.push_back({"promise_missed",
                               {{"工单号", life_.ticket().number},
                                {"事项", life_.ticket().title},
                                {"承诺", missed},
                                {"催办到", told.empty() ? std::string("承办单位") : told.back()}}});
    }
  }

  /// False: no step is due.
  bool revisit() {
    const auto step = tickets::next_revisit_step(*life_.profile(), life_.promises().calendar, life_.log(), now_);
    if (!step || step->at > now_) return false;
    tickets::LogEntry entry;
    entry.at = now_;
    entry.actor = kClockActor;
    entry.act = tickets::Act::kRevisitTried;
    if (step->kind == tickets::RevisitStep::Kind::kAsk) {
      entry.act = tickets::Act::kRevisitAsked;
      entry.reason = reach_ == Reach::kChat       ? tickets::kAskedInChat
                     : reach_ == Reach::kTemplate ? tickets::kAskedByTemplate
                                                  : tickets::kAskedByCall;
    }
    std::string action(tickets::to_name(entry.act));
    auto change = life_.append(std::move(entry), std::move(action), {});
    if (!change) return false;
    acts_.changes.push_back(std::move(*change));
    if (step->kind == tickets::RevisitStep::Kind::kAsk) ask();
    return true;
  }

  void ask() {
    const tickets::Ticket& ticket = life_.ticket();
    if (reach_ == Reach::kCall) {
      acts_.tasks.push_back(call_for(TemplatePurpose::kRevisit, ticket));
      return;
    }
    // The template asks in the dialog's place; the answer is the dialog's.
    if (reach_ == Reach::kTemplate) acts_.asks_by_template = true;
    acts_.events.push_back({.name = "revisit_due", .give = {{"工单号", ticket.number}, {"事项", ticket.title}}});
  }

  TicketLife& life_;
  const Reach reach_;
  const base::UnixMs now_;
  TicketActs acts_;
};

}  // namespace

std::string supervision_number(const tickets::Ticket& ticket, int count) {
  return "DB" + ticket.number.substr(std::min<std::size_t>(2, ticket.number.size())) + "-" + std::to_string(count);
}

TicketActs give_up_template(TicketLife& life, TemplatePurpose purpose, base::UnixMs now) {
  TicketActs acts;
  const tickets::TicketStanding standing = tickets::standing_of(life.log());
  if (purpose == TemplatePurpose::kRevisit) {
    // He has answered meanwhile, or a person has the call already.
    if (standing.phase != tickets::Phase::kClosed || standing.revisit_call) return acts;
    tickets::LogEntry entry;
    entry.at = now;
    entry.actor = kClockActor;
    entry.act = tickets::Act::kRevisitAsked;
    entry.reason = tickets::kAskedByCall;
    auto change = life.append(std::move(entry), std::string(tickets::to_name(tickets::Act::kRevisitAsked)), {});
    if (!change) return acts;
    acts.changes.push_back(std::move(*change));
  }
  acts.tasks.push_back(call_for(purpose, life.ticket()));
  return acts;
}

storage::NewTask call_for(TemplatePurpose purpose, const tickets::Ticket& ticket) {
  return {.kind = std::string(call_task(purpose)), .reason = std::string(call_reason(purpose)), .ticket = ticket.number};
}

TicketActs look_at_clocks(TicketLife& life, Reach reach, base::UnixMs now) { return Look(life, reach, now).run(); }

}  // namespace bot
