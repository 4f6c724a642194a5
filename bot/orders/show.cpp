#include "bot/orders/show.hpp"

#include <array>
#include <utility>

#include "base/civil_time.hpp"
#include "tickets/promises/explain.hpp"

namespace bot {
namespace {

// 12328 works by its own clock (2 hours, 2, 5 and 2 working days: domain reference §3.2), which runs beside ours.
constexpr std::array<std::pair<std::string_view, std::string_view>, 1> kOwnPromises{{{"12328", "MOT_2252"}}};

void add_field(std::string& line, const char* label, std::string_view value) {
  if (!value.empty()) line += std::string(line.empty() ? "  " : " ") + label + (*label != '\0' ? " " : "") + std::string(value);
}

/// What a driver said stays out of sight; what officers, hotlines and clocks wrote is shown.
bool shows_note(const tickets::TicketEvent& event) { return event.actor != "driver" && event.actor != "bot" && !event.note.empty(); }

std::string event_line(const tickets::TicketEvent& event) {
  std::string line = "  " + std::to_string(event.sequence) + "  " + base::to_rfc3339(event.at) + "  " + event.actor + "  " +
                     event.action + "  " + event.from + " -> " + event.to;
  if (!event.act.empty()) line += "  [" + event.act + (event.detail.empty() || event.actor == "driver" ? "" : " " + event.detail) + "]";
  if (shows_note(event)) line += "  " + event.note;
  return line;
}

void add_clocks(std::vector<std::string>& lines, const std::vector<tickets::ClockReading>& readings) {
  for (const tickets::ClockReading& reading : readings) {
    bool first = true;
    for (std::string& line : tickets::explain(reading)) {
      lines.push_back((first ? "  " : "    ") + std::move(line));
      first = false;
    }
  }
}

bool is_late(const std::vector<tickets::ClockReading>& readings) {
  for (const tickets::ClockReading& reading : readings) {
    if (reading.state == tickets::ClockState::kLate || reading.state == tickets::ClockState::kKeptLate) return true;
  }
  return false;
}

}  // namespace

const tickets::Profile* own_profile_of_hotline(const Promises& promises, std::string_view hotline) {
  for (const auto& [number, profile] : kOwnPromises) {
    if (number == hotline) return promises.profiles.find(profile);
  }
  return nullptr;
}

std::vector<std::string> ticket_lines(const tickets::Ticket& ticket) {
  std::vector<std::string> lines;
  lines.push_back(ticket.number + "  " + ticket.hotline + "  " + std::string(tickets::to_name(ticket.status)) + "  " +
                  base::to_minute_text(ticket.accepted_at) + "  " + ticket.urgency + "  " + (ticket.external_number.empty() ? "-" : ticket.external_number) + "  conversation " +
                  std::to_string(ticket.conversation));
  if (ticket.field("appeal_type").empty()) return lines;
  std::string matter;
  add_field(matter, "种类", ticket.field("appeal_type"));
  add_field(matter, "人群", ticket.field("group").empty() ? ticket.field("driver_group") : ticket.field("group"));
  add_field(matter, "事项", ticket.field("matter_code"));
  add_field(matter, "", ticket.field("matter_name"));
  add_field(matter, "另有", ticket.field("related_matters"));
  add_field(matter, "级别", ticket.field("urgency_level"));
  add_field(matter, "去向", ticket.field("destination"));
  lines.push_back(std::move(matter));
  return lines;
}

std::vector<std::string> life_lines(const TicketLife& life, base::UnixMs now) {
  std::vector<std::string> lines = ticket_lines(life.ticket());
  lines.emplace_back("经过");
  for (const tickets::TicketEvent& event : life.events()) lines.push_back(event_line(event));
  if (life.profile() == nullptr) {
    lines.push_back("承诺 " + life.ticket().promise + " 不在承诺文件里，没有时钟");
    return lines;
  }
  const auto ours = life.clocks(now);
  lines.push_back("承诺 " + life.profile()->title);
  add_clocks(lines, ours);
  const tickets::Profile* own = own_profile_of_hotline(life.promises(), life.ticket().hotline);
  if (own == nullptr) return lines;
  const auto theirs = tickets::read_clocks(*own, life.promises().calendar, life.log(), now);
  lines.push_back("热线自己的时钟 " + own->title);
  add_clocks(lines, theirs);
  lines.push_back(std::string("谁晚了：我们的承诺") + (is_late(ours) ? "有超时" : "没有超时") + "，热线自己的" +
                  (is_late(theirs) ? "有超时" : "没有超时"));
  return lines;
}

}  // namespace bot
