#include "bot/turns/promise_words.hpp"

#include <catch2/catch.hpp>

#include "base/civil_time.hpp"
#include "tests/bot/shell.hpp"
#include "tickets/promises/record.hpp"

namespace {

base::UnixMs at(const std::string& text) { return *base::from_rfc3339(text + ":00+08:00"); }

tickets::Ticket ticket_of(const std::string& promise, base::UnixMs accepted) {
  tickets::Ticket ticket;
  ticket.promise = promise;
  ticket.first_message_at = ticket.accepted_at = accepted;
  return ticket;
}

tickets::Log log_of(const tickets::Ticket& ticket) {
  return tickets::read_log(ticket, {{1, ticket.accepted_at, "bot", "created", "", "accepted", "", "accepted", "", {}}});
}

std::string told(const std::string& promise, const std::string& accepted) {
  const tickets::Ticket ticket = ticket_of(promise, at(accepted));
  return bot::promise_words(*shell::shipped_promises(), ticket, log_of(ticket), at(accepted));
}

}  // namespace

TEST_CASE("promise words: a day is named as people name it", "[bot]") {
  const base::UnixMs now = at("2026-03-10T23:50");
  CHECK(bot::clock_words(at("2026-03-10T09:05"), now) == "今天09:05");
  CHECK(bot::clock_words(at("2026-03-11T00:00"), now) == "明天00:00");
  CHECK(bot::clock_words(at("2026-03-09T23:59"), now) == "昨天23:59");
  CHECK(bot::clock_words(at("2026-03-12T08:00"), now) == "3月12日08:00");
  CHECK(bot::clock_words(at("2025-12-31T08:00"), at("2026-01-01T00:00")) == "昨天08:00");
}

TEST_CASE("promise words: freight and taxi are told clock times, also over midnight", "[bot]") {
  CHECK(told("FRT_3083", "2026-03-10T10:02") == "今天10:32前有人联系您，今天18:02前办结，3 天内回访。");
  CHECK(told("FRT_3083", "2026-03-10T23:40") == "明天00:10前有人联系您，明天07:40前办结，3 天内回访。");
  CHECK(told("TAXI_3012", "2026-03-10T10:02") == "今天10:32前有人联系您，今天11:02前处置，2 天内回访。");
}

TEST_CASE("promise words: nobody else is promised what the city did not promise", "[bot]") {
  for (const char* promise : {"JN12345_5WD", "MOT_2252", "CONSULT", "SUGGEST", "", "NEW_PROFILE"}) {
    const std::string words = told(promise, "2026-03-10T10:02");
    INFO(promise << " " << words);
    CHECK_FALSE(words.empty());
    CHECK(words.find("10:32") == std::string::npos);
    CHECK(words.find("30") == std::string::npos);
    CHECK(words.find("小时") == std::string::npos);
  }
  CHECK(told("JN12345_5WD", "2026-03-10T10:02") == "一般 5 个工作日内答复，进展会在这里告诉您。");
}

TEST_CASE("promise words: of a missed clock only what he was told is said", "[bot]") {
  const base::UnixMs accepted = at("2026-03-10T10:02");
  const base::UnixMs later = at("2026-03-20T10:02");
  std::string missed;
  for (const char* promise : {"FRT_3083", "JN12345_5WD"}) {
    const tickets::Ticket ticket = ticket_of(promise, accepted);
    const tickets::Profile& profile = *shell::shipped_promises()->of(ticket);
    for (const auto& reading : tickets::read_clocks(profile, shell::shipped_promises()->calendar, log_of(ticket), later)) {
      const std::string words = bot::missed_words(profile, reading, later);
      if (!words.empty()) missed += words + "|";
    }
  }
  CHECK(missed == "3月10日10:32前有人联系您|3月10日18:02前办结|5 个工作日内答复|");
}
