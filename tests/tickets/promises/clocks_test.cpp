// Clocks as stories: a log, and when it is due.
#include "tickets/promises/clocks.hpp"

#include "base/random.hpp"
#include "tests/tickets/promises/files.hpp"
#include "tickets/promises/explain.hpp"

using namespace promises;
using namespace tickets;

namespace {

/// The deadline of a clock of `name` that was accepted then, as it stands then.
std::string due(const std::string& name, ClockKind kind, const std::string& accepted_at) {
  return text_of(clock(name, kind, accepted(accepted_at), accepted_at).due);
}

std::string all_of(const std::vector<std::string>& lines) {
  std::string all;
  for (const std::string& line : lines) all += line + "\n";
  return all;
}

}  // namespace

TEST_CASE("clocks: minutes and hours run day and night, on Sundays and holidays", "[tickets]") {
  CHECK(due("FRT_3083", ClockKind::kResp, "03-02 09:00") == "03-02 09:30");
  CHECK(due("FRT_3083", ClockKind::kResp, "03-01 23:45") == "03-02 00:15");
  CHECK(due("FRT_3083", ClockKind::kClose, "02-17 22:00") == "02-18 06:00");
  CHECK(due("TAXI_3012", ClockKind::kDisp, "10-01 12:10") == "10-01 13:10");
}

TEST_CASE("clocks: working days stand still on weekends and holidays, and run on days worked in exchange", "[tickets]") {
  CHECK(due("MOT_2252", ClockKind::kResp, "03-03 10:00") == "03-05 10:00");   // Tuesday
  CHECK(due("MOT_2252", ClockKind::kResp, "03-06 10:00") == "03-10 10:00");   // Friday: over a weekend
  CHECK(due("MOT_2252", ClockKind::kResp, "03-07 10:00") == "03-11 00:00");   // Saturday: begins on Monday at 0
  CHECK(due("MOT_2252", ClockKind::kResp, "02-13 10:00") == "02-24 10:00");   // 02-14 works, then nine days off
  CHECK(due("MOT_2252", ClockKind::kResp, "09-30 10:00") == "10-09 10:00");   // over the National Day
  CHECK(due("MOT_2252", ClockKind::kClose, "09-30 10:00") == "10-13 10:00");  // 10-10, a Saturday, counts
  CHECK(due("JN12345_5WD", ClockKind::kClose, "04-30 15:00") == "05-11 15:00");  // 05-09, a Saturday, counts
}

TEST_CASE("clocks: a year that the calendar lacks is not guessed", "[tickets]") {
  const ClockReading reading = clock("JN12345_5WD", ClockKind::kClose, accepted("12-29 10:00"), "12-29 10:00");
  CHECK(reading.state == ClockState::kUnknown);
  CHECK(reading.missing_year == 2027);
  CHECK_FALSE(reading.due.has_value());
  CHECK_THAT(all_of(explain(reading)), Catch::Contains("日历里没有 2027 年") && Catch::Contains("calendar.txt"));
  // Natural time needs no calendar.
  CHECK(text_of(clock("FRT_3083", ClockKind::kRevisit, accepted("12-31 10:00") + entry("12-31 11:00", Act::kResult, "10") +
                                                           entry("12-31 11:00", Act::kTold), "12-31 11:00").due) == "01-03 11:00");
}

TEST_CASE("clocks: each stops with its own act", "[tickets]") {
  Log log = accepted("03-02 09:00");
  log = log + entry("03-02 09:05", Act::kReceived) + entry("03-02 09:10", Act::kTried) + entry("03-02 09:29", Act::kContacted) +
        entry("03-02 09:40", Act::kActed) + entry("03-02 12:00", Act::kResult, "10");
  const auto state = [&](ClockKind kind, const char* now) { return clock("FRT_3083", kind, log, now).state; };
  CHECK(state(ClockKind::kAck, "03-02 12:00") == ClockState::kKept);
  CHECK(state(ClockKind::kXfer, "03-02 12:00") == ClockState::kKept);
  CHECK(state(ClockKind::kResp, "03-02 12:00") == ClockState::kKept);
  CHECK(state(ClockKind::kClose, "03-02 12:00") == ClockState::kRunning);  // the driver was not told yet
  CHECK(state(ClockKind::kRevisit, "03-02 12:00") == ClockState::kWaiting);
  log = log + entry("03-02 17:01", Act::kTold);
  CHECK(state(ClockKind::kClose, "03-02 18:00") == ClockState::kKeptLate);
  CHECK(text_of(clock("FRT_3083", ClockKind::kRevisit, log, "03-02 18:00").due) == "03-05 17:01");
}

TEST_CASE("clocks: the deadline itself is still in time, a millisecond later is not", "[tickets]") {
  const Log log = accepted("03-02 09:00");
  CHECK(clock("FRT_3083", ClockKind::kResp, log, "03-02 09:30").state == ClockState::kRunning);
  const auto readings = read_clocks(profile("FRT_3083"), calendar(), log, at("03-02 09:30") + base::Millis{1});
  CHECK(newest(readings, ClockKind::kResp)->state == ClockState::kLate);
  CHECK(clock("FRT_3083", ClockKind::kResp, log + entry("03-02 09:30", Act::kContacted), "03-02 10:00").state == ClockState::kKept);
}

TEST_CASE("clocks: waiting for the driver moves CLOSE and leaves RESP alone", "[tickets]") {
  Log log = accepted("03-02 09:00") + entry("03-02 10:00", Act::kPaused, "waiting_driver");
  CHECK(clock("FRT_3083", ClockKind::kClose, log, "03-02 11:00").state == ClockState::kPaused);
  CHECK(text_of(clock("FRT_3083", ClockKind::kClose, log, "03-02 11:00").due) == "03-02 18:00");
  CHECK(clock("FRT_3083", ClockKind::kResp, log, "03-02 11:00").state == ClockState::kLate);
  log = log + entry("03-02 12:30", Act::kResumed);
  CHECK(text_of(clock("FRT_3083", ClockKind::kClose, log, "03-02 13:00").due) == "03-02 19:30");
  CHECK(clock("FRT_3083", ClockKind::kClose, log, "03-02 13:00").state == ClockState::kRunning);
}

TEST_CASE("clocks: waiting for the driver ends by itself when its 24 hours are used up, over all pauses", "[tickets]") {
  Log log = accepted("03-02 09:00") + entry("03-02 10:00", Act::kPaused, "waiting_driver") + entry("03-03 06:00", Act::kResumed);
  log = log + entry("03-03 07:00", Act::kPaused, "waiting_driver");  // four hours are left
  CHECK(clock("FRT_3083", ClockKind::kClose, log, "03-03 10:59").state == ClockState::kPaused);
  CHECK(clock("FRT_3083", ClockKind::kClose, log, "03-03 12:00").state == ClockState::kRunning);
  CHECK(text_of(clock("FRT_3083", ClockKind::kClose, log, "03-05 12:00").due) == "03-03 17:00");
  CHECK(clock("FRT_3083", ClockKind::kClose, log, "03-05 12:00").state == ClockState::kLate);
}

TEST_CASE("clocks: waiting for a body ends with its legal period", "[tickets]") {
  const Log log = accepted("03-02 09:00") + entry("03-02 10:00", Act::kPaused, "waiting_body", "03-12 10:00");
  CHECK(clock("FRT_3083", ClockKind::kClose, log, "03-11 10:00").state == ClockState::kPaused);
  CHECK(text_of(clock("FRT_3083", ClockKind::kClose, log, "03-12 12:00").due) == "03-12 17:00");
  CHECK(clock("FRT_3083", ClockKind::kClose, log, "03-12 12:00").state == ClockState::kRunning);
}

TEST_CASE("clocks: a pause over a weekend and the weekend are passed over once each", "[tickets]") {
  // Friday 10:00, five working days; waits from Friday 12:00 to Saturday 12:00.
  const Log log = accepted("03-06 10:00") + entry("03-06 12:00", Act::kPaused, "waiting_driver") + entry("03-07 12:00", Act::kResumed);
  const ClockReading reading = clock("JN12345_5WD", ClockKind::kClose, log, "03-08 10:00");
  CHECK(text_of(reading.due) == "03-13 22:00");  // 2 h on Friday, none of Saturday and Sunday, then 118 h
  base::Millis counted{0};
  for (std::size_t i = 0; i < reading.pieces.size(); ++i) {
    if (i > 0) CHECK(reading.pieces[i].from == reading.pieces[i - 1].to);
    if (reading.pieces[i].kind == Piece::Kind::kCounted) counted = counted + (reading.pieces[i].to - reading.pieces[i].from);
  }
  CHECK(counted == base::days(5));
}

TEST_CASE("clocks: an extension approved in time moves the deadline, one approved too late does not", "[tickets]") {
  Log log = accepted("03-02 09:00") + entry("03-02 15:00", Act::kExtensionAsked, "外省核实", "03-04 17:00");
  CHECK(text_of(clock("FRT_3083", ClockKind::kClose, log, "03-02 16:00").due) == "03-02 17:00");
  const Log in_time = log + entry("03-02 16:00", Act::kExtensionApproved, {}, {}, "operator:9");
  CHECK(text_of(clock("FRT_3083", ClockKind::kClose, in_time, "03-02 16:00").due) == "03-04 17:00");
  CHECK_THAT(all_of(explain(clock("FRT_3083", ClockKind::kClose, in_time, "03-02 16:00"))),
             Catch::Contains("延期到 2026-03-04 17:00") && Catch::Contains("外省核实"));
  const Log too_late = log + entry("03-02 17:01", Act::kExtensionApproved, {}, {}, "operator:9");
  CHECK(clock("FRT_3083", ClockKind::kClose, too_late, "03-02 18:00").state == ClockState::kLate);
}

TEST_CASE("clocks: merged tickets count from the earliest acceptance", "[tickets]") {
  const Log log = accepted("03-02 09:00") + entry("03-02 09:10", Act::kJoined, "JN1", "03-02 07:30");
  CHECK(text_of(clock("FRT_3083", ClockKind::kClose, log, "03-02 10:00").due) == "03-02 15:30");
  CHECK(clock("FRT_3083", ClockKind::kResp, log, "03-02 10:00").state == ClockState::kLate);
}

TEST_CASE("clocks: a re-opened ticket closes anew in a second round, and the first one stays as it was", "[tickets]") {
  Log log = accepted("03-02 09:00") + entry("03-02 09:10", Act::kContacted) + entry("03-02 18:00", Act::kResult, "10") +
            entry("03-02 18:00", Act::kTold) + entry("03-04 10:00", Act::kRevisited, "unsolved") + entry("03-04 10:00", Act::kReopened);
  const auto readings = read_clocks(profile("FRT_3083"), calendar(), log, at("03-04 12:00"));
  std::vector<std::string> closes;
  for (const ClockReading& reading : readings) {
    if (reading.clock == ClockKind::kClose) closes.push_back(text_of(reading.due));
  }
  CHECK(closes == std::vector<std::string>{"03-02 17:00", "03-04 18:00"});
  CHECK(readings[4].state == ClockState::kKept);  // the first round's revisit
  CHECK(newest(readings, ClockKind::kClose)->round == 2);
  CHECK(newest(readings, ClockKind::kResp)->round == 1);
}

TEST_CASE("clocks: what is withdrawn in time is neither kept nor broken; what was late before stays late", "[tickets]") {
  const Log log = accepted("03-02 09:00") + entry("03-02 10:00", Act::kWithdrawn, {}, {}, "driver");
  CHECK(clock("FRT_3083", ClockKind::kClose, log, "03-09 10:00").state == ClockState::kEnded);
  CHECK(clock("FRT_3083", ClockKind::kResp, log, "03-09 10:00").state == ClockState::kLate);
}

TEST_CASE("clocks: two tries ten minutes apart are an attempt and no response", "[tickets]") {
  Log log = accepted("03-02 09:00") + entry("03-02 09:05", Act::kTried) + entry("03-02 09:14", Act::kTried);
  CHECK_FALSE(clock("FRT_3083", ClockKind::kResp, log, "03-02 09:20").attempted);
  log = log + entry("03-02 09:15", Act::kTried);
  CHECK(clock("FRT_3083", ClockKind::kResp, log, "03-02 09:20").attempted);
  CHECK(clock("FRT_3083", ClockKind::kResp, log, "03-02 09:40").state == ClockState::kLate);
}

TEST_CASE("clocks: three failed revisits on two days are one, three on one day are none", "[tickets]") {
  const Log closed = accepted("03-02 09:00") + entry("03-02 10:00", Act::kResult, "10") + entry("03-02 10:00", Act::kTold);
  const Log one_day = closed + entry("03-03 09:00", Act::kRevisitTried) + entry("03-03 12:00", Act::kRevisitTried) +
                      entry("03-03 18:00", Act::kRevisitTried);
  CHECK(clock("FRT_3083", ClockKind::kRevisit, one_day, "03-03 19:00").state == ClockState::kRunning);
  const Log two_days = one_day + entry("03-04 09:00", Act::kRevisitTried);
  CHECK(clock("FRT_3083", ClockKind::kRevisit, two_days, "03-04 10:00").state == ClockState::kKept);
}

TEST_CASE("clocks: a taxi driver's revisit counts from the disposal, not from the close", "[tickets]") {
  const Log log = accepted("03-02 09:00") + entry("03-02 09:50", Act::kActed);
  CHECK(text_of(clock("TAXI_3012", ClockKind::kRevisit, log, "03-02 10:00").due) == "03-04 09:50");
}

TEST_CASE("explain: every line of a deadline is there, and the counted ones add up", "[tickets]") {
  const Log log = accepted("03-06 10:00") + entry("03-06 12:00", Act::kPaused, "waiting_driver") + entry("03-06 14:30", Act::kResumed);
  const std::string text = all_of(explain(clock("JN12345_5WD", ClockKind::kClose, log, "03-09 10:00")));
  CHECK_THAT(text, Catch::Contains("办结：从 2026-03-06 10:00:00 起，承诺 5个工作日"));
  CHECK_THAT(text, Catch::Contains("暂停 2小时30分钟（等司机补充，由 operator:7 暂停）"));
  CHECK_THAT(text, Catch::Contains("周末，不计 48小时"));
  CHECK_THAT(text, Catch::Contains("合计 120小时，到期 2026-03-13 12:30:00"));
  CHECK_THAT(text, Catch::Contains("日历版本 2026-1"));
}

TEST_CASE("explain: a driver hears a clock time, and only what was promised to drivers like him", "[tickets]") {
  const Log log = accepted("03-02 15:10");
  const auto said = [&](const char* name, ClockKind kind, const char* now) {
    return tell_driver(profile(name), clock(name, kind, log, now), at(now));
  };
  CHECK(said("FRT_3083", ClockKind::kResp, "03-02 15:12") == "今天15:40前有人联系您");
  CHECK(said("FRT_3083", ClockKind::kClose, "03-02 15:12") == "今天23:10前办结并告诉您结果");
  CHECK(said("TAXI_3012", ClockKind::kDisp, "03-02 15:12") == "今天16:10前着手处理");
  CHECK(said("TAXI_3012", ClockKind::kClose, "03-02 15:12").empty());
  CHECK(said("JN12345_5WD", ClockKind::kClose, "03-02 15:12").empty());
  CHECK(said("FRT_3083", ClockKind::kResp, "03-02 16:00") == "超时了，对不起，已经催办");
  CHECK(said("FRT_3083", ClockKind::kAck, "03-02 15:12").empty());
  CHECK(moment_text(at("03-03 09:05"), at("03-02 23:59")) == "明天09:05");
  CHECK(moment_text(at("03-05 09:05"), at("03-02 23:59")) == "3月5日 09:05");
  CHECK(moment_text(at("01-01 00:00"), at("01-01 00:00") - base::days(3)) == "2026年1月1日 00:00");
}

TEST_CASE("clocks: whatever the pauses, the pieces follow each other and the counted ones are the promise", "[tickets]") {
  base::SeededRandom chance(20261128);
  for (int round = 0; round < 500; ++round) {
    const base::UnixMs start = at("01-05 00:00") + base::Millis{static_cast<std::int64_t>(chance.below(base::days(300).count))};
    std::vector<Pause> pauses;
    base::UnixMs moment = start;
    for (std::uint64_t i = chance.below(4); i > 0; --i) {
      moment = moment + base::Millis{static_cast<std::int64_t>(chance.below(base::days(2).count))};
      const base::UnixMs from = moment;
      moment = moment + base::Millis{static_cast<std::int64_t>(chance.below(base::days(2).count))};
      pauses.push_back({from, moment, "waiting_driver", "operator:1"});
    }
    const Span span{base::Millis{1 + static_cast<std::int64_t>(chance.below(base::days(6).count))}, chance.below(2) == 0};
    const Counted counted = count(start, span, pauses, calendar());
    REQUIRE(counted.due.has_value());
    base::Millis sum{0};
    base::UnixMs at_end = start;
    for (const Piece& piece : counted.pieces) {
      REQUIRE(piece.from == at_end);
      REQUIRE(piece.to > piece.from);
      at_end = piece.to;
      if (piece.kind != Piece::Kind::kCounted) continue;
      sum = sum + (piece.to - piece.from);
      for (const Pause& pause : pauses) REQUIRE((piece.to <= pause.from || piece.from >= pause.to || pause.from == pause.to));
      if (span.working) REQUIRE(calendar().day_of(piece.from).kind == DayKind::kWorking);
    }
    REQUIRE(sum == span.length);
    REQUIRE(at_end == *counted.due);
  }
}
