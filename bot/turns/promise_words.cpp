#include "bot/turns/promise_words.hpp"

#include <algorithm>

#include "base/civil_time.hpp"

namespace bot {
namespace {

using tickets::ClockKind;
using tickets::ClockReading;
using tickets::ClockState;

std::string two_digits(int number) { return (number < 10 ? "0" : "") + std::to_string(number); }

base::UnixMs midnight(base::UnixMs at) {
  base::CivilTime day = base::to_civil(at);
  day.hour = day.minute = day.second = 0;
  return base::to_unix(day);
}

/// "有人联系您": what the driver was promised by this clock; "" if nothing.
std::string_view told_of(const tickets::Profile& profile, ClockKind clock, const tickets::Span& span) {
  if (!profile.told) return "";
  switch (clock) {
    case ClockKind::kResp: return "有人联系您";
    case ClockKind::kDisp: return "处置";
    // A promise of the city in hours; our own outer limit in working days is not told as one.
    case ClockKind::kClose: return span.working ? "" : "办结";
    case ClockKind::kRevisit: return "回访";
    case ClockKind::kAck:
    case ClockKind::kXfer: break;
  }
  return "";
}

std::string days_text(const tickets::Span& span) { return std::to_string(span.length.count / base::days(1).count); }

/// A revisit has not begun when it is promised: it is told as a length, all else as the clock time it ends at.
std::string span_or_time(const ClockReading& reading, base::UnixMs now) {
  if (reading.clock == ClockKind::kRevisit) {
    const bool in_days = reading.promised.length.count % base::days(1).count == 0;
    return in_days ? days_text(reading.promised) + " 天内" : tickets::to_chinese(reading.promised) + "内";
  }
  return reading.due ? clock_words(*reading.due, now) + "前" : std::string();
}

bool is_running(const ClockReading& reading) {
  return reading.state == ClockState::kRunning || reading.state == ClockState::kPaused;
}

std::string first_words(const Promises& promises, const tickets::Profile& profile, const tickets::Log& log, base::UnixMs now) {
  std::string text;
  for (const ClockReading& reading : tickets::read_clocks(profile, promises.calendar, log, now)) {
    const std::string_view what = told_of(profile, reading.clock, reading.promised);
    const bool comes = reading.clock == ClockKind::kRevisit ? reading.state == ClockState::kWaiting : is_running(reading);
    if (what.empty() || !comes) continue;
    text += (text.empty() ? "" : "，") + span_or_time(reading, now) + std::string(what);
  }
  return text.empty() ? text : text + "。";
}

}  // namespace

std::string clock_words(base::UnixMs at, base::UnixMs now) {
  const base::CivilTime civil = base::to_civil(at);
  const std::string clock = two_digits(civil.hour) + ":" + two_digits(civil.minute);
  const std::int64_t days = (midnight(at) - midnight(now)).count / base::days(1).count;
  switch (days) {
    case 0:
      return "今天" + clock;
    case 1:
      return "明天" + clock;
    case -1:
      return "昨天" + clock;
    default:
      return std::to_string(civil.month) + "月" + std::to_string(civil.day) + "日" + clock;
  }
}

std::string promise_words(const Promises& promises, const tickets::Ticket& ticket, const tickets::Log& log, base::UnixMs now) {
  const tickets::Profile* profile = promises.of(ticket);
  if (profile != nullptr && profile->told) {
    if (std::string words = first_words(promises, *profile, log, now); !words.empty()) return words;
  }
  if (ticket.promise == "CONSULT") return "会有法律服务人员答复您，也可以直接拨打 12348。";
  if (ticket.promise == "SUGGEST") return "建议会转给主管部门，采纳没采纳，有答复就在这里告诉您。";
  const tickets::ClockRule* close = profile == nullptr ? nullptr : profile->rule_of(ClockKind::kClose);
  if (close == nullptr || !close->promised.working) return "进展会在这里告诉您。";
  return "一般 " + days_text(close->promised) + " 个工作日内答复，进展会在这里告诉您。";
}

std::string progress_words(const TicketLife& life, base::UnixMs now) {
  const tickets::Ticket& ticket = life.ticket();
  const tickets::TicketStanding standing = tickets::standing_of(life.log());
  std::string text = ticket.number + " " + ticket.title + "：" + std::string(tickets::to_chinese(ticket.status)) + "（" +
                     clock_words(ticket.changed_at, now) + "）";
  if (!tickets::is_open(ticket.status)) return text;
  if (standing.round > 1) text += "，第 " + std::to_string(standing.round) + " 次办理";
  if (!ticket.external_number.empty()) text += "，" + ticket.hotline + " 编号 " + ticket.external_number;
  if (standing.paused_since) text += standing.paused_for_driver ? "，在等您补充材料" : "，在等法定程序";
  std::string missed;
  for (const ClockReading& reading : life.clocks(now)) {
    if (reading.round != standing.round || life.profile() == nullptr) continue;
    const std::string_view what = told_of(*life.profile(), reading.clock, reading.promised);
    if (what.empty() || !reading.due) continue;
    if (reading.clock == ClockKind::kResp && reading.stopped) text += "，" + clock_words(*reading.stopped, now) + "有人联系过您";
    if (reading.state == ClockState::kRunning) text += "，" + clock_words(*reading.due, now) + "前" + std::string(what);
    if (reading.state == ClockState::kLate) {
      missed += (missed.empty() ? "" : "、") + clock_words(*reading.due, now) + std::string(what);
    }
  }
  if (!missed.empty()) text += "，已经过了承诺的 " + missed + "，对不起，正在督办，可以回复“催办”";
  return text;
}

std::string missed_words(const tickets::Profile& profile, const ClockReading& reading, base::UnixMs now) {
  if (!reading.due) return "";
  if (const std::string_view what = told_of(profile, reading.clock, reading.promised); !what.empty()) {
    return clock_words(*reading.due, now) + "前" + std::string(what);
  }
  // What everybody was told: that it usually takes so many working days.
  if (reading.clock == ClockKind::kClose && !profile.told && reading.promised.working) {
    return days_text(reading.promised) + " 个工作日内答复";
  }
  return "";
}

}  // namespace bot
