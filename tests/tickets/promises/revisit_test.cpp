#include "tickets/promises/revisit.hpp"

#include <catch2/catch.hpp>

#include "tests/tickets/promises/files.hpp"

using promises::accepted;
using promises::entry;
using promises::operator+;
using tickets::Act;
using tickets::RevisitStep;

namespace {

tickets::Log closed(const std::string& moment) {
  return accepted("03-02 09:00") + entry(moment, Act::kResult, "10") + entry(moment, Act::kTold);
}

std::string next(const tickets::Log& log, const std::string& now, const std::string& profile = "FRT_3083") {
  const auto step = tickets::next_revisit_step(promises::profile(profile), promises::calendar(), log, promises::at(now));
  if (!step) return "-";
  return (step->kind == RevisitStep::Kind::kAsk ? "ask " : "no answer ") + promises::text_of(step->at);
}

}  // namespace

TEST_CASE("revisit: three questions on different days, each open until the next, the last until six hours before the end") {
  tickets::Log log = closed("03-02 12:00");
  CHECK(next(log, "03-02 12:00") == "ask 03-03 12:00");
  log = log + entry("03-03 12:00", Act::kRevisitAsked, "chat");
  CHECK(next(log, "03-03 12:00") == "no answer 03-04 12:00");
  log = log + entry("03-04 12:00", Act::kRevisitTried);
  CHECK(next(log, "03-04 12:00") == "ask 03-04 12:00");
  log = log + entry("03-04 12:00", Act::kRevisitAsked, "chat");
  CHECK(next(log, "03-04 12:00") == "no answer 03-05 00:00");
  log = log + entry("03-05 00:00", Act::kRevisitTried) + entry("03-05 00:00", Act::kRevisitAsked, "chat");
  CHECK(next(log, "03-05 00:00") == "no answer 03-05 06:00");
  log = log + entry("03-05 06:00", Act::kRevisitTried);
  CHECK(next(log, "03-05 06:00") == "-");
  CHECK(promises::clock("FRT_3083", tickets::ClockKind::kRevisit, log, "03-05 07:00").state == tickets::ClockState::kKept);
}

TEST_CASE("revisit: nothing is asked before the closing, after an answer, after a withdrawal, or once a person has the call") {
  CHECK(next(accepted("03-02 09:00"), "03-02 10:00") == "-");
  CHECK(next(closed("03-02 12:00") + entry("03-02 13:00", Act::kRevisited, "satisfied"), "03-04 10:00") == "-");
  CHECK(next(closed("03-02 12:00") + entry("03-03 12:00", Act::kRevisitAsked, "call"), "03-05 10:00") == "-");
  CHECK(next(accepted("03-02 09:00") + entry("03-02 10:00", Act::kWithdrawn), "03-05 10:00") == "-");
  CHECK(next(closed("03-02 12:00"), "03-05 10:00", "CONSULT") == "-");
}

TEST_CASE("revisit: a taxi's revisit counts from the disposal and is asked after the closing") {
  const tickets::Log log = accepted("03-02 09:00") + entry("03-02 09:30", Act::kActed) + entry("03-02 12:00", Act::kResult, "10") +
                           entry("03-02 12:00", Act::kTold);
  CHECK(next(log, "03-02 12:00", "TAXI_3012") == "ask 03-03 01:30");
  CHECK(next(accepted("03-02 09:00") + entry("03-02 09:30", Act::kActed), "03-03 12:00", "TAXI_3012") == "-");
}

TEST_CASE("revisit: a new round is asked anew") {
  const tickets::Log log = closed("03-02 12:00") + entry("03-03 12:00", Act::kRevisitAsked, "chat") +
                           entry("03-03 13:00", Act::kRevisited, "unsolved") + entry("03-03 13:00", Act::kReopened, "钱没给") +
                           entry("03-03 15:00", Act::kResult, "10") + entry("03-03 15:00", Act::kTold);
  CHECK(next(log, "03-03 15:00") == "ask 03-04 15:00");
}

TEST_CASE("revisit: after an outage a question still has its time to be answered") {
  const tickets::Log log = closed("03-02 12:00") + entry("03-06 09:00", Act::kRevisitAsked, "chat");
  CHECK(next(log, "03-06 09:00") == "no answer 03-06 15:00");
}
