#include "tickets/promises/record.hpp"

#include <catch2/catch.hpp>

#include "tests/tickets/promises/files.hpp"

using promises::at;
using tickets::Act;
using tickets::LogEntry;

namespace {

tickets::Ticket ticket() {
  tickets::Ticket ticket;
  ticket.first_message_at = at("03-10 10:00");
  ticket.accepted_at = at("03-10 10:04");
  return ticket;
}

tickets::TicketEvent row(const std::string& moment, const std::string& act, const std::string& detail = {},
                         std::optional<base::UnixMs> speaks_of = {}) {
  tickets::TicketEvent event;
  event.at = at(moment);
  event.actor = "operator:wang";
  event.act = act;
  event.detail = detail;
  event.moment = speaks_of;
  return event;
}

}  // namespace

TEST_CASE("record: the first row gives heard, answered and accepted, each with its own instant") {
  const tickets::Log log = tickets::read_log(ticket(), {row("03-10 10:04", "accepted", {}, at("03-10 10:01"))});
  REQUIRE(log.size() == 3);
  CHECK(log[0].act == Act::kHeard);
  CHECK(log[0].at == at("03-10 10:00"));
  CHECK(log[1].act == Act::kAnswered);
  CHECK(log[1].at == at("03-10 10:01"));
  CHECK(log[2].act == Act::kAccepted);
  CHECK(log[2].at == at("03-10 10:04"));
}

TEST_CASE("record: every act comes back as it was written") {
  tickets::Log written;
  for (int i = 0; i <= static_cast<int>(Act::kStepped); ++i) {
    LogEntry entry = promises::entry("03-10 11:00", static_cast<Act>(i), "some reason", "03-12 09:00");
    if (entry.act == Act::kStepped) {
      entry.reason.clear();
      entry.clock = tickets::ClockKind::kRevisit;
      entry.round = 12;
      entry.level = tickets::Level::kSupervise2;
    }
    written.push_back(entry);
  }
  for (const LogEntry& entry : written) {
    if (entry.act == Act::kHeard || entry.act == Act::kAnswered || entry.act == Act::kAccepted) continue;
    INFO(tickets::to_name(entry.act));
    const tickets::Record record = tickets::record_of(entry);
    const tickets::Log log = tickets::read_log(ticket(), {row("03-10 10:04", "accepted"), row("03-10 11:00", record.act, record.detail, record.moment)});
    REQUIRE(log.size() == 4);
    CHECK(log[3].act == entry.act);
    CHECK(log[3].reason == entry.reason);
    CHECK(log[3].until == entry.until);
    CHECK(log[3].clock == entry.clock);
    CHECK(log[3].round == entry.round);
    CHECK(log[3].level == entry.level);
  }
}

TEST_CASE("record: rows without an act, and rungs nobody can read, are passed over") {
  tickets::Log log = tickets::read_log(ticket(), {row("03-10 10:04", "accepted"), row("03-10 10:05", ""), row("03-10 10:06", "of_tomorrow")});
  CHECK(log.size() == 3);
  for (const char* rung : {"", "CLOSE", "CLOSE 1", "CLOSE one breach", "CLOSE 1 fall", "SLEEP 1 breach", "CLOSE 1 breach more", "CLOSE  breach"}) {
    INFO(rung);
    log = tickets::read_log(ticket(), {row("03-10 10:04", "accepted"), row("03-10 10:05", "stepped", rung)});
    CHECK(log.size() == 3);
  }
}

TEST_CASE("record: instants never fall, whichever node's clock wrote them") {
  const tickets::Log log = tickets::read_log(ticket(), {row("03-10 10:04", "accepted"), row("03-10 10:03", "contacted", "phone")});
  REQUIRE(log.size() == 4);
  CHECK(log[3].at == at("03-10 10:04"));
}
