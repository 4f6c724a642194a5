#include "dialogs/rehearsal/conversation.hpp"

namespace dialogs {
namespace {

constexpr std::size_t kOptionsInOneLine = 5;
constexpr int kTimersMax = 500;  // a conversation that fires more within one wait is stuck

bool same(const Reply& a, const Reply& b) {
  if (a.text != b.text || a.menu != b.menu || a.options.size() != b.options.size()) return false;
  for (std::size_t i = 0; i < a.options.size(); ++i) {
    const ReplyOption& x = a.options[i];
    const ReplyOption& y = b.options[i];
    if (x.number != y.number || x.label != y.label || x.slot != y.slot || x.value != y.value) return false;
  }
  return true;
}

bool same(const Effect& a, const Effect& b) {
  if (a.index() != b.index()) return false;
  if (const auto* x = std::get_if<DoEffect>(&a)) {
    const auto& y = std::get<DoEffect>(b);
    return x->id == y.id && x->action == y.action && x->args == y.args;
  }
  if (const auto* x = std::get_if<HandoffEffect>(&a)) {
    return x->reason == std::get<HandoffEffect>(b).reason && x->slots == std::get<HandoffEffect>(b).slots;
  }
  if (const auto* x = std::get_if<AlarmEffect>(&a)) {
    return x->danger == std::get<AlarmEffect>(b).danger && x->text == std::get<AlarmEffect>(b).text;
  }
  if (const auto* x = std::get_if<NoteEffect>(&a)) return x->text == std::get<NoteEffect>(b).text;
  return true;
}

bool same(const StepResult& a, const StepResult& b) {
  if (a.state != b.state || a.replies.size() != b.replies.size() || a.effects.size() != b.effects.size()) return false;
  if (a.expect.slot != b.expect.slot || a.expect.gather != b.expect.gather) return false;
  for (std::size_t i = 0; i < a.replies.size(); ++i) {
    if (!same(a.replies[i], b.replies[i])) return false;
  }
  for (std::size_t i = 0; i < a.effects.size(); ++i) {
    if (!same(a.effects[i], b.effects[i])) return false;
  }
  return true;
}

}  // namespace

std::string render_reply(const Reply& reply) {
  std::string text = reply.text;
  const bool in_lines = reply.options.size() > kOptionsInOneLine;
  for (std::size_t i = 0; i < reply.options.size(); ++i) {
    text += i == 0 || in_lines ? '\n' : ' ';
    text += std::to_string(reply.options[i].number) + " " + reply.options[i].label;
  }
  return text;
}

std::string name_of(const Effect& effect) {
  if (const auto* action = std::get_if<DoEffect>(&effect)) return action->action;
  if (std::holds_alternative<HandoffEffect>(effect)) return "handoff";
  if (std::holds_alternative<AlarmEffect>(effect)) return "alarm";
  return std::holds_alternative<RelayEffect>(effect) ? "relay" : "note";
}

Conversation::Conversation(const ReleaseSet& releases, State state, base::UnixMs now)
    : releases_(releases), state_(std::move(state)), now_(now) {}

std::string Conversation::next_event_id() { return "e" + std::to_string(++events_); }

void Conversation::deliver(const Event& event) {
  last_event_ = event;
  last_ = step(releases_, state_, event, now_);
  if (!same(last_, step(releases_, state_, event, now_, false))) is_broken("同样的一步，结果不同");
  const base::Result<State> stored = decode_state(encode_state(last_.state));
  if (!stored.ok() || *stored != last_.state) is_broken("状态存一次就变了");
  state_ = last_.state;
  for (const Reply& reply : last_.replies) {
    if (replies_++ > 0) said_ += '\n';
    said_ += render_reply(reply);
  }
  for (const Effect& effect : last_.effects) {
    effects_.push_back(effect);
    effect_names_.push_back(name_of(effect));
    if (const auto* action = std::get_if<DoEffect>(&effect)) actions_.push_back(*action);
  }
  trace_.insert(trace_.end(), last_.trace.begin(), last_.trace.end());
  visits_.insert(last_.visits.begin(), last_.visits.end());
  most_messages_ = std::max(most_messages_, state_.out);
  is_broken(invariants_.after(releases_, last_, said_, now_));
}

void Conversation::deliver_again() {
  if (last_event_) deliver(Event(*last_event_));
}

void Conversation::pass(base::Millis time) {
  const base::UnixMs until = now_ + time;
  for (int fired = 0; state_.timer.kind != Timer::Kind::kNone && state_.timer.due <= until; ++fired) {
    if (fired >= kTimersMax) {
      is_broken("定时没完没了");
      break;
    }
    now_ = std::max(now_, state_.timer.due);
    const std::optional<Event> before = last_event_;
    deliver(TimerEvent{state_.timer.generation});
    last_event_ = before;
  }
  now_ = until;
  is_broken(Invariants::after_silence(releases_, state_, now_));
}

void Conversation::forget_turn() {
  said_.clear();
  replies_ = 0;
  effects_.clear();
  trace_.clear();
}

const DoEffect* Conversation::last_action(std::string_view name) const {
  for (auto action = actions_.rbegin(); action != actions_.rend(); ++action) {
    if (action->action == name) return &*action;
  }
  return nullptr;
}

}  // namespace dialogs
