// The ladder: which rung is climbed when, and only once.
#include "tickets/promises/ladder.hpp"

#include "base/random.hpp"
#include "tests/tickets/promises/files.hpp"

using namespace promises;
using namespace tickets;

namespace {

/// "RESP remind" and so on, in their order.
std::vector<std::string> rungs(const std::string& name, const Log& log, const std::string& now) {
  std::vector<std::string> all;
  for (const DueRung& rung : due_rungs(profile(name), calendar(), log, at(now))) {
    all.push_back(std::string(to_name(rung.clock)) + " " + std::string(to_name(rung.level)));
  }
  return all;
}

/// Lets the clock tick from look to look until `until`, recording every rung as the shell does; "03-02 09:20 RESP remind" …
std::vector<std::string> climb(const std::string& name, Log& log, const std::string& until) {
  std::vector<std::string> all;
  base::UnixMs now = log.back().at;
  for (int i = 0; i < 100; ++i) {
    for (const DueRung& rung : due_rungs(profile(name), calendar(), log, now)) {
      REQUIRE(rung.late <= base::Millis{1});
      log.push_back(entry_of(rung, now));
      all.push_back(text_of(rung.at) + " " + std::string(to_name(rung.clock)) + " " + std::string(to_name(rung.level)));
    }
    const auto next = next_look(profile(name), calendar(), log, now);
    if (!next || *next > at(until)) return all;
    REQUIRE(*next > now);
    now = *next;
  }
  FAIL("the ladder never ends");
  return all;
}

using Steps = std::vector<std::string>;

}  // namespace

TEST_CASE("ladder: a freight complaint that nobody looks at climbs every rung at its minute", "[tickets]") {
  Log log = accepted("03-02 09:00");
  log = log + entry("03-02 09:05", Act::kReceived);
  CHECK(climb("FRT_3083", log, "03-06 00:00") ==
        Steps{"03-02 09:20 RESP remind", "03-02 09:30 RESP breach", "03-02 09:45 RESP supervise1", "03-02 10:30 RESP supervise2",
              "03-02 15:00 CLOSE remind", "03-02 17:00 CLOSE breach", "03-02 21:00 CLOSE supervise1", "03-03 09:00 CLOSE supervise2",
              "03-05 09:00 CLOSE bulletin"});
  CHECK_FALSE(next_look(profile("FRT_3083"), calendar(), log, at("03-06 00:00")).has_value());
}

TEST_CASE("ladder: what is done in time climbs nothing", "[tickets]") {
  Log log = accepted("03-02 09:00") + entry("03-02 09:05", Act::kReceived) + entry("03-02 09:10", Act::kContacted) +
            entry("03-02 11:00", Act::kResult, "10") + entry("03-02 11:00", Act::kTold);
  CHECK(climb("FRT_3083", log, "03-02 12:00").empty());
  CHECK(climb("FRT_3083", log, "03-05 12:00") == Steps{"03-04 23:00 REVISIT remind", "03-05 11:00 REVISIT breach"});
}

TEST_CASE("ladder: a breach that happened while nobody ran is recorded with its lateness, though all is done by now", "[tickets]") {
  const Log log = accepted("03-02 09:00") + entry("03-02 09:05", Act::kReceived) + entry("03-02 09:40", Act::kContacted);
  const auto due = due_rungs(profile("FRT_3083"), calendar(), log, at("03-02 12:00"));
  REQUIRE(due.size() == 1);
  CHECK(due[0].level == Level::kBreach);
  CHECK(due[0].clock == ClockKind::kResp);
  CHECK(text_of(due[0].at) == "03-02 09:30");
  CHECK(due[0].late == base::minutes(150));
  CHECK(rungs("FRT_3083", log + entry_of(due[0], at("03-02 12:00")), "03-02 12:00").empty());
}

TEST_CASE("ladder: a breach of a round that was left behind is recorded too, and the new round climbs anew", "[tickets]") {
  Log log = accepted("03-02 09:00") + entry("03-02 09:05", Act::kReceived) + entry("03-02 09:10", Act::kContacted) +
            entry("03-02 18:00", Act::kResult, "10") + entry("03-02 18:00", Act::kTold) + entry("03-03 10:00", Act::kReopened);
  const auto due = due_rungs(profile("FRT_3083"), calendar(), log, at("03-03 10:00"));
  REQUIRE(due.size() == 1);
  CHECK(due[0].round == 1);
  log = log + entry_of(due[0], at("03-03 10:00"));
  CHECK(climb("FRT_3083", log, "03-03 19:00") == Steps{"03-03 16:00 CLOSE remind", "03-03 18:00 CLOSE breach"});
}

TEST_CASE("ladder: at the deadline itself nothing is broken yet", "[tickets]") {
  const Log log = accepted("03-02 09:00") + entry("03-02 09:05", Act::kReceived);
  CHECK(rungs("FRT_3083", log, "03-02 09:30") == Steps{"RESP remind"});
  const auto after = due_rungs(profile("FRT_3083"), calendar(), log, at("03-02 09:30") + base::Millis{1});
  CHECK(after.size() == 2);
}

TEST_CASE("ladder: a pause holds the rungs, and its own end is looked at", "[tickets]") {
  Log log = accepted("03-02 09:00") + entry("03-02 09:05", Act::kReceived) + entry("03-02 09:10", Act::kContacted) +
            entry("03-02 10:00", Act::kPaused, "waiting_driver");
  CHECK(rungs("FRT_3083", log, "03-02 16:00").empty());
  CHECK(text_of(next_look(profile("FRT_3083"), calendar(), log, at("03-02 16:00"))) == "03-03 10:00");
  CHECK(climb("FRT_3083", log, "03-03 18:00") == Steps{"03-03 15:00 CLOSE remind", "03-03 17:00 CLOSE breach"});
}

TEST_CASE("ladder: an extension moves what comes after the deadline", "[tickets]") {
  Log log = accepted("03-02 09:00") + entry("03-02 09:05", Act::kReceived) + entry("03-02 09:10", Act::kContacted) +
            entry("03-02 16:00", Act::kExtensionAsked, "外省核实", "03-03 17:00") +
            entry("03-02 16:10", Act::kExtensionApproved, {}, {}, "operator:9");
  (void)due_rungs(profile("FRT_3083"), calendar(), log, at("03-02 16:10"));
  log.push_back(entry_of({ClockKind::kClose, 1, Level::kRemind, at("03-02 15:00"), base::Millis{0}}, at("03-02 16:10")));
  CHECK(climb("FRT_3083", log, "03-04 00:00") == Steps{"03-03 17:00 CLOSE breach", "03-03 21:00 CLOSE supervise1"});
}

TEST_CASE("ladder: what a calendar cannot tell is not climbed", "[tickets]") {
  const Log log = accepted("12-30 09:00") + entry("12-30 09:01", Act::kReceived);
  CHECK(rungs("JN12345_5WD", log, "12-31 09:00").empty());
}

TEST_CASE("ladder: however late and however often somebody looks, each rung is climbed once and never before its time", "[tickets]") {
  base::SeededRandom chance(7);
  for (int round = 0; round < 100; ++round) {
    Log log = accepted("03-02 09:00") + entry("03-02 09:01", Act::kReceived);
    base::UnixMs now = at("03-02 09:01");
    std::size_t climbed = 0;
    while (now < at("03-07 00:00")) {
      now = now + base::Millis{static_cast<std::int64_t>(chance.below(base::hours(20).count))};
      for (const DueRung& rung : due_rungs(profile("FRT_3083"), calendar(), log, now)) {
        REQUIRE(rung.at <= now);
        REQUIRE(check_entry(log, entry_of(rung, now), std::nullopt).ok());
        log.push_back(entry_of(rung, now));
        REQUIRE_FALSE(check_entry(log, entry_of(rung, now), std::nullopt).ok());
        ++climbed;
      }
    }
    REQUIRE(climbed == 9);
  }
}

TEST_CASE("ladder: a change while a rung is due never puts the look off until the next one", "[tickets]") {
  const Log log = accepted("03-02 09:00") + entry("03-02 09:05", Act::kReceived) + entry("03-02 09:40", Act::kContacted);
  CHECK(text_of(next_look(profile("FRT_3083"), calendar(), log, at("03-02 12:00"))) == "03-02 09:30");
  CHECK_FALSE(next_look(profile("FRT_3083"), calendar(), log + entry("03-02 12:00", Act::kWithdrawn), at("03-02 12:00")).has_value());
}
