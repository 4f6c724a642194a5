#include "tickets/promises/record.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

namespace tickets {
namespace {

constexpr char kBetween = ' ';

std::string rung_text(const LogEntry& entry) {
  return std::string(to_name(entry.clock)) + kBetween + std::to_string(entry.round) + kBetween + std::string(to_name(entry.level));
}

/// "CLOSE 1 breach"
bool read_rung(std::string_view text, LogEntry& entry) {
  const std::size_t first = text.find(kBetween);
  const std::size_t second = text.find(kBetween, first == std::string_view::npos ? first : first + 1);
  if (second == std::string_view::npos) return false;
  const auto clock = clock_from_name(text.substr(0, first));
  const std::string_view round = text.substr(first + 1, second - first - 1);
  const auto level = level_from_name(text.substr(second + 1));
  const auto [end, error] = std::from_chars(round.data(), round.data() + round.size(), entry.round);
  if (!clock || !level || error != std::errc() || end != round.data() + round.size()) return false;
  entry.clock = *clock;
  entry.level = *level;
  return true;
}

/// The instants of a log never fall, whatever the clocks of its writers showed.
void add(Log& log, LogEntry entry) {
  if (!log.empty()) entry.at = std::max(entry.at, log.back().at);
  log.push_back(std::move(entry));
}

void add_beginning(Log& log, const Ticket& ticket, const TicketEvent& event) {
  LogEntry entry;
  entry.at = std::min(ticket.first_message_at, ticket.accepted_at);
  entry.actor = "driver";
  entry.act = Act::kHeard;
  add(log, entry);
  entry.at = std::min(event.moment.value_or(ticket.accepted_at), ticket.accepted_at);
  entry.actor = event.actor;
  entry.act = Act::kAnswered;
  add(log, entry);
  entry.at = ticket.accepted_at;
  entry.act = Act::kAccepted;
  add(log, entry);
}

}  // namespace

Log read_log(const Ticket& ticket, const std::vector<TicketEvent>& events) {
  Log log;
  for (const TicketEvent& event : events) {
    const std::optional<Act> act = act_from_name(event.act);
    if (!act) continue;
    if (*act == Act::kAccepted) {
      if (log.empty()) add_beginning(log, ticket, event);
      continue;
    }
    LogEntry entry;
    entry.at = event.at;
    entry.actor = event.actor;
    entry.act = *act;
    entry.until = event.moment;
    if (*act != Act::kStepped) {
      entry.reason = event.detail;
    } else if (!read_rung(event.detail, entry)) {
      continue;
    }
    add(log, std::move(entry));
  }
  return log;
}

Record record_of(const LogEntry& entry) {
  return {std::string(to_name(entry.act)), entry.act == Act::kStepped ? rung_text(entry) : entry.reason, entry.until};
}

}  // namespace tickets
