#include "tickets/promises/log.hpp"

#include <algorithm>
#include <array>

#include "base/civil_time.hpp"

namespace tickets {
namespace {

constexpr std::array<std::string_view, 23> kActNames{
    "heard",           "answered",           "accepted",          "joined",  "received", "tried",         "contacted", "acted",
    "paused",          "resumed",            "returned",          "extension_asked",     "extension_approved",
    "extension_refused", "result",           "told",              "revisit_tried",       "revisited",     "reopened",
    "withdrawn",       "merged",             "revisit_asked",     "stepped"};

base::Status refuse(const char* why) { return base::Error{base::ErrorCode::kInvalid, why}; }

base::UnixMs day_start(base::UnixMs instant) {
  base::CivilTime civil = base::to_civil(instant);
  civil.hour = civil.minute = civil.second = 0;
  return base::to_unix(civil);
}

class Fold {
 public:
  void add(const LogEntry& entry) {
    switch (entry.act) {
      case Act::kHeard:
        now_.heard = entry.at;
        break;
      case Act::kAccepted:
        now_.accepted = now_.round_began = entry.at;
        now_.phase = Phase::kOpen;
        break;
      case Act::kJoined:
        if (entry.until && now_.accepted) now_.accepted = std::min(*now_.accepted, *entry.until);
        if (now_.round == 1) now_.round_began = now_.accepted;
        break;
      case Act::kActed:
        now_.acted = true;
        break;
      case Act::kPaused:
        pause(entry);
        break;
      case Act::kResumed:
        resume(entry.at);
        break;
      case Act::kExtensionAsked:
        now_.extension_asked_by = entry.actor;
        now_.extension_asked_until = entry.until;
        break;
      case Act::kExtensionApproved:
      case Act::kExtensionRefused:
        now_.extended = now_.extended || entry.act == Act::kExtensionApproved;
        now_.extension_asked_by.reset();
        break;
      case Act::kResult:
        now_.result = entry.at;
        break;
      case Act::kTold:
        resume(entry.at);
        now_.phase = Phase::kClosed;
        break;
      case Act::kRevisitTried:
        tried(entry.at);
        break;
      case Act::kRevisitAsked:
        ++now_.revisit_asks;
        now_.revisit_call = now_.revisit_call || entry.reason == kAskedByCall;
        break;
      case Act::kRevisited:
        if (now_.phase == Phase::kClosed) now_.phase = Phase::kRevisited;
        break;
      case Act::kReopened:
        reopen(entry.at);
        break;
      case Act::kWithdrawn:
        resume(entry.at);
        now_.phase = Phase::kWithdrawn;
        break;
      case Act::kMerged:
        resume(entry.at);
        now_.phase = Phase::kMerged;
        break;
      case Act::kAnswered:
      case Act::kReceived:
      case Act::kTried:
      case Act::kContacted:
      case Act::kReturned:
      case Act::kStepped:
        break;
    }
  }
  const TicketStanding& standing() const { return now_; }

 private:
  void pause(const LogEntry& entry) {
    now_.phase = Phase::kPaused;
    now_.paused_since = entry.at;
    now_.paused_for_driver = entry.reason == kWaitingDriver;
    if (now_.paused_for_driver) ++now_.driver_pauses;
  }

  void resume(base::UnixMs at) {
    if (!now_.paused_since) return;
    if (now_.paused_for_driver) now_.driver_paused = std::min(now_.driver_paused + (at - *now_.paused_since), kDriverPauseMax);
    now_.paused_since.reset();
    now_.phase = Phase::kOpen;
  }

  void tried(base::UnixMs at) {
    ++now_.revisit_tries;
    const base::UnixMs day = day_start(at);
    if (!first_try_day_) first_try_day_ = day;
    now_.revisit_given_up = now_.revisit_tries >= kRevisitTriesMax && day != *first_try_day_;
  }

  void reopen(base::UnixMs at) {
    ++now_.round;
    now_.round_began = at;
    now_.phase = Phase::kOpen;
    now_.result.reset();
    now_.extended = false;
    now_.extension_asked_by.reset();
    now_.revisit_asks = 0;
    now_.revisit_call = false;
    now_.revisit_tries = 0;
    now_.revisit_given_up = false;
    first_try_day_.reset();
  }

  TicketStanding now_;
  std::optional<base::UnixMs> first_try_day_;
};

bool is_over(const TicketStanding& now) { return now.phase == Phase::kWithdrawn || now.phase == Phase::kMerged; }
bool is_closed(const TicketStanding& now) { return now.phase == Phase::kClosed || now.phase == Phase::kRevisited; }

base::Status check_pause(const TicketStanding& now, const LogEntry& entry) {
  if (now.phase != Phase::kOpen) return refuse("只有正在办理的工单可以暂停计时");
  if (entry.reason == kWaitingBody) {
    return entry.until && *entry.until > entry.at ? base::Status() : refuse("等待法定程序要写明法定期限到哪一天，并告诉司机");
  }
  if (entry.reason != kWaitingDriver) return refuse("暂停只有两种理由：等司机补充、等法定程序");
  if (now.driver_pauses >= kDriverPausesMax) return refuse("等司机补充最多暂停两次，已经用完；先按现有材料办理");
  if (now.driver_paused >= kDriverPauseMax) return refuse("等司机补充累计已满24小时，不能再暂停；先按现有材料办理");
  return {};
}

base::Status check_extension(const TicketStanding& now, const LogEntry& entry, std::optional<base::UnixMs> close_due) {
  if (entry.act == Act::kExtensionAsked) {
    if (now.extended) return refuse("每一轮只能延期一次，已经延过");
    if (now.extension_asked_by) return refuse("已有一份延期申请在等批准");
    if (!close_due) return refuse("这张工单没有办结时限，不用延期");
    if (entry.at >= *close_due) return refuse("已经到期，不能再申请延期；延期要在到期之前申请");
    if (!entry.until || *entry.until <= *close_due) return refuse("延期要写明新的期限，并且晚于原来的期限");
    return entry.reason.empty() ? refuse("延期要写理由，会告诉司机") : base::Status();
  }
  if (!now.extension_asked_by) return refuse("没有等待批准的延期申请");
  if (entry.actor == *now.extension_asked_by) return refuse("延期要由申请人以外的人批准");
  if (entry.act == Act::kExtensionApproved && close_due && entry.at > *close_due) {
    return refuse("已经到期，超时不能再用延期抹去；请不批准，并写明超时原因");
  }
  return {};
}

base::Status check_open(const TicketStanding& now, const LogEntry& entry) {
  if (now.phase != Phase::kOpen && now.phase != Phase::kPaused) return refuse("工单不在办理中");
  if (entry.act == Act::kReturned && entry.reason.empty()) return refuse("退单要写理由");
  if (entry.act == Act::kJoined && !entry.until) return refuse("合并要写明被合并工单的受理时间");
  if (entry.act == Act::kResult && entry.reason.empty()) return refuse("办理结果要写结果代码");
  if (entry.act == Act::kTold && !now.result) return refuse("还没有办理结果，不能告知办结");
  if (entry.act == Act::kResumed && now.phase != Phase::kPaused) return refuse("工单没有暂停");
  return {};
}

base::Status check_revisit(const TicketStanding& now, const LogEntry& entry) {
  if (!is_closed(now) && !now.acted) return refuse("还没有办结或处置，不能回访");
  if (now.phase == Phase::kRevisited) return refuse("这一轮已经回访过");
  constexpr std::array<std::string_view, 4> kOutcomes{"satisfied", "solved", "unsolved", "unsatisfied"};
  if (entry.act == Act::kRevisited && std::find(kOutcomes.begin(), kOutcomes.end(), entry.reason) == kOutcomes.end()) {
    return refuse("回访结果只有四种：满意、已解决、没解决、不满意");
  }
  return {};
}

bool was_stepped(const Log& log, const LogEntry& entry) {
  return std::any_of(log.begin(), log.end(), [&](const LogEntry& before) {
    return before.act == Act::kStepped && before.clock == entry.clock && before.round == entry.round &&
           before.level == entry.level;
  });
}

}  // namespace

std::string_view to_name(Act act) { return kActNames[static_cast<std::size_t>(act)]; }

std::optional<Act> act_from_name(std::string_view name) {
  const auto found = std::find(kActNames.begin(), kActNames.end(), name);
  if (found == kActNames.end()) return std::nullopt;
  return static_cast<Act>(found - kActNames.begin());
}

TicketStanding standing_of(const Log& log) {
  Fold fold;
  for (const LogEntry& entry : log) fold.add(entry);
  return fold.standing();
}

base::Status check_entry(const Log& log, const LogEntry& entry, std::optional<base::UnixMs> close_due) {
  if (log.empty()) return entry.act == Act::kHeard ? base::Status() : refuse("记录要从第一条消息开始");
  if (entry.at < log.back().at) return refuse("时间早于上一条记录；记录只往后写");
  if (entry.actor.empty()) return refuse("记录要写是谁做的");
  const TicketStanding now = standing_of(log);
  if (is_over(now)) return refuse("工单已撤回或已并入别的工单，不再变动");
  switch (entry.act) {
    case Act::kHeard:
      return refuse("第一条消息只记一次");
    case Act::kAnswered:
      return {};
    case Act::kAccepted:
      return now.accepted ? refuse("工单已经受理") : base::Status();
    case Act::kPaused:
      return check_pause(now, entry);
    case Act::kExtensionAsked:
    case Act::kExtensionApproved:
    case Act::kExtensionRefused:
      if (now.phase != Phase::kOpen && now.phase != Phase::kPaused) return refuse("工单不在办理中");
      return check_extension(now, entry, close_due);
    case Act::kReopened:
      return is_closed(now) ? base::Status() : refuse("只有办结的工单可以重办");
    case Act::kRevisitAsked:
    case Act::kRevisitTried:
    case Act::kRevisited:
      return check_revisit(now, entry);
    case Act::kStepped:
      return was_stepped(log, entry) ? refuse("这一级已经记过") : base::Status();
    case Act::kWithdrawn:
    case Act::kMerged:
    case Act::kJoined:
    case Act::kReceived:
    case Act::kTried:
    case Act::kContacted:
    case Act::kActed:
    case Act::kResumed:
    case Act::kReturned:
    case Act::kResult:
    case Act::kTold:
      return check_open(now, entry);
  }
  return refuse("不认识的记录");
}

}  // namespace tickets
