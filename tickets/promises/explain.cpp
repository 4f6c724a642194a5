#include "tickets/promises/explain.hpp"

#include "base/civil_time.hpp"

namespace tickets {
namespace {

std::string two(int number) { return std::string(number < 10 ? "0" : "") + std::to_string(number); }

std::string hour_text(const base::CivilTime& civil) { return two(civil.hour) + ":" + two(civil.minute); }

std::string second_text(base::UnixMs moment) {
  const base::CivilTime civil = base::to_civil(moment);
  return base::to_minute_text(moment) + ":" + two(civil.second);
}

std::string piece_text(const Piece& piece) {
  std::string text = second_text(piece.from) + " → " + second_text(piece.to) + "，";
  const std::string length = length_text(piece.to - piece.from);
  switch (piece.kind) {
    case Piece::Kind::kCounted:
      return text + "计 " + length;
    case Piece::Kind::kPaused:
      return text + "暂停 " + length + "（" + (piece.reason == kWaitingDriver ? "等司机补充" : "等法定程序") + "，由 " + piece.actor +
             " 暂停）";
    case Piece::Kind::kNotWorking:
      return text + (piece.reason.empty() ? std::string("周末") : piece.reason) + "，不计 " + length;
  }
  return text;
}

std::string outcome_text(const ClockReading& reading) {
  switch (reading.state) {
    case ClockState::kKept:
      return "按时：" + second_text(*reading.stopped) + "，提前 " + length_text(*reading.due - *reading.stopped);
    case ClockState::kKeptLate:
      return "超时后完成：" + second_text(*reading.stopped) + "，晚 " + length_text(*reading.stopped - *reading.due);
    case ClockState::kLate:
      return "已超时，还没有完成";
    case ClockState::kPaused:
      return "暂停中；上面的到期时间是现在恢复计时的话";
    case ClockState::kEnded:
      return "工单在到期前撤回或并入别的工单";
    case ClockState::kWaiting:
    case ClockState::kRunning:
    case ClockState::kUnknown:
      break;
  }
  return "计时中";
}

}  // namespace

std::string length_text(base::Millis length) {
  const std::int64_t seconds = length.count / 1000;
  if (seconds < 60) return std::to_string(seconds) + "秒";
  const std::int64_t minutes = seconds / 60;
  std::string text;
  if (minutes >= 60) text += std::to_string(minutes / 60) + "小时";
  if (minutes % 60 > 0) text += std::to_string(minutes % 60) + "分钟";
  if (minutes < 60 && seconds % 60 > 0) text += std::to_string(seconds % 60) + "秒";
  return text;
}

std::string moment_text(base::UnixMs moment, base::UnixMs now) {
  const base::CivilTime then = base::to_civil(moment);
  const base::CivilTime today = base::to_civil(now);
  const base::CivilTime tomorrow = base::to_civil(next_midnight(now));
  const auto same_day = [&](const base::CivilTime& day) {
    return then.year == day.year && then.month == day.month && then.day == day.day;
  };
  if (same_day(today)) return "今天" + hour_text(then);
  if (same_day(tomorrow)) return "明天" + hour_text(then);
  const std::string year = then.year == today.year ? std::string() : std::to_string(then.year) + "年";
  return year + std::to_string(then.month) + "月" + std::to_string(then.day) + "日 " + hour_text(then);
}

std::vector<std::string> explain(const ClockReading& reading) {
  std::vector<std::string> lines;
  const std::string title = std::string(to_chinese(reading.clock)) + (reading.round > 1 ? "（第" + std::to_string(reading.round) + "轮）" : "");
  if (!reading.start) return {title + "：还没有开始计时，承诺 " + to_chinese(reading.promised)};
  lines.push_back(title + "：从 " + second_text(*reading.start) + " 起，承诺 " + to_chinese(reading.promised));
  base::Millis sum{0};
  for (const Piece& piece : reading.pieces) {
    lines.push_back(piece_text(piece));
    if (piece.kind == Piece::Kind::kCounted) sum = sum + (piece.to - piece.from);
  }
  if (reading.missing_year) {
    const std::string year = std::to_string(*reading.missing_year);
    lines.push_back("算不出到期时间：日历里没有 " + year + " 年。请按国务院的放假通知在 calendar.txt 里补上 [year " + year + "]");
    return lines;
  }
  lines.push_back("合计 " + length_text(sum) + "，到期 " + second_text(reading.extended_from ? *reading.extended_from : *reading.due));
  if (reading.extended_from) lines.push_back("延期到 " + second_text(*reading.due) + "（理由：" + reading.extension_reason + "）");
  lines.push_back(outcome_text(reading));
  if (!reading.calendar_version.empty()) lines.push_back("日历版本 " + reading.calendar_version);
  return lines;
}

std::string tell_driver(const Profile& profile, const ClockReading& reading, base::UnixMs now) {
  if (!profile.told || !reading.due) return "";
  if (reading.state == ClockState::kLate) return "超时了，对不起，已经催办";
  if (reading.state != ClockState::kRunning) return "";
  const std::string before = moment_text(*reading.due, now) + "前";
  switch (reading.clock) {
    case ClockKind::kResp:
      return before + "有人联系您";
    case ClockKind::kDisp:
      return before + "着手处理";
    case ClockKind::kClose:
      // A promise of the city in hours; our own outer limit in working days is not told as one.
      return reading.promised.working ? "" : before + "办结并告诉您结果";
    case ClockKind::kRevisit:
      return before + "回访您";
    case ClockKind::kAck:
    case ClockKind::kXfer:
      break;
  }
  return "";
}

}  // namespace tickets
