// JSON -> State, for any bytes.
#include <array>
#include <limits>

#include "dialogs/engine/state.hpp"
#include "dialogs/engine/state_json.hpp"
#include "dialogs/engine/state_names.hpp"

namespace dialogs {
namespace engine {
namespace {

constexpr std::array<std::uint8_t, 256> kHashValue = [] {
  std::array<std::uint8_t, 256> table{};
  table.fill(255);
  for (std::size_t i = 0; i < kHashAlphabet.size(); ++i) {
    table[static_cast<unsigned char>(kHashAlphabet[i])] = static_cast<std::uint8_t>(i);
  }
  return table;
}();

class Decoder {
 public:
  explicit Decoder(std::string_view text) : json_(text) {}

  bool state(State& s) {
    s.schema = 0;
    json_.object([&](std::string_view key) {
      if (key == "schema")
        s.schema = small();
      else if (key == "conv")
        s.conversation = json_.string();
      else if (key == "channel")
        s.channel = json_.string();
      else if (key == "lang")
        s.language = json_.string();
      else if (key == "seq")
        s.sequence = json_.number_u();
      else if (key == "no")
        s.frames_started = small_u();
      else if (key == "seen")
        seen(s.seen);
      else if (key == "frames")
        frames(s.frames);
      else if (key == "pending")
        pending(s.pending);
      else if (key == "human")
        human(s.human.emplace());
      else if (key == "held")
        texts(s.held);
      else if (key == "recent")
        list(s.recent, [this](RecentTicket& one) { recent(one); });
      else if (key == "starts")
        list(s.starts, [this](ScheduledStart& one) { start(one); });
      else if (key == "draft")
        draft(s.draft.emplace());
      else if (key == "profile")
        pairs(s.profile);
      else if (key == "timer")
        timer(s.timer);
      else if (key == "active")
        s.active.count = instant();
      else if (key == "user")
        s.last_user.count = instant();
      else if (key == "out")
        s.out = small();
      else if (key == "reminded")
        s.reminded = small();
      else if (key == "menu")
        s.menu = json_.number_u();
      else if (key == "ended")
        s.ended = json_.string();
      else if (key == "append")
        s.append_slot = json_.string();
      else if (key == "append_until")
        s.append_until.count = instant();
      else if (key == "unsettled")
        list(s.unsettled, [this](Unsettled& one) { unsettled(one); });
      else if (key == "kept")
        list(s.kept, [this](KeptMedia& one) { kept(one); });
      else if (key == "alarms")
        list(s.alarms, [this](Alarmed& one) { alarmed(one); });
      else if (key == "burst")
        burst(s.burst.emplace());
      else
        json_.skip();
    });
    return json_.ok() && json_.at_end();
  }

 private:
  int small() {
    constexpr std::int64_t kMost = 1'000'000'000;  // counters never come near it, and counting on cannot overflow
    const std::int64_t value = json_.number();
    if (value < -kMost || value > kMost) {
      json_.fail();
      return 0;
    }
    return static_cast<int>(value);
  }
  std::uint32_t small_u() {
    const std::uint64_t value = json_.number_u();
    if (value > std::numeric_limits<std::uint32_t>::max()) json_.fail();
    return static_cast<std::uint32_t>(value);
  }
  // Far beyond any calendar; sums of instants and spans stay within 64 bits.
  std::int64_t instant() {
    constexpr std::int64_t kFarthest = std::int64_t{1} << 53;
    const std::int64_t value = json_.number();
    if (value < -kFarthest || value > kFarthest) json_.fail();
    return value;
  }
  template <class Enum>
  void kind(Enum& value) {
    std::string unescaped;
    const std::optional<Enum> known = named<Enum>(json_.name(unescaped));
    if (known) {
      value = *known;
    } else {
      json_.fail();
    }
  }
  template <class T, class Each>
  void list(std::vector<T>& values, Each each) {
    values.clear();
    json_.array([&] { each(values.emplace_back()); });
  }
  void texts(std::vector<std::string>& values) {
    values.clear();
    json_.array([&] { values.push_back(json_.string()); });
  }
  void pairs(Fields& values) {
    values.clear();
    json_.object([&](std::string_view name) {
      std::string key(name);
      values.emplace_back(std::move(key), json_.string());
    });
  }
  void counts(Named<int>& values) {
    values.clear();
    json_.object([&](std::string_view name) {
      std::string key(name);
      values.emplace_back(std::move(key), small());
    });
  }

  void seen(std::vector<std::uint64_t>& hashes) {
    std::string unescaped;
    const std::string_view digits = json_.name(unescaped);
    if (digits.size() % kHashDigits != 0) return json_.fail();
    hashes.clear();
    hashes.reserve(digits.size() / kHashDigits);
    for (std::size_t at = 0; at < digits.size(); at += kHashDigits) {
      std::uint64_t hash = 0;
      std::uint8_t worst = 0;
      for (std::size_t i = kHashDigits; i-- > 0;) {
        const std::uint8_t digit = kHashValue[static_cast<unsigned char>(digits[at + i])];
        worst = static_cast<std::uint8_t>(worst | (digit & 0xC0));
        if (i + 1 == kHashDigits && digit > 15) worst = 0xC0;  // 11 × 6 bits are two too many
        hash = hash << 6 | (digit & 63U);
      }
      if (worst != 0) return json_.fail();
      hashes.push_back(hash);
    }
  }

  void slot(SlotValue& value) {
    json_.object([&](std::string_view key) {
      if (key == "v")
        value.value = json_.string();
      else if (key == "items")
        texts(value.items);
      else if (key == "src")
        kind(value.source);
      else if (key == "at")
        value.at.count = instant();
      else if (key == "skip")
        value.skipped = json_.boolean();
      else if (key == "open")
        value.open = json_.boolean();
      else
        json_.skip();
    });
  }
  void mark(Mark& value) {
    json_.object([&](std::string_view key) {
      if (key == "h")
        value.hash = json_.number_u();
      else if (key == "eid")
        value.effect_id = json_.string();
      else if (key == "r")
        value.outcome = json_.string();
      else if (key == "in")
        texts(value.inputs);
      else if (key == "at")
        value.at.count = instant();
      else
        json_.skip();
    });
  }
  void wait(Wait& value) {
    json_.object([&](std::string_view key) {
      if (key == "k")
        kind(value.kind);
      else if (key == "slot")
        value.slot = json_.string();
      else if (key == "step")
        value.step = json_.string();
      else
        json_.skip();
    });
  }
  void frame(Frame& f) {
    json_.object([&](std::string_view key) {
      if (key == "dialog")
        f.dialog = json_.string();
      else if (key == "no")
        f.number = small_u();
      else if (key == "release")
        f.release = json_.string();
      else if (key == "facts")
        pairs(f.facts);
      else if (key == "slots")
        members(f.slots, [this](SlotValue& one) { slot(one); });
      else if (key == "marks")
        members(f.marks, [this](Mark& one) { mark(one); });
      else if (key == "tries")
        counts(f.tries);
      else if (key == "counters")
        counts(f.counters);
      else if (key == "order")
        texts(f.order);
      else if (key == "wait")
        wait(f.wait);
      else if (key == "started")
        f.started.count = instant();
      else
        json_.skip();
    });
  }
  template <class T, class Each>
  void members(Named<T>& values, Each each) {
    values.clear();
    json_.object([&](std::string_view name) { each(values.emplace_back(std::string(name), T{}).second); });
  }
  void frames(std::vector<Frame>& values) {
    list(values, [this](Frame& one) { frame(one); });
  }
  void pending(Pending& p) {
    json_.object([&](std::string_view key) {
      if (key == "k")
        kind(p.kind);
      else if (key == "slot")
        p.slot = json_.string();
      else if (key == "value")
        p.value = json_.string();
      else if (key == "dialog")
        p.dialog = json_.string();
      else if (key == "media")
        texts(p.media);
      else if (key == "ticket")
        p.ticket = json_.string();
      else if (key == "text")
        p.event_text = json_.string();
      else
        json_.skip();
    });
  }
  void human(HumanMode& h) {
    json_.object([&](std::string_view key) {
      if (key == "since")
        h.since.count = instant();
      else if (key == "last")
        h.last.count = instant();
      else if (key == "reason")
        h.reason = json_.string();
      else if (key == "danger")
        h.danger = json_.boolean();
      else if (key == "by")
        h.by = json_.string();
      else
        json_.skip();
    });
  }
  void recent(RecentTicket& r) {
    json_.object([&](std::string_view key) {
      if (key == "ticket")
        r.ticket = json_.string();
      else if (key == "dialog")
        r.dialog = json_.string();
      else if (key == "closed")
        r.closed.count = instant();
      else
        json_.skip();
    });
  }
  void start(ScheduledStart& s) {
    json_.object([&](std::string_view key) {
      if (key == "dialog")
        s.dialog = json_.string();
      else if (key == "give")
        pairs(s.give);
      else if (key == "due")
        s.due.count = instant();
      else if (key == "attempts")
        s.attempts = small();
      else
        json_.skip();
    });
  }
  void draft(Draft& d) {
    json_.object([&](std::string_view key) {
      if (key == "frames")
        frames(d.frames);
      else if (key == "until")
        d.until.count = instant();
      else if (key == "offered")
        d.offered = json_.boolean();
      else
        json_.skip();
    });
  }
  void timer(Timer& t) {
    json_.object([&](std::string_view key) {
      if (key == "k")
        kind(t.kind);
      else if (key == "due")
        t.due.count = instant();
      else if (key == "gen")
        t.generation = json_.number_u();
      else
        json_.skip();
    });
  }
  void unsettled(Unsettled& u) {
    json_.object([&](std::string_view key) {
      if (key == "eid")
        u.effect_id = json_.string();
      else if (key == "action")
        u.action = json_.string();
      else if (key == "ticket")
        u.ticket = json_.string();
      else if (key == "until")
        u.until.count = instant();
      else
        json_.skip();
    });
  }
  void alarmed(Alarmed& a) {
    json_.object([&](std::string_view key) {
      if (key == "danger")
        a.danger = json_.string();
      else if (key == "at")
        a.at.count = instant();
      else
        json_.skip();
    });
  }
  void kept(KeptMedia& k) {
    json_.object([&](std::string_view key) {
      if (key == "media")
        k.media = json_.string();
      else if (key == "at")
        k.at.count = instant();
      else
        json_.skip();
    });
  }

  void burst(Burst& b) {
    json_.object([&](std::string_view key) {
      if (key == "pieces")
        list(b.pieces, [this](Piece& one) { piece(one); });
      else if (key == "since")
        b.since.count = instant();
      else if (key == "due")
        b.due.count = instant();
      else
        json_.skip();
    });
  }
  void piece(Piece& p) {
    json_.object([&](std::string_view key) {
      if (key == "id")
        p.id = json_.string();
      else if (key == "text")
        p.text = json_.string();
      else if (key == "voice")
        p.voice = json_.boolean();
      else if (key == "media")
        texts(p.media);
      else
        json_.skip();
    });
  }

  JsonReader json_;
};

}  // namespace
}  // namespace engine

base::Result<State> decode_state(std::string_view json) {
  State state;
  if (!engine::Decoder(json).state(state)) {
    return base::Error{base::ErrorCode::kInvalid, "not a state of a conversation"};
  }
  if (state.schema < 1 || state.schema > kStateSchema) {
    return base::Error{base::ErrorCode::kInvalid, "a state of schema " + std::to_string(state.schema)};
  }
  return state;
}

}  // namespace dialogs
