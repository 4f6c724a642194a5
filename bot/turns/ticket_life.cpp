#include "bot/turns/ticket_life.hpp"

#include <algorithm>
#include <utility>

#include "tickets/promises/ladder.hpp"
#include "tickets/promises/record.hpp"
#include "tickets/promises/revisit.hpp"

namespace bot {
namespace {

constexpr base::Millis kNoCloseClock = base::days(5);

bool has_joined(const tickets::Log& log) {
  return std::any_of(log.begin(), log.end(), [](const tickets::LogEntry& entry) { return entry.act == tickets::Act::kJoined; });
}

/// Of the round that counts now; what an earlier one missed is told by the reports.
std::optional<base::UnixMs> first_clock_end(const std::vector<tickets::ClockReading>& readings) {
  std::optional<base::UnixMs> first;
  for (const tickets::ClockReading& reading : readings) {
    const bool counts = reading.state == tickets::ClockState::kRunning || reading.state == tickets::ClockState::kLate;
    if (!counts || !reading.due || tickets::newest(readings, reading.clock) != &reading) continue;
    first = first ? std::min(*first, *reading.due) : *reading.due;
  }
  return first;
}

}  // namespace

storage::NextLook next_look_at(const tickets::Profile* profile, const tickets::Calendar& calendar, const tickets::Log& log,
                               base::UnixMs now) {
  if (profile == nullptr) return {};
  storage::NextLook next{tickets::next_look(*profile, calendar, log, now)};
  if (const auto step = tickets::next_revisit_step(*profile, calendar, log, now)) {
    next.due = next.due ? std::min(*next.due, step->at) : step->at;
  }
  next.clock = first_clock_end(tickets::read_clocks(*profile, calendar, log, now));
  return next;
}

base::UnixMs forward_deadline(const tickets::Profile* profile, const tickets::Calendar& calendar, const tickets::Log& log,
                              base::UnixMs now) {
  if (profile != nullptr) {
    const std::vector<tickets::ClockReading> readings = tickets::read_clocks(*profile, calendar, log, now);
    const tickets::ClockReading* close = tickets::newest(readings, tickets::ClockKind::kClose);
    if (close != nullptr && close->due) return *close->due;
  }
  return now + kNoCloseClock;
}

base::Result<TicketLife> TicketLife::read(storage::Tickets& tickets, std::shared_ptr<const Promises> promises,
                                          std::string_view number, const std::vector<storage::TicketChange>& pending,
                                          base::UnixMs now) {
  auto ticket = tickets.find(number);
  if (!ticket) return ticket.error();
  if (!*ticket) return base::Error{base::ErrorCode::kNotFound, "没有这张工单；用 xinsheng tickets 看全部"};
  auto events = tickets.log(number);
  if (!events) return events.error();
  TicketLife life;
  life.promises_ = std::move(promises);
  life.ticket_ = std::move(**ticket);
  // The ticket may have moved between the two reads: only the log up to its revision belongs to it.
  std::erase_if(*events, [&](const tickets::TicketEvent& event) { return event.sequence > life.ticket_.revision; });
  life.events_ = std::move(*events);
  for (const storage::TicketChange& change : pending) {
    if (change.number == number) life.foresee(change, now);
  }
  life.log_ = tickets::read_log(life.ticket_, life.events_);
  life.profile_ = life.promises_->of(life.ticket_);
  return life;
}

/// As the store will have it when the turn is committed.
void TicketLife::foresee(const storage::TicketChange& change, base::UnixMs now) {
  const std::string from(tickets::to_name(ticket_.status));
  if (change.to && tickets::may_move(ticket_.status, *change.to)) ticket_.status = *change.to;
  if (!change.external_number.empty()) ticket_.external_number = change.external_number;
  if (change.form) ticket_.form = *change.form;
  ++ticket_.revision;
  events_.push_back({ticket_.revision, now, change.actor, change.action, from, std::string(tickets::to_name(ticket_.status)),
                     change.note, change.act, change.detail, change.moment});
}

std::vector<tickets::ClockReading> TicketLife::clocks(base::UnixMs now) const {
  if (profile_ == nullptr) return {};
  return tickets::read_clocks(*profile_, promises_->calendar, log_, now);
}

storage::TicketChange TicketLife::change(std::string actor, std::string action, std::string note) {
  storage::TicketChange change;
  change.number = ticket_.number;
  change.expected_revision = ticket_.revision + appended_++;
  change.actor = std::move(actor);
  change.action = std::move(action);
  change.note = std::move(note);
  return change;
}

storage::TicketChange TicketLife::remark(std::string actor, std::string action, std::string note) {
  return change(std::move(actor), std::move(action), std::move(note));
}

base::Result<storage::TicketChange> TicketLife::append(tickets::LogEntry entry, std::string action, std::string note) {
  if (!log_.empty()) entry.at = std::max(entry.at, log_.back().at);  // another node's clock may be ahead by a little
  const auto readings = clocks(entry.at);
  const tickets::ClockReading* close = tickets::newest(readings, tickets::ClockKind::kClose);
  const auto close_due = close == nullptr ? std::nullopt : close->due;
  if (base::Status allowed = tickets::check_entry(log_, entry, close_due); !allowed) return allowed.error();
  tickets::Record record = tickets::record_of(entry);
  storage::TicketChange made = change(entry.actor, std::move(action), std::move(note));
  made.act = std::move(record.act);
  made.detail = std::move(record.detail);
  made.moment = record.moment;
  const base::UnixMs now = entry.at;
  log_.push_back(std::move(entry));
  // Whoever was merged into this ticket is answered by the next look, which is then due at once.
  const bool answers_others = log_.back().act == tickets::Act::kTold && has_joined(log_);
  if (!answers_others) made.look = next_look_at(profile_, promises_->calendar, log_, now);
  return made;
}

}  // namespace bot
