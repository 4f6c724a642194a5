#include "bot/turns/turn_maker.hpp"

#include <algorithm>
#include <exception>
#include <utility>
#include <variant>

#include "base/hash.hpp"
#include "base/invariant.hpp"
#include "base/utf8.hpp"
#include "bot/duty/alert.hpp"
#include "bot/turns/attendance.hpp"
#include "bot/turns/media_orders.hpp"
#include "bot/turns/notices.hpp"
#include "bot/turns/ticket_form.hpp"
#include "bot/turns/turn_work.hpp"
#include "dialogs/engine/gathering.hpp"
#include "dialogs/engine/updated.hpp"
#include "dialogs/safety/safety.hpp"
#include "dialogs/text/normal.hpp"

namespace bot {
namespace {

constexpr int kEffectRoundsMax = 8;  // local effects carried out in one turn; more is a fault of a script or of ours
constexpr std::size_t kTicketsLookedAt = 5;
constexpr base::Millis kFaultyTimerRest = base::hours(1);
constexpr std::string_view kForgets = "forget_me";  // the act that also drops the driver's files

/// The ring of seen messages holds every message, also those that never reach the dialog.
void remember_seen(dialogs::State& state, std::string_view inbound_key) {
  const std::uint64_t hash = base::hash64(inbound_key);
  if (std::find(state.seen.begin(), state.seen.end(), hash) != state.seen.end()) return;
  if (state.seen.size() >= dialogs::kSeenMax) state.seen.erase(state.seen.begin());
  state.seen.push_back(hash);
}

/// Files of its drivers lie in our own folder.
bool keeps_files(const ChannelStyle& style) { return style.fetches_media || style.channel == "web"; }

void add_media(storage::TurnWrite& turn, const MediaOrder& order, base::Random& random) {
  turn.messages.push_back({.key = random.hex(kMessageKeyBytes),
                           .target = turn.key.channel + "/" + turn.key.account,
                           .driver = turn.key.driver,
                           .text = encode_media(order),
                           .due = turn.at,
                           .kind = storage::OutboxKind::kMedia});
}

}  // namespace

std::optional<MadeTurn> TurnMaker::make(const Open& open, const ChannelStyle& style, const Letter& letter, base::UnixMs now) {
  Work work;
  work.state = open.state;
  work.allowance = open.kept.allowance;
  work.sent = open.kept.sent;
  work.style = &style;
  work.view = releases_.view();
  work.release = &work.view->current();
  work.channel = letter.key.channel;
  work.now = now;
  work.conversation = open.id;
  work.write.key = letter.key;
  work.write.conversation = open.id;
  work.write.expected_version = open.version;
  work.write.at = now;

  bool has_turn = true;
  bool can_answer = false;
  try {
    const bool only_moves = std::holds_alternative<ReleaseMoved>(letter.what);
    const auto* words = std::get_if<DriverSaid>(&letter.what);
    const bool moved = move_if_due(work, words != nullptr && words->sort == DriverSaid::Sort::kWords);
    if (const auto* said = std::get_if<DriverSaid>(&letter.what)) {
      can_answer = true;
      has_turn = driver_said(work, *said);
    } else if (const auto* due = std::get_if<TimerDue>(&letter.what)) {
      work.write.timer_lease = due->lease;
      has_turn = timer_due(work) || moved;
    } else if (const auto* done = std::get_if<PersonDone>(&letter.what)) {
      has_turn = person_done(work, *done) || moved;
    } else if (const auto* acts = std::get_if<PersonActs>(&letter.what)) {
      has_turn = person_acts(work, *acts) || moved;
    } else if (const auto* decided = std::get_if<ForwardDecided>(&letter.what)) {
      has_turn = forward_decided(work, *decided) || moved;
    } else if (const auto* clock = std::get_if<ClockDue>(&letter.what)) {
      has_turn = clock_due(work, *clock) || moved;
    } else if (const auto* order = std::get_if<TicketOrder>(&letter.what)) {
      has_turn = ordered(work, *order);
    } else if (const auto* undelivered = std::get_if<TemplateRefused>(&letter.what)) {
      has_turn = template_refused(work, *undelivered);
    } else if (const auto* closed = std::get_if<MergedClosed>(&letter.what)) {
      has_turn = merged_closed(work, *closed) || moved;
    } else if (only_moves) {
      work.write.kind = storage::TurnKind::kSystem;
      has_turn = moved;
    } else {
      has_turn = ticket_news(work, std::get<TicketNews>(letter.what));
    }
  } catch (const std::exception&) {
    // The one place that contains a broken invariant of a turn (architecture, "The way of a message" 7). The exception's
    // text stays out of the log: it might quote a message.
    work.state = open.state;
    work.state.burst.reset();  // its pieces are in the transcript; read again they would fail again
    work.texts.clear();
    work.write.tickets.clear();
    work.write.ticket_changes.clear();
    work.write.alerts.clear();
    work.write.tasks.clear();
    work.write.settlements.clear();
    work.write.decisions.clear();
    // Of what was to leave later only the fetching of what he sent stands.
    std::erase_if(work.write.messages, [](const storage::NewMessage& message) {
      const auto order = message.kind == storage::OutboxKind::kMedia ? decode_media(message.text) : std::nullopt;
      return !order || order->kind == MediaOrder::Kind::kForget;
    });
    std::erase_if(work.write.lines, [](const storage::Line& line) { return line.speaker != storage::Speaker::kDriver; });
    quarantine(work, "处理这条消息时程序出错，请人工答复");
    log_.error("turn_quarantined", {{"conversation", open.id}});
  }
  if (!work.refusal.empty()) {
    MadeTurn refused;
    refused.refusal = std::move(work.refusal);
    return refused;
  }
  if (!has_turn) return std::nullopt;
  if (!work.write.inbound_key.empty()) remember_seen(work.state, work.write.inbound_key);
  return finish(work, open, can_answer);
}

bool TurnMaker::driver_said(Work& work, const DriverSaid& said) {
  work.write.kind = storage::TurnKind::kMessage;
  work.write.inbound_key = said.inbound_key;
  if (said.window == DriverSaid::Window::kOpens) work.sent = {.heard = work.now, .messages = 0};
  if (said.window == DriverSaid::Window::kCloses) work.sent = {};
  work.write.lines.push_back(said.line);
  if (said.sort == DriverSaid::Sort::kNotice) {
    work.write.kind = storage::TurnKind::kSystem;
    if (!said.undelivered.empty()) did_not_arrive(work, said.undelivered);
    return true;
  }
  if (said.sort == DriverSaid::Sort::kSubscribed) {
    work.say(notice(*work.release, "welcome"));
    return true;
  }
  if (!work.allowance.take(options_.rate_limit, work.now)) {
    // Emergency words pass whatever the limit says (domain reference §5.1: safety runs before rate limits).
    if (!is_urgent(work, said.line.text)) {
      work.write.kind = storage::TurnKind::kLimited;
      if (work.allowance.tell_once()) work.say(notice(*work.release, "too_fast"));
      return true;
    }
  }
  if (said.sort == DriverSaid::Sort::kNotUnderstood) {
    work.write.tasks.push_back({.kind = "not_understood", .reason = "收到无法识别的消息类型，请人工查看", .ticket = {}});
    work.say(notice(*work.release, "not_understood"));
    return true;
  }
  fetch_media(work, said.line);
  // The whole text is in the transcript; the dialog reads its beginning (reliability reference §4 row 33).
  const bool urgent = is_urgent(work, said.line.text);
  const bool too_long = base::count_code_points(said.line.text) > dialogs::kTextPointsMax;
  if (too_long && !urgent) work.say(notice(*work.release, "too_long"));
  // A piece of a burst is kept and acknowledged; the answer follows when the driver has paused (dialog language §4.8).
  if (work.style->gathers && !urgent && dialogs::gather(*work.view, work.state, said.event, work.now)) {
    return true;
  }
  // The safety words stand first; what was gathered before them is read all the same.
  if (!urgent) read_burst(work);
  run(work, said.event);
  if (urgent) read_burst(work);
  if (too_long && urgent) work.say(notice(*work.release, "too_long"));
  return true;
}

/// Whatever comes in, a conversation whose release has moved on is moved first (dialog language §4.11). `quietly`: the driver's
/// words are answered right behind; a question that changed waits for that answer. It was not seen, so the words cannot be
/// its answer: the dialog asks it anew and says that the steps have changed. The pieces of a burst answer the
/// question they were sent to: it is read first.
bool TurnMaker::move_if_due(Work& work, bool quietly) {
  if (work.state.burst) return false;
  const dialogs::Release* destination = work.view->destination(work.state);
  if (destination == nullptr) return false;
  const std::size_t depth = work.state.frames.size();
  const std::size_t lines = work.write.lines.size();
  run(work, dialogs::MigrateEvent{destination->id});
  const bool asks_otherwise = work.write.lines.size() > lines;
  if (quietly && asks_otherwise && work.state.frames.size() == depth && !work.state.human) {
    work.write.lines.resize(lines);
    work.texts.clear();
    dialogs::ask_as_updated(work.state);
  }
  return true;
}

/// What came too fast is not fetched (reliability reference §4 row 45): it is not called here.
void TurnMaker::fetch_media(Work& work, const storage::Line& line) {
  if (!work.style->fetches_media) return;
  for (const MediaOrder& order : media_of(line)) add_media(work.write, order, random_);
}

bool TurnMaker::is_urgent(const Work& work, std::string_view text) const {
  return dialogs::find_danger_in_burst(*work.release, text).danger != nullptr;
}

void TurnMaker::read_burst(Work& work) {
  for (const dialogs::Event& event : dialogs::take_burst(work.state)) run(work, event);
}

bool TurnMaker::timer_due(Work& work) {
  if (work.state.burst) {
    if (work.state.burst->due > work.now) return false;
    work.write.kind = storage::TurnKind::kTimer;
    read_burst(work);
    return true;
  }
  const dialogs::Timer timer = work.state.timer;
  if (timer.kind == dialogs::Timer::Kind::kNone || timer.due > work.now) return false;
  work.write.kind = storage::TurnKind::kTimer;
  run(work, dialogs::TimerEvent{.generation = timer.generation});
  // A timer that the engine could not handle leaves the old state; it must not come back every second.
  if (work.state.timer == timer) work.state.timer.due = work.now + kFaultyTimerRest;
  return true;
}

bool TurnMaker::person_done(Work& work, const PersonDone& done) {
  if (!work.state.human) return false;
  work.write.kind = storage::TurnKind::kOperator;
  work.write.lines.push_back({.speaker = storage::Speaker::kOperator, .text = done.by + "：人工接待结束", .extra = {}});
  run(work, dialogs::AgentEvent{.act = dialogs::AgentEvent::Act::kRelease, .text = {}});
  return true;
}

/// What was gathered is read first: nothing a driver sent is left behind when a person takes over.
bool TurnMaker::person_acts(Work& work, const PersonActs& acts) {
  using Act = PersonActs::Act;
  work.write.kind = storage::TurnKind::kOperator;
  if (acts.act == Act::kNote) {
    work.write.lines.push_back(operator_line(acts.text, acts.display, true));
    if (work.state.human) run(work, dialogs::AgentEvent{.act = dialogs::AgentEvent::Act::kNote, .text = {}});
    return true;
  }
  if (work.state.burst) read_burst(work);
  if (work.state.human && !work.state.human->by.empty() && work.state.human->by != acts.by && !acts.instead) {
    work.refusal = "「" + work.state.human->by + "」正在接待这位司机，没有执行";
    return false;
  }
  if (acts.act == Act::kGiveBack) {
    if (!work.state.human) return false;
    work.write.lines.push_back(operator_line(acts.display + "：人工接待结束", acts.display, true));
    run(work, dialogs::AgentEvent{.act = dialogs::AgentEvent::Act::kRelease, .text = {}});
    return true;
  }
  if (acts.act == Act::kHandOver) {
    if (work.state.human && work.state.human->by == acts.to) return false;
    work.write.lines.push_back(operator_line(acts.display + "：交给" + acts.to_display + "接待", acts.display, true));
    run(work, dialogs::AgentEvent{.act = dialogs::AgentEvent::Act::kTake, .text = "座席接管", .by = acts.to});
    return true;
  }
  const bool takes = !work.state.human || work.state.human->by != acts.by;
  if (takes) work.write.lines.push_back(operator_line(acts.display + "：开始人工接待", acts.display, true));
  run(work, dialogs::AgentEvent{.act = dialogs::AgentEvent::Act::kTake, .text = "座席接管", .by = acts.by});
  if (acts.act == Act::kTake) return takes;
  work.write.lines.push_back(operator_line(acts.text, acts.display, false));
  work.texts.push_back(acts.text);
  contacted(work, acts.by);
  return true;
}

void TurnMaker::run(Work& work, const dialogs::Event& event) {
  const base::UnixMs first_at =
      work.state.frames.empty() ? work.now : std::min(work.state.frames.front().started, work.now);
  std::vector<dialogs::Event> waiting{event};
  int rounds = 0;
  while (!waiting.empty()) {
    BASE_INVARIANT(++rounds <= kEffectRoundsMax, "a turn did not become quiet");
    const bool watched = static_cast<bool>(options_.on_step);
    dialogs::StepResult result = dialogs::step(*work.view, work.state, waiting.front(), work.now, watched);
    if (watched) options_.on_step(waiting.front(), result);
    waiting.erase(waiting.begin());
    work.state = std::move(result.state);
    for (const dialogs::Reply& reply : result.replies) work.say(reply);
    for (const dialogs::Effect& effect : result.effects) {
      if (const auto* act = std::get_if<dialogs::DoEffect>(&effect)) {
        const EffectContext context{.conversation = work.conversation,
                                    .channel = work.channel,
                                    .first_message_at = first_at,
                                    .release = work.release,
                                    .memory = &work.state,
                                    .now = work.now};
        waiting.emplace_back(desk_.carry_out(*act, context, work.write));
        if (act->action == kForgets && keeps_files(*work.style)) {
          add_media(work.write, {.kind = MediaOrder::Kind::kForget, .media_id = {}}, random_);
        }
      } else if (const auto* handoff = std::get_if<dialogs::HandoffEffect>(&effect)) {
        if (handoff->reason == "internal") {
          quarantine(work, "对话引擎出错，请人工答复");
        } else {
          const std::string ticket = work.write.tickets.empty() ? "" : work.write.tickets.back().ticket.number;
          work.write.tasks.push_back({.kind = "handoff", .reason = handoff->reason, .ticket = ticket});
        }
      } else if (const auto* danger = std::get_if<dialogs::AlarmEffect>(&effect)) {
        alarm(work, *danger, first_at);
      } else if (const auto* note = std::get_if<dialogs::NoteEffect>(&effect)) {
        work.write.lines.push_back({.speaker = storage::Speaker::kSystem, .text = note->text, .extra = {}});
      }
      // RelayEffect: the message is in the transcript and the task of the handoff is open; nothing else is needed.
    }
  }
}

/// The safety words are said already. A ticket is opened with what is known; a store that gives no number does not keep
/// the alarm from a person.
void TurnMaker::alarm(Work& work, const dialogs::AlarmEffect& alarm, base::UnixMs first_at) {
  work.alarmed = true;
  std::string ticket = alarm.first ? std::string() : ticket_in_hand(work);
  if (!ticket.empty()) {
    work.write.ticket_changes.push_back({.number = ticket,
                                         .expected_revision = 0,
                                         .to = {},
                                         .external_number = {},
                                         .actor = "bot",
                                         .action = "danger",
                                         .note = alarm.danger + "（" + alarm.code + "）"});
  } else {
    const EffectContext context{.conversation = work.conversation,
                                .channel = work.channel,
                                .first_message_at = first_at,
                                .release = work.release,
                                .memory = &work.state,
                                .now = work.now};
    const dialogs::Fields fields{{"story", alarm.text},       {"category", alarm.category},
                                 {"matter_code", alarm.code}, {"urgency", "特急"},
                                 {"reason", alarm.danger + " " + alarm.urgency}, {"route", "12345"}};
    const auto opened = desk_.open(make_ticket(fields, work.channel), context, work.write);
    if (opened) {
      ticket = *opened;
      work.say(notice(*work.release, "danger_ticket", {{"工单号", ticket}}));
    }
  }
  if (options_.alerts) {
    work.write.alerts.push_back({.key = random_.hex(kMessageKeyBytes),
                                 .ticket = ticket,
                                 .payload = encode_alert({.danger = alarm.danger,
                                                          .code = alarm.code,
                                                          .urgency = alarm.urgency,
                                                          .ticket = ticket,
                                                          .channel = work.channel,
                                                          .at = work.now}),
                                 .due = work.now});
  }
  work.write.tasks.push_back({.kind = "urgent",
                              .reason = alarm.danger + "（" + alarm.code + "，" + alarm.urgency + "）：马上联系司机",
                              .ticket = ticket});
}

std::string TurnMaker::ticket_in_hand(const Work& work) const {
  if (work.conversation == 0) return {};
  const auto found = tickets_.of_conversation(work.conversation, kTicketsLookedAt);
  if (!found) return {};
  for (const tickets::Ticket& ticket : *found) {
    if (ticket.urgency == "特急" && ticket.status != tickets::Status::kClosed) return ticket.number;
  }
  return {};
}

void TurnMaker::quarantine(Work& work, std::string_view reason) {
  work.write.kind = storage::TurnKind::kQuarantined;
  work.write.tasks.push_back({.kind = "engine_fault", .reason = std::string(reason), .ticket = {}});
  work.say(notice(*work.release, "person_will_answer"));
}

MadeTurn TurnMaker::finish(Work& work, const Open& open, bool can_answer) {
  MadeTurn made;
  const int active_max = may_send(work.style->quota, work.sent, work.alarmed ? Purpose::kResult : work.purpose, work.now);
  Leaving leaving = work.alarmed ? arrange(std::move(work.texts), open.kept.owed, *work.style, can_answer, active_max)
                                 : arrange(open.kept.owed, std::move(work.texts), *work.style, can_answer, active_max);
  for (std::string& text : leaving.active) {
    work.write.messages.push_back({.key = random_.hex(kMessageKeyBytes),
                                   .target = work.write.key.channel + "/" + work.write.key.account,
                                   .driver = work.write.key.driver,
                                   .text = std::move(text),
                                   .due = work.now});
  }
  made.passive = leaving.passive;
  work.sent.messages += static_cast<int>(leaving.active.size());
  made.kept = {.owed = std::move(leaving.owed), .allowance = work.allowance, .sent = work.sent};
  work.write.answer = std::move(leaving.passive);
  work.write.owed = encode_kept(made.kept);
  work.write.release = work.state.frames.empty() ? work.release->id : work.state.frames.front().release;
  work.write.state = dialogs::encode_state(work.state);
  work.write.attendance = attendance_change(open.state.human, work.state.human);
  // While a burst is gathered its end is the only thing that happens by itself: the driver is writing, not silent.
  if (work.state.burst) {
    work.write.timer_due = work.state.burst->due;
  } else if (work.state.timer.kind != dialogs::Timer::Kind::kNone) {
    work.write.timer_due = work.state.timer.due;
  }
  made.state = std::move(work.state);
  made.write = std::move(work.write);
  return made;
}

}  // namespace bot
