// State -> JSON: short keys, defaults left out, because a state is written with every turn.
#include <array>

#include "dialogs/engine/state.hpp"
#include "dialogs/engine/state_json.hpp"
#include "dialogs/engine/state_names.hpp"

namespace dialogs {
namespace engine {
namespace {

class Encoder {
 public:
  explicit Encoder(std::string& out) : out_(out), json_(out) {}

  void state(const State& s) {
    json_.open('{');
    json_.key("schema");
    json_.number(s.schema);
    text("conv", s.conversation);
    text("channel", s.channel);
    text("lang", s.language);
    natural("seq", s.sequence);
    natural("no", s.frames_started);
    seen(s.seen);
    if (!s.frames.empty()) list("frames", s.frames, [this](const Frame& one) { frame(one); });
    if (s.pending.kind != Pending::Kind::kNone || s.pending != Pending{}) pending(s.pending);
    if (s.human) human(*s.human);
    texts("held", s.held);
    if (!s.recent.empty()) list("recent", s.recent, [this](const RecentTicket& one) { recent(one); });
    if (!s.starts.empty()) list("starts", s.starts, [this](const ScheduledStart& one) { start(one); });
    if (s.draft) draft(*s.draft);
    if (!s.profile.empty()) pairs("profile", s.profile);
    if (s.timer != Timer{}) timer(s.timer);
    integer("active", s.active.count);
    integer("user", s.last_user.count);
    integer("out", s.out);
    integer("reminded", s.reminded);
    natural("menu", s.menu);
    text("ended", s.ended);
    text("append", s.append_slot);
    integer("append_until", s.append_until.count);
    if (!s.unsettled.empty()) list("unsettled", s.unsettled, [this](const Unsettled& one) { unsettled(one); });
    if (!s.kept.empty()) list("kept", s.kept, [this](const KeptMedia& one) { kept(one); });
    if (!s.alarms.empty()) list("alarms", s.alarms, [this](const Alarmed& one) { alarmed(one); });
    if (s.burst) burst(*s.burst);
    json_.close('}');
  }

 private:
  void text(std::string_view key, const std::string& value) {
    if (value.empty()) return;
    json_.key(key);
    json_.string(value);
  }
  void integer(std::string_view key, std::int64_t value) {
    if (value == 0) return;
    json_.key(key);
    json_.number(value);
  }
  void natural(std::string_view key, std::uint64_t value) {
    if (value == 0) return;
    json_.key(key);
    json_.number_u(value);
  }
  void flag(std::string_view key, bool value) {
    if (!value) return;
    json_.key(key);
    out_ += "true";
  }
  template <class T, class Each>
  void list(std::string_view key, const std::vector<T>& values, Each each) {
    json_.key(key);
    json_.open('[');
    for (const T& value : values) {
      json_.comma();
      each(value);
    }
    json_.close(']');
  }
  void texts(std::string_view key, const std::vector<std::string>& values) {
    if (!values.empty()) list(key, values, [this](const std::string& one) { json_.string(one); });
  }
  void pairs(std::string_view key, const Fields& values) {
    json_.key(key);
    json_.open('{');
    for (const auto& [name, value] : values) {
      json_.name(name);
      json_.string(value);
    }
    json_.close('}');
  }
  void counts(std::string_view key, const Named<int>& values) {
    if (values.empty()) return;
    json_.key(key);
    json_.open('{');
    for (const auto& [name, value] : values) {
      json_.name(name);
      json_.number(value);
    }
    json_.close('}');
  }

  // Eleven characters for each 64-bit hash, lowest bits first; decimal numbers would be twice as long and lose bits in
  // other readers.
  void seen(const std::vector<std::uint64_t>& hashes) {
    if (hashes.empty()) return;
    json_.key("seen");
    out_ += '"';
    const std::size_t begin = out_.size();
    out_.resize(begin + hashes.size() * kHashDigits);
    char* to = out_.data() + begin;
    for (std::uint64_t hash : hashes) {
      for (std::size_t i = 0; i < kHashDigits; ++i, hash >>= 6) *to++ = kHashAlphabet[hash & 63];
    }
    out_ += '"';
  }

  void slot(const SlotValue& value) {
    json_.open('{');
    text("v", value.value);
    texts("items", value.items);
    if (value.source != Source::kAsked) {
      json_.key("src");
      json_.string(name_of(value.source));
    }
    integer("at", value.at.count);
    flag("skip", value.skipped);
    flag("open", value.open);
    json_.close('}');
  }
  void mark(const Mark& value) {
    json_.open('{');
    natural("h", value.hash);
    text("eid", value.effect_id);
    text("r", value.outcome);
    texts("in", value.inputs);
    integer("at", value.at.count);
    json_.close('}');
  }
  void frame(const Frame& f) {
    json_.open('{');
    text("dialog", f.dialog);
    natural("no", f.number);
    text("release", f.release);
    if (!f.facts.empty()) pairs("facts", f.facts);
    if (!f.slots.empty()) {
      json_.key("slots");
      json_.open('{');
      for (const auto& [name, value] : f.slots) {
        json_.name(name);
        slot(value);
      }
      json_.close('}');
    }
    if (!f.marks.empty()) {
      json_.key("marks");
      json_.open('{');
      for (const auto& [name, value] : f.marks) {
        json_.name(name);
        mark(value);
      }
      json_.close('}');
    }
    counts("tries", f.tries);
    counts("counters", f.counters);
    texts("order", f.order);
    if (f.wait != Wait{}) {
      json_.key("wait");
      json_.open('{');
      json_.key("k");
      json_.string(name_of(f.wait.kind));
      text("slot", f.wait.slot);
      text("step", f.wait.step);
      json_.close('}');
    }
    integer("started", f.started.count);
    json_.close('}');
  }
  void pending(const Pending& p) {
    json_.key("pending");
    json_.open('{');
    json_.key("k");
    json_.string(name_of(p.kind));
    text("slot", p.slot);
    text("value", p.value);
    text("dialog", p.dialog);
    texts("media", p.media);
    text("ticket", p.ticket);
    text("text", p.event_text);
    json_.close('}');
  }
  void human(const HumanMode& h) {
    json_.key("human");
    json_.open('{');
    integer("since", h.since.count);
    integer("last", h.last.count);
    text("reason", h.reason);
    flag("danger", h.danger);
    text("by", h.by);
    json_.close('}');
  }
  void recent(const RecentTicket& r) {
    json_.open('{');
    text("ticket", r.ticket);
    text("dialog", r.dialog);
    integer("closed", r.closed.count);
    json_.close('}');
  }
  void start(const ScheduledStart& s) {
    json_.open('{');
    text("dialog", s.dialog);
    if (!s.give.empty()) pairs("give", s.give);
    integer("due", s.due.count);
    integer("attempts", s.attempts);
    json_.close('}');
  }
  void draft(const Draft& d) {
    json_.key("draft");
    json_.open('{');
    if (!d.frames.empty()) list("frames", d.frames, [this](const Frame& one) { frame(one); });
    integer("until", d.until.count);
    flag("offered", d.offered);
    json_.close('}');
  }
  void timer(const Timer& t) {
    json_.key("timer");
    json_.open('{');
    json_.key("k");
    json_.string(name_of(t.kind));
    integer("due", t.due.count);
    natural("gen", t.generation);
    json_.close('}');
  }
  void unsettled(const Unsettled& u) {
    json_.open('{');
    text("eid", u.effect_id);
    text("action", u.action);
    text("ticket", u.ticket);
    integer("until", u.until.count);
    json_.close('}');
  }
  void alarmed(const Alarmed& a) {
    json_.open('{');
    text("danger", a.danger);
    integer("at", a.at.count);
    json_.close('}');
  }
  void kept(const KeptMedia& k) {
    json_.open('{');
    text("media", k.media);
    integer("at", k.at.count);
    json_.close('}');
  }

  void burst(const Burst& b) {
    json_.key("burst");
    json_.open('{');
    if (!b.pieces.empty()) list("pieces", b.pieces, [this](const Piece& one) { piece(one); });
    integer("since", b.since.count);
    integer("due", b.due.count);
    json_.close('}');
  }
  void piece(const Piece& p) {
    json_.open('{');
    text("id", p.id);
    text("text", p.text);
    flag("voice", p.voice);
    texts("media", p.media);
    json_.close('}');
  }

  std::string& out_;
  JsonWriter json_;
};

}  // namespace
}  // namespace engine

std::string encode_state(const State& state) {
  std::string out;
  out.reserve(1024 + state.seen.size() * engine::kHashDigits + state.frames.size() * 2048);
  engine::Encoder(out).state(state);
  return out;
}

}  // namespace dialogs
