#include "dialogs/engine/timers.hpp"

#include <algorithm>

#include "base/civil_time.hpp"
#include "dialogs/engine/digressions.hpp"
#include "dialogs/engine/effects.hpp"
#include "dialogs/engine/texts.hpp"
#include "dialogs/engine/values.hpp"
#include "dialogs/engine/walk.hpp"

namespace dialogs::engine {
namespace {

void offer(Timer& best, Timer::Kind kind, base::UnixMs due) {
  if (best.kind == Timer::Kind::kNone || due < best.due) best = {kind, due, best.generation};
}

bool is_quiet(const Quiet& quiet, base::UnixMs at) { return after_quiet(quiet, at) != at; }

void expire(Turn& turn) {
  const bool quiet = is_quiet(turn.release->global.quiet, turn.now);
  const bool answered = std::any_of(turn.state.frames.begin(), turn.state.frames.end(), has_answers);
  if (!quiet) turn.say(system_text(turn, "expired"));
  // A draft with answers is not thrown away for one without.
  if (answered || !turn.state.draft) {
    turn.state.draft = Draft{turn.state.frames, turn.now + turn.release->global.draft, false};
  }
  turn.note([] { return std::string("expired"); });
  turn.state.frames.clear();
  turn.state.pending = {};
  turn.state.held.clear();
  turn.state.append_slot.clear();
  turn.state.append_until = {};
  turn.state.ended = "expired";
}

void remind(Turn& turn) {
  const Dialog& dialog = turn.top_dialog();
  if (turn.now >= turn.state.active + dialog.expire) return expire(turn);
  // After a long outage all overdue reminders are one.
  while (static_cast<std::size_t>(turn.state.reminded) < dialog.remind.size() &&
         turn.state.active + dialog.remind[static_cast<std::size_t>(turn.state.reminded)] <= turn.now) {
    ++turn.state.reminded;
  }
  turn.question_prefix = system_text(turn, "remind");
  turn.asking = Asking::kPlain;
  if (turn.state.pending.kind == Pending::Kind::kNone) ask_again(turn, Asking::kPlain);
}

bool is_free(const State& state) {
  return state.frames.empty() && !state.human && state.pending.kind == Pending::Kind::kNone;
}

// Begins the first scheduled dialog that is due, or puts it off by an hour.
void try_start(Turn& turn) {
  std::vector<ScheduledStart>& starts = turn.state.starts;
  const auto due =
      std::find_if(starts.begin(), starts.end(), [&](const ScheduledStart& one) { return one.due <= turn.now; });
  if (due == starts.end()) return;
  const bool free = is_free(turn.state);
  if (free) turn.use(turn.releases.current());
  const DialogIndex* dialog = turn.index->find(due->dialog);
  if (!free) {
    due->due = turn.now + kStartRetry;
    if (++due->attempts >= kStartAttemptsMax) starts.erase(due);
    return;
  }
  const Fields give = due->give;
  starts.erase(due);
  if (dialog == nullptr) return;
  turn.starts_proactively = true;
  push(turn, *dialog, give, nullptr);
  advance(turn);
}

}  // namespace

base::UnixMs after_quiet(const Quiet& quiet, base::UnixMs at) {
  if (quiet.from_minute == quiet.to_minute) return at;
  base::CivilTime civil = base::to_civil(at);
  const int minute = civil.hour * 60 + civil.minute;
  const bool over_midnight = quiet.from_minute > quiet.to_minute;
  const bool inside = over_midnight ? minute >= quiet.from_minute || minute < quiet.to_minute
                                    : minute >= quiet.from_minute && minute < quiet.to_minute;
  if (!inside) return at;
  if (minute >= quiet.to_minute) ++civil.day;
  civil.hour = quiet.to_minute / 60;
  civil.minute = quiet.to_minute % 60;
  civil.second = 0;
  return base::to_unix(civil);
}

void schedule(Turn& turn) {
  const State& state = turn.state;
  Timer best;
  const Quiet& quiet = turn.release->global.quiet;
  const auto polite = [&](base::UnixMs due) { return after_quiet(quiet, std::max(due, turn.now)); };
  if (state.human && state.human->danger) {
    offer(best, Timer::Kind::kHuman, polite(state.human->last + kDangerIdle));
  } else if (state.human) {
    offer(best, Timer::Kind::kHuman, state.human->last + kHumanIdle);
  } else if (const Mark* mark = pending_effect(turn)) {
    offer(best, Timer::Kind::kEffect, mark->at + kEffectTimeout);
  } else if (!state.frames.empty()) {
    const Dialog& dialog = turn.top_dialog();
    offer(best, Timer::Kind::kExpire, state.active + dialog.expire);
    if (static_cast<std::size_t>(state.reminded) < dialog.remind.size()) {
      offer(best, Timer::Kind::kRemind, polite(state.active + dialog.remind[static_cast<std::size_t>(state.reminded)]));
    }
  }
  for (const Unsettled& one : state.unsettled) {
    if (one.until.count != 0 && !state.human) offer(best, Timer::Kind::kEffect, one.until);
  }
  for (const ScheduledStart& start : state.starts) offer(best, Timer::Kind::kStart, polite(start.due));
  if (best.kind == state.timer.kind && best.due == state.timer.due) return;
  turn.state.timer = {best.kind, best.due, state.timer.generation + 1};
}

void on_timer(Turn& turn) {
  const Timer::Kind kind = turn.state.timer.kind;
  const bool needs_frame = kind == Timer::Kind::kRemind || kind == Timer::Kind::kExpire;
  if (needs_frame && !turn.has_frames()) return;  // scheduled anew
  switch (kind) {
    case Timer::Kind::kNone:
      return;
    case Timer::Kind::kRemind:
      return remind(turn);
    case Timer::Kind::kExpire:
      return expire(turn);
    case Timer::Kind::kEffect:
      if (const Mark* mark = pending_effect(turn); mark != nullptr && mark->at + kEffectTimeout <= turn.now) {
        return time_out_effect(turn);
      }
      return time_out_unsettled(turn);
    case Timer::Kind::kHuman:
      return end_human_mode(turn, turn.state.human && turn.state.human->danger ? "danger_over" : "human_over");
    case Timer::Kind::kStart:
      return try_start(turn);
  }
}

bool on_system(Turn& turn, const SystemEvent& event) {
  const ReleaseIndex& index = turn.releases.current().index.of(turn.releases.current());
  const DialogIndex* dialog = index.by_event(event.name);
  if (dialog == nullptr) return false;
  std::vector<ScheduledStart>& starts = turn.state.starts;
  const bool known = std::any_of(starts.begin(), starts.end(), [&](const ScheduledStart& one) {
    return one.dialog == dialog->dialog->id && one.give == event.give;
  });
  if (known || starts.size() >= kStartsMax) {
    turn.note([&] { return event.name + (known ? ": already scheduled" : ": too many starts"); });
    return known;
  }
  const base::UnixMs due = turn.now + dialog->dialog->start_after;
  starts.push_back({dialog->dialog->id, event.give, due, 0});
  const bool now_is_fine =
      due <= turn.now && is_free(turn.state) && !is_quiet(turn.releases.current().global.quiet, turn.now);
  if (now_is_fine) try_start(turn);
  return true;
}

void end_human_mode(Turn& turn, std::string_view text) {
  turn.state.human.reset();
  turn.state.alarms.clear();
  turn.say(system_text(turn, text));
  turn.state.active = turn.now;
  turn.state.reminded = 0;
  // A question the driver saw stays as it is; one that was never shown is asked now.
  if (turn.has_frames() && turn.top().wait.kind == Wait::Kind::kNone) advance(turn);
}

}  // namespace dialogs::engine
