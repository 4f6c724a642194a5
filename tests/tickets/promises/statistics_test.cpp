#include "tickets/promises/statistics.hpp"

#include "tests/tickets/promises/files.hpp"

using namespace promises;
using namespace tickets;

namespace {

Figures count_all(const std::vector<Log>& logs, const std::string& now) {
  Figures figures;
  for (const Log& log : logs) add_ticket(figures, profile("FRT_3083"), calendar(), log, at(now));
  return figures;
}

/// Accepted at 09:00; reached and closed so many minutes later; -1 = never.
Log ticket(int reached, int closed) {
  const base::UnixMs start = at("03-02 09:00");
  Log log = accepted("03-02 09:00");
  const auto add = [&](int minutes, Act act, const std::string& reason) {
    LogEntry next = entry("03-02 09:00", act, reason);
    next.at = start + base::minutes(minutes);
    log.push_back(next);
  };
  add(5, Act::kReceived, "");
  if (reached >= 0) add(reached, Act::kContacted, "");
  if (closed >= 0) add(closed, Act::kResult, "10");
  if (closed >= 0) add(closed, Act::kTold, "");
  return log;
}

}  // namespace

TEST_CASE("statistics: nothing is counted from nothing, and no rate of it is a hundred per cent", "[tickets]") {
  const Figures figures = count_all({}, "03-02 09:00");
  CHECK(figures.accepted == 0);
  CHECK(figures.responded == Rate{0, 0});
  CHECK(ClockFigures().percentile(50) == base::Millis{0});
  CHECK(count_all({{entry("03-02 09:00", Act::kHeard)}}, "03-02 10:00").accepted == 0);
}

TEST_CASE("statistics: each clock says how many were kept, kept late, late and open, or not due yet", "[tickets]") {
  const std::vector<Log> logs{ticket(10, 60), ticket(30, 480), ticket(31, 481), ticket(-1, -1)};
  const Figures figures = count_all(logs, "03-02 18:00");
  CHECK(figures.accepted == 4);
  CHECK(figures.still_open == 1);
  CHECK(figures.over_time == 2);
  const ClockFigures& response = figures.clocks.at(ClockKind::kResp);
  CHECK(response.begun == 4);
  CHECK(response.kept == 2);
  CHECK(response.kept_late == 1);
  CHECK(response.late_open == 1);
  CHECK(response.on_time() == Rate{4, 2});
  CHECK(figures.clocks.at(ClockKind::kClose).kept == 2);
  CHECK(count_all(logs, "03-02 09:20").clocks.at(ClockKind::kClose).begun == 4);
  CHECK(figures.responded == Rate{4, 3});
}

TEST_CASE("statistics: percentiles are lengths that occurred", "[tickets]") {
  std::vector<Log> logs;
  for (const int minutes : {50, 10, 40, 20, 30, 100, 90, 60, 70, 80}) logs.push_back(ticket(minutes, -1));
  const Figures figures = count_all(logs, "03-02 18:00");
  const ClockFigures& response = figures.clocks.at(ClockKind::kResp);
  CHECK(response.percentile(50) == base::minutes(50));
  CHECK(response.percentile(90) == base::minutes(90));
  CHECK(response.percentile(100) == base::minutes(100));
  CHECK(response.percentile(1) == base::minutes(10));
}

TEST_CASE("statistics: of several revisits the last word counts", "[tickets]") {
  const Log first = ticket(10, 60);
  const Log unsolved = first + entry("03-03 10:00", Act::kRevisited, "unsolved") + entry("03-03 10:00", Act::kReopened);
  const Log solved = unsolved + entry("03-03 12:00", Act::kResult, "10") + entry("03-03 12:00", Act::kTold) +
                     entry("03-04 12:00", Act::kRevisited, "satisfied");
  const Log half = first + entry("03-03 10:00", Act::kRevisited, "solved");
  const Figures figures = count_all({first, unsolved, solved, half}, "03-04 13:00");
  CHECK(figures.solved == Rate{3, 2});
  CHECK(figures.satisfied == Rate{3, 1});
  CHECK(figures.reopened == 2);
}

TEST_CASE("statistics: returns, duplicates, withdrawals, vain tries and pauses have columns of their own", "[tickets]") {
  const Log open = accepted("03-02 09:00");
  const Log returned = open + entry("03-02 09:10", Act::kReturned, "不归我管") + entry("03-02 09:20", Act::kReturned, "不归我管");
  const Log merged = open + entry("03-02 09:10", Act::kMerged);
  const Log withdrawn = open + entry("03-02 09:10", Act::kWithdrawn);
  const Log tried = open + entry("03-02 09:05", Act::kTried) + entry("03-02 09:25", Act::kTried);
  const Log paused = open + entry("03-02 10:00", Act::kPaused, "waiting_driver") + entry("03-02 10:45", Act::kResumed);
  const Figures figures = count_all({returned, merged, withdrawn, tried, paused}, "03-02 12:00");
  CHECK(figures.returned == 2);
  CHECK(figures.duplicates == 1);
  CHECK(figures.withdrawn == 1);
  CHECK(figures.attempted_unreached == 1);
  CHECK(figures.paused == base::minutes(45));
  CHECK(figures.clocks.at(ClockKind::kClose).ended == 2);
}
