// What may be written into a ticket's log, and where the ticket then stands.
#include "tickets/promises/log.hpp"

#include "tests/tickets/promises/files.hpp"

using namespace promises;
using namespace tickets;

namespace {

/// Why this may not be appended; "" if it may. The deadline of CLOSE is that of FRT_3083.
std::string refusal(const Log& log, const LogEntry& entry) {
  std::optional<base::UnixMs> due;
  for (const ClockReading& reading : read_clocks(profile("FRT_3083"), calendar(), log, entry.at)) {
    if (reading.clock == ClockKind::kClose) due = reading.due;
  }
  const base::Status status = check_entry(log, entry, due);
  return status ? "" : status.error().text;
}

Log closed() {
  return accepted("03-02 09:00") + entry("03-02 12:00", Act::kResult, "10") + entry("03-02 12:05", Act::kTold);
}

}  // namespace

TEST_CASE("log: what may not be is refused with why, in the operator's language", "[tickets]") {
  const Log open = accepted("03-02 09:00");
  const Log paused = open + entry("03-02 10:00", Act::kPaused, "waiting_driver");
  const Log asked = open + entry("03-02 10:00", Act::kExtensionAsked, "核实", "03-04 09:00");
  const Log withdrawn = open + entry("03-02 10:00", Act::kWithdrawn);
  const struct {
    const char* name;
    Log log;
    LogEntry entry;
    const char* says;
  } kTable[] = {
      {"begins elsewhere", {}, entry("03-02 09:00", Act::kAccepted), "从第一条消息开始"},
      {"heard twice", open, entry("03-02 09:01", Act::kHeard), "只记一次"},
      {"accepted twice", open, entry("03-02 09:01", Act::kAccepted), "已经受理"},
      {"back in time", open, entry("03-02 08:59", Act::kContacted), "只往后写"},
      {"by nobody", open, entry("03-02 09:01", Act::kContacted, {}, {}, ""), "谁做的"},
      {"paused for no reason", open, entry("03-02 09:01", Act::kPaused), "只有两种理由"},
      {"paused for lunch", open, entry("03-02 09:01", Act::kPaused, "lunch"), "只有两种理由"},
      {"paused for a body without a period", open, entry("03-02 09:01", Act::kPaused, "waiting_body"), "法定期限"},
      {"paused for a body until yesterday", open, entry("03-02 09:01", Act::kPaused, "waiting_body", "03-01 09:00"), "法定期限"},
      {"paused twice at once", paused, entry("03-02 11:00", Act::kPaused, "waiting_driver"), "正在办理"},
      {"resumed without a pause", open, entry("03-02 09:01", Act::kResumed), "没有暂停"},
      {"returned without a reason", open, entry("03-02 09:01", Act::kReturned), "理由"},
      {"a result without its code", open, entry("03-02 09:01", Act::kResult), "结果代码"},
      {"told without a result", open, entry("03-02 09:01", Act::kTold), "还没有办理结果"},
      {"asked without a reason", open, entry("03-02 09:01", Act::kExtensionAsked, {}, "03-04 09:00"), "理由"},
      {"asked for an earlier day", open, entry("03-02 09:01", Act::kExtensionAsked, "x", "03-02 16:00"), "晚于原来"},
      {"asked when it is too late", open, entry("03-02 17:00", Act::kExtensionAsked, "x", "03-04 09:00"), "到期之前"},
      {"asked twice", asked, entry("03-02 11:00", Act::kExtensionAsked, "x", "03-05 09:00"), "在等批准"},
      {"approved by who asked", asked, entry("03-02 11:00", Act::kExtensionApproved), "以外的人"},
      {"approved after the deadline", asked, entry("03-02 17:30", Act::kExtensionApproved, {}, {}, "operator:9"), "抹去"},
      {"approved and never asked", open, entry("03-02 11:00", Act::kExtensionApproved), "没有等待"},
      {"extended twice", asked + entry("03-02 11:00", Act::kExtensionApproved, {}, {}, "operator:9"),
       entry("03-02 12:00", Act::kExtensionAsked, "x", "03-09 09:00"), "只能延期一次"},
      {"re-opened and never closed", open, entry("03-02 11:00", Act::kReopened), "只有办结"},
      {"revisited and never closed", open, entry("03-02 11:00", Act::kRevisited, "solved"), "还没有办结或处置"},
      {"revisited with a word of its own", closed(), entry("03-03 11:00", Act::kRevisited, "fine"), "只有四种"},
      {"revisited twice", closed() + entry("03-03 11:00", Act::kRevisited, "solved"),
       entry("03-03 12:00", Act::kRevisited, "solved"), "已经回访过"},
      {"anything after it was withdrawn", withdrawn, entry("03-02 11:00", Act::kContacted), "已撤回"},
      {"withdrawn after it was closed", closed(), entry("03-02 13:00", Act::kWithdrawn), "不在办理中"},
      {"contacted after it was closed", closed(), entry("03-02 13:00", Act::kContacted), "不在办理中"},
      {"joined without when the other was accepted", open, entry("03-02 09:01", Act::kJoined), "受理时间"},
  };
  for (const auto& row : kTable) {
    INFO(row.name);
    CHECK_THAT(refusal(row.log, row.entry), Catch::Contains(row.says));
  }
}

TEST_CASE("log: a life from the first word to the second close is accepted entry by entry", "[tickets]") {
  const std::vector<LogEntry> life{
      entry("03-02 09:00", Act::kHeard, {}, {}, "driver"),
      entry("03-02 09:00", Act::kAnswered, {}, {}, "bot"),
      entry("03-02 09:01", Act::kAccepted, {}, {}, "bot"),
      entry("03-02 09:02", Act::kJoined, "JN1", "03-02 08:00"),
      entry("03-02 09:03", Act::kReceived, {}, {}, "hotline:12328"),
      entry("03-02 09:10", Act::kTried),
      entry("03-02 09:20", Act::kContacted),
      entry("03-02 09:30", Act::kReturned, "不归我管"),
      entry("03-02 10:00", Act::kPaused, "waiting_driver"),
      entry("03-02 11:00", Act::kResumed),
      entry("03-02 11:10", Act::kActed),
      entry("03-02 11:20", Act::kExtensionAsked, "核实", "03-04 09:00"),
      entry("03-02 11:30", Act::kExtensionApproved, {}, {}, "operator:9"),
      entry("03-03 10:00", Act::kResult, "10"),
      entry("03-03 10:01", Act::kTold),
      entry("03-04 10:00", Act::kRevisitTried),
      entry("03-05 10:00", Act::kRevisited, "unsolved"),
      entry("03-05 10:01", Act::kReopened),
      entry("03-05 11:00", Act::kResult, "10"),
      entry("03-05 11:01", Act::kTold),
      entry("03-06 11:01", Act::kRevisited, "satisfied"),
  };
  Log log;
  for (const LogEntry& next : life) {
    INFO(to_name(next.act) << " " << text_of(next.at));
    REQUIRE(refusal(log, next).empty());
    log.push_back(next);
  }
  const TicketStanding standing = standing_of(log);
  CHECK(standing.phase == Phase::kRevisited);
  CHECK(standing.round == 2);
  CHECK(text_of(standing.accepted) == "03-02 08:00");
  CHECK(standing.driver_pauses == 1);
  CHECK(standing.driver_paused == base::hours(1));
}

TEST_CASE("log: a third wait for the driver, or one after his 24 hours, is refused", "[tickets]") {
  Log log = accepted("03-02 09:00");
  for (const char* hour : {"10", "12"}) {
    log = log + entry(std::string("03-02 ") + hour + ":00", Act::kPaused, "waiting_driver");
    log = log + entry(std::string("03-02 ") + hour + ":30", Act::kResumed);
  }
  CHECK_THAT(refusal(log, entry("03-02 13:00", Act::kPaused, "waiting_driver")), Catch::Contains("最多暂停两次"));
  CHECK(refusal(log, entry("03-02 13:00", Act::kPaused, "waiting_body", "03-20 09:00")).empty());
  const Log long_wait = accepted("03-02 09:00") + entry("03-02 10:00", Act::kPaused, "waiting_driver") +
                        entry("03-04 10:00", Act::kResumed);
  CHECK_THAT(refusal(long_wait, entry("03-04 11:00", Act::kPaused, "waiting_driver")), Catch::Contains("24小时"));
}

TEST_CASE("log: a closed ticket that was paused is not paused any more", "[tickets]") {
  const Log log = accepted("03-02 09:00") + entry("03-02 10:00", Act::kPaused, "waiting_driver") +
                  entry("03-02 11:00", Act::kResult, "10") + entry("03-02 11:00", Act::kTold);
  const TicketStanding standing = standing_of(log);
  CHECK(standing.phase == Phase::kClosed);
  CHECK_FALSE(standing.paused_since.has_value());
  CHECK(standing.driver_paused == base::hours(1));
}
