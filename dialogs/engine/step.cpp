#include "dialogs/engine/step.hpp"

#include <algorithm>
#include <charconv>

#include "base/hash.hpp"
#include "base/utf8.hpp"
#include "dialogs/engine/alarms.hpp"
#include "dialogs/engine/digressions.hpp"
#include "dialogs/engine/effects.hpp"
#include "dialogs/engine/extraction.hpp"
#include "dialogs/engine/gathering.hpp"
#include "dialogs/engine/media.hpp"
#include "dialogs/engine/migration.hpp"
#include "dialogs/engine/questions.hpp"
#include "dialogs/engine/texts.hpp"
#include "dialogs/engine/timers.hpp"
#include "dialogs/engine/turn.hpp"
#include "dialogs/engine/updated.hpp"
#include "dialogs/engine/values.hpp"
#include "dialogs/engine/walk.hpp"

namespace dialogs {
namespace engine {
namespace {

// ---- Identity of events -------------------------------------------------------------------------------------------

const std::string& event_id(const Event& event) {
  static const std::string none;
  if (const auto* text = std::get_if<TextEvent>(&event)) return text->id;
  if (const auto* media = std::get_if<MediaEvent>(&event)) return media->id;
  if (const auto* location = std::get_if<LocationEvent>(&event)) return location->id;
  if (const auto* button = std::get_if<ButtonEvent>(&event)) return button->id;
  return none;
}

bool is_from_driver(const Event& event) { return event.index() <= 3; }
static_assert(std::is_same_v<std::variant_alternative_t<3, Event>, ButtonEvent>);

bool is_seen(const State& state, std::string_view id) {
  if (id.empty()) return false;
  return std::find(state.seen.begin(), state.seen.end(), base::hash64(id)) != state.seen.end();
}

void remember_id(State& state, std::string_view id) {
  if (id.empty() || is_seen(state, id)) return;
  state.seen.push_back(base::hash64(id));
}

void remember_ids(State& state, const Event& event) {
  if (const auto* text = std::get_if<TextEvent>(&event)) {
    for (const std::string& part : text->part_ids) remember_id(state, part);
  }
  remember_id(state, event_id(event));
  if (state.seen.size() > kSeenMax) {
    state.seen.erase(state.seen.begin(), state.seen.end() - static_cast<std::ptrdiff_t>(kSeenMax));
  }
}

// ---- Events -------------------------------------------------------------------------------------------------------

void on_text_event(Turn& turn, const TextEvent& event) {
  Message message = read_message(event.text);
  if (turn.waits_for_effect()) {
    if (turn.state.held.size() < kHeldMax) {
      turn.state.held.emplace_back(base::prefix_of_points(message.text, kNarrativePointsMax));
    }
    return turn.say(system_text(turn, "busy"));
  }
  on_text(turn, message);
}

bool is_option(const Slot& slot, const std::string& value) {
  if (slot.type == SlotType::kYesNo) return value == "是" || value == "否";
  return slot.type == SlotType::kChoice && std::any_of(slot.options.begin(), slot.options.end(),
                                                       [&](const Option& option) { return option.is == value; });
}

void on_button(Turn& turn, const ButtonEvent& event) {
  State& state = turn.state;
  if (turn.waits_for_effect()) return turn.say(system_text(turn, "busy"));
  if (event.slot.empty()) {
    int number = 0;
    std::from_chars(event.value.data(), event.value.data() + event.value.size(), number);
    const bool is_old = event.menu != 0 && event.menu != state.menu;
    if (!is_old && (turn.has_frames() || state.pending.kind != Pending::Kind::kNone)) return press(turn, number);
  } else if (const Slot* slot = turn.asked_slot();
             slot != nullptr && slot->name == event.slot && is_option(*slot, event.value)) {
    state.pending = {};
    turn.note([&] { return "button → " + slot->name; });
    set_value(turn.top(), *slot, event.value, Source::kAsked, turn.now);
    return advance(turn);
  }
  turn.note([] { return std::string("an old button"); });
  if (!turn.has_frames() && state.pending.kind == Pending::Kind::kNone) return turn.say(system_text(turn, "menu"));
  ask_again(turn, Asking::kResumed);
}

/// What is filled in stays; the question that stands is asked again when the person has finished.
void take_over(Turn& turn, const AgentEvent& event) {
  if (!turn.state.human) {
    turn.state.human = HumanMode{turn.now, turn.now, event.text};
    turn.state.pending = {};
    turn.state.held.clear();
    if (turn.has_frames() && turn.top().wait.kind != Wait::Kind::kEffect) turn.top().wait = {};
    turn.note([] { return std::string("taken over"); });
  }
  turn.state.human->by = event.by;
  turn.state.human->last = turn.now;
}

bool on_agent(Turn& turn, const AgentEvent& event) {
  if (event.act == AgentEvent::Act::kTake) return take_over(turn, event), true;
  if (!turn.state.human) return false;
  if (event.act == AgentEvent::Act::kRelease) {
    end_human_mode(turn, "human_over");
  } else {
    turn.state.human->last = turn.now;
  }
  return true;
}

/// False: the event changes nothing at all.
struct Dispatch {
  Turn& turn;
  bool operator()(const TextEvent& event) const { return on_text_event(turn, event), true; }
  bool operator()(const MediaEvent& event) const { return on_media(turn, event), true; }
  bool operator()(const LocationEvent& event) const { return on_location(turn, event), true; }
  bool operator()(const ButtonEvent& event) const { return on_button(turn, event), true; }
  bool operator()(const TimerEvent&) const { return on_timer(turn), true; }
  bool operator()(const ResultEvent& event) const { return on_result(turn, event); }
  bool operator()(const AgentEvent& event) const { return on_agent(turn, event); }
  bool operator()(const SystemEvent& event) const { return on_system(turn, event); }
  bool operator()(const MigrateEvent& event) const { return on_migrate(turn, event); }
};

bool is_stale(const State& state, const Event& event, base::UnixMs now) {
  if (is_seen(state, event_id(event))) return true;
  const auto* timer = std::get_if<TimerEvent>(&event);
  if (timer == nullptr) return false;
  return timer->generation != state.timer.generation || state.timer.kind == Timer::Kind::kNone || now < state.timer.due;
}

// ---- The answer ---------------------------------------------------------------------------------------------------

bool may_send(const Turn& turn) {
  if (turn.by_driver || turn.starts_proactively) return true;
  const State& state = turn.state;
  const bool in_window = state.last_user.count != 0 && turn.now - state.last_user <= kProactiveWindow;
  return in_window && state.out < turn.release->global.channel(state.channel).out_max;
}

void compose(Turn& turn, StepResult& result) {
  Reply reply;
  for (const std::string& text : turn.said) {
    if (!reply.text.empty()) reply.text += '\n';
    reply.text += text;
  }
  if (turn.asking != Asking::kNo && !turn.state.human) {
    Reply question;
    ask_question(turn, question);
    if (!question.text.empty() || !question.options.empty()) {
      if (!reply.text.empty()) reply.text += '\n';
      // The question itself says that it is new, not an offer before it.
      const bool is_own = turn.state.pending.kind == Pending::Kind::kNone && turn.has_frames();
      if (is_own && forget(turn.top().counters, kUpdated)) turn.question_prefix = word(turn, Word::kUpdated);
      reply.text += turn.question_prefix;
      reply.text += question.text;
      reply.options = std::move(question.options);
    }
  }
  if (reply.text.empty() && reply.options.empty()) return;
  if (!may_send(turn)) {
    turn.note([] { return std::string("dropped: no quota or no window"); });
    return;
  }
  // The first words of a scheduled dialog go out by template or SMS and use up none of the driver's messages.
  if (!turn.starts_proactively) ++turn.state.out;
  if (!reply.options.empty()) {
    turn.state.menu = turn.state.sequence;
    reply.menu = turn.state.menu;
  }
  const bool shows_question = turn.asking != Asking::kNo && !turn.state.human;
  if (shows_question && turn.state.pending.kind == Pending::Kind::kNone) turn.unseen = false;
  result.replies.push_back(std::move(reply));
}

// A question that stands behind another one, behind a person or in a dropped message is not being asked: nothing may
// answer it before it was shown (§6). An offer shows the question it stands for.
void forget_unseen(Turn& turn) {
  if (!turn.unseen || !turn.has_frames() || turn.state.pending.kind == Pending::Kind::kOffer) return;
  Wait& wait = turn.top().wait;
  if (wait.kind == Wait::Kind::kSlot || wait.kind == Wait::Kind::kConfirm) wait = {};
}

Expect expected(const Turn& turn) {
  const State& state = turn.state;
  if (state.human || state.pending.kind != Pending::Kind::kNone) return {};
  const Slot* slot = turn.asked_slot();
  if (slot == nullptr) return {};
  // Decisions of the owner, "Bursts": everywhere but in a narrative and among photos the answer goes at once.
  if (slot->type == SlotType::kText && slot->again == Again::kAppend) return {slot->name, kGatherNarrative};
  if (slot->type == SlotType::kPhotos) return {slot->name, kGatherPhotos};
  return {slot->name, {}};
}

void finish(Turn& turn, StepResult& result) {
  if (turn.state.draft && turn.state.draft->until <= turn.now) turn.state.draft.reset();
  compose(turn, result);
  forget_unseen(turn);
  schedule(turn);
  result.expect = expected(turn);
  result.state = std::move(turn.state);
  result.effects = std::move(turn.effects);
  result.trace = std::move(turn.trace);
  result.visits = std::move(turn.visits);
}

void greet(Turn& turn, const Event& event) {
  State& state = turn.state;
  ++state.sequence;
  remember_ids(state, event);
  turn.by_driver = is_from_driver(event);
  if (!turn.by_driver) return;
  state.out = 0;
  state.reminded = 0;
  state.active = state.last_user = turn.now;
}

// False: nothing happened; the caller gives the old state back.
bool run(Turn& turn, const Event& event) {
  greet(turn, event);
  State& state = turn.state;
  const bool runnable = state.frames.empty() || turn.use_release_of_frames();
  const Danger* danger = turn.by_driver ? danger_in(turn.releases, event) : nullptr;
  if (!runnable && !std::holds_alternative<MigrateEvent>(event)) {
    const bool alarmed = danger != nullptr && raise_alarm(turn, *danger, event);
    abandon(turn, "话本已撤回");
    state.human->danger = alarmed && danger->mute;
    return true;
  }
  if (danger != nullptr && raise_alarm(turn, *danger, event)) return true;
  if (state.human && turn.by_driver) {
    state.human->last = turn.now;
    turn.effects.emplace_back(RelayEffect{event_id(event)});
    return true;
  }
  return std::visit(Dispatch{turn}, event);
}

StepResult unchanged(const State& state, const ReleaseSet& releases, base::UnixMs now) {
  StepResult result;
  result.state = state;
  Turn turn(releases, state, now, false);
  if (state.frames.empty() || turn.use_release_of_frames()) result.expect = expected(turn);
  return result;
}

StepResult faulted(const State& state, std::string_view what) {
  StepResult result;
  result.state = state;
  result.effects.emplace_back(HandoffEffect{"internal", collected(state)});
  result.trace.push_back({"internal: " + std::string(what)});
  return result;
}

}  // namespace
}  // namespace engine

StepResult step(const ReleaseSet& releases, const State& state, const Event& event, base::UnixMs now,
                bool want_trace) noexcept {
  try {
    if (engine::is_stale(state, event, now)) return engine::unchanged(state, releases, now);
    engine::Turn turn(releases, state, now, want_trace);
    if (!engine::run(turn, event)) return engine::unchanged(state, releases, now);
    StepResult result;
    engine::finish(turn, result);
    return result;
  } catch (const engine::Unexpected& unexpected) {
    return engine::faulted(state, unexpected.what);
  } catch (...) {
    return engine::faulted(state, "exception");
  }
}

State new_state(std::string conversation, std::string channel) {
  State state;
  state.conversation = std::move(conversation);
  state.channel = std::move(channel);
  return state;
}

}  // namespace dialogs
