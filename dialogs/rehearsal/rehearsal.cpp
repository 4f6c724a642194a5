#include "dialogs/rehearsal/rehearsal.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

#include "base/civil_time.hpp"
#include "dialogs/rehearsal/conversation.hpp"

namespace dialogs {
namespace {

constexpr base::Millis kUserPause = base::seconds(20);
constexpr base::Millis kQuickPause = base::seconds(1);

std::optional<int> number_in(std::string_view text) {
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

std::optional<double> degrees_in(std::string_view text) {
  double degrees = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), degrees);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return degrees;
}

std::optional<base::Millis> duration_in(std::string_view text) {
  if (text.size() < 2) return std::nullopt;
  const std::optional<int> count = number_in(text.substr(0, text.size() - 1));
  if (!count || *count < 0) return std::nullopt;
  switch (text.back()) {
    case 's':
      return base::seconds(*count);
    case 'm':
      return base::minutes(*count);
    case 'h':
      return base::hours(*count);
    case 'd':
      return base::days(*count);
    default:
      return std::nullopt;
  }
}

// 2025-03-10T21:50, also with a blank or without the time.
std::optional<base::UnixMs> instant_in(const std::string& text) {
  if (text.size() == 10) return base::from_rfc3339(text + "T00:00:00+08:00");
  if (text.size() != 16) return std::nullopt;
  return base::from_rfc3339(text.substr(0, 10) + "T" + text.substr(11) + ":00+08:00");
}

std::string text_at(const Node& node, std::string_view key) {
  const Node* found = node.find(key);
  return found == nullptr || !found->is_scalar() ? std::string() : found->text;
}

Fields fields_at(const Node& node, std::string_view key) {
  Fields fields;
  if (const Node* found = node.find(key)) {
    for (const Node::Entry& entry : found->entries) fields.emplace_back(entry.key, entry.value.text);
  }
  return fields;
}

class Rehearsal {
 public:
  Rehearsal(const ReleaseSet& releases, const ConversationTest& test)
      : test_(test), release_(releases.current().id), conversation_(releases, given_state(test), given_now(test)) {}

  RehearsalResult run() {
    RehearsalResult result;
    result.name = test_.name;
    result.place = test_.place;
    result.passed = true;
    for (const TestLine& line : test_.talk) {
      std::string fault = play(line);
      if (fault.empty()) fault = conversation_.broken();
      if (fault.empty()) continue;
      result.passed = false;
      result.place = line.place;
      result.expected = line.key + ": " + shown(line.value);
      result.said = fault + "\n" + situation();
      break;
    }
    result.visits = conversation_.visits();
    return result;
  }

 private:
  static State given_state(const ConversationTest& test) {
    std::string channel = test.given ? text_at(*test.given, "channel") : std::string();
    State state = new_state("rehearsal", channel.empty() ? "wechat" : channel);
    if (!test.given) return state;
    state.language = text_at(*test.given, "lang");
    state.profile = fields_at(*test.given, "profile");
    return state;
  }
  static base::UnixMs given_now(const ConversationTest& test) {
    const std::string text = test.given ? text_at(*test.given, "now") : std::string();
    return instant_in(text).value_or(Conversation::kMorning);
  }

  // "" or what is wrong.
  std::string play(const TestLine& line) {
    const std::string& key = line.key;
    const Node& value = line.value;
    if (key == "user") return words(kUserPause, value);
    if (key == "quick") return words(kQuickPause, value);
    if (key == "photo") return photo(value);
    if (key == "location") return location(value);
    if (key == "button") return button(value);
    if (key == "again") return again();
    if (key == "later") return later(value);
    if (key == "event") return happen({}, SystemEvent{text_at(value, "name"), fields_at(value, "give")});
    if (key == "agent") return agent(value);
    if (key == "result") return result(value);
    if (key == "publish") return happen({}, MigrateEvent{release_});
    return check(key, value);
  }

  std::string happen(base::Millis pause, const Event& event) {
    conversation_.forget_turn();
    searched_ = 0;
    conversation_.pass(pause);
    // What a timer said in between is not the answer to this event.
    conversation_.forget_turn();
    conversation_.deliver(event);
    return {};
  }

  // `user: 文本`, or `user: {text: 文本, via: voice}` for what was spoken.
  std::string words(base::Millis pause, const Node& value) {
    const bool spoken = value.is_map() && text_at(value, "via") == "voice";
    const std::string text = value.is_map() ? text_at(value, "text") : value.text;
    return happen(pause, TextEvent{conversation_.next_event_id(), text, {}, spoken});
  }

  // `photo: 2`, or `photo: {count: 1, type: voice}` for a recording without a transcript.
  std::string photo(const Node& value) {
    const std::string type = value.is_map() ? text_at(value, "type") : std::string();
    MediaEvent event{conversation_.next_event_id(), type.empty() ? "photo" : type, {}};
    const int count = number_in(value.is_map() ? text_at(value, "count") : value.text).value_or(0);
    if (count < 1) return "几张图片？写一个正整数";
    for (int i = 0; i < count; ++i) event.media_ids.push_back("m" + std::to_string(++photos_));
    return happen(kUserPause, event);
  }

  std::string location(const Node& value) {
    LocationEvent event{conversation_.next_event_id(), value.is_map() ? text_at(value, "name") : value.text, {}, {}};
    event.latitude = degrees_in(text_at(value, "lat"));
    event.longitude = degrees_in(text_at(value, "lng"));
    return happen(kUserPause, event);
  }

  // Without `menu` the button is of whatever menu is open; a number is the menu it belongs to.
  std::string button(const Node& value) {
    const auto menu = static_cast<std::uint64_t>(std::max(0, number_in(text_at(value, "menu")).value_or(0)));
    return happen(kUserPause,
                  ButtonEvent{conversation_.next_event_id(), text_at(value, "slot"), text_at(value, "value"), menu});
  }

  // `agent: release`, `agent: note`, or `agent: {do: note, text: …}`.
  std::string agent(const Node& value) {
    const std::string act = value.is_map() ? text_at(value, "do") : value.text;
    if (act != "release" && act != "note") return "人工做了什么？写 release（交还）或 note（留言）";
    const auto kind = act == "release" ? AgentEvent::Act::kRelease : AgentEvent::Act::kNote;
    return happen({}, AgentEvent{kind, text_at(value, "text")});
  }

  std::string again() {
    conversation_.forget_turn();
    searched_ = 0;
    conversation_.deliver_again();
    return {};
  }

  std::string later(const Node& value) {
    const std::optional<base::Millis> time = duration_in(value.text);
    if (!time) return "时长没看懂，请写 31m、24h、2d";
    conversation_.forget_turn();
    searched_ = 0;
    conversation_.pass(*time);
    return {};
  }

  std::string result(const Node& value) {
    const DoEffect* action = conversation_.last_action(text_at(value, "of"));
    if (action == nullptr) return "还没有发出过动作 " + text_at(value, "of");
    return happen({}, ResultEvent{action->id, text_at(value, "as"), fields_at(value, "give")});
  }

  std::string check(const std::string& key, const Node& value) {
    const State& state = conversation_.state();
    if (key == "bot") return says(value.text);
    if (key == "bot_not") return conversation_.said().find(value.text) == std::string::npos ? "" : "说了不该说的话";
    if (key == "silent") {
      const bool silent = conversation_.replies() == 0;
      return silent == (value.text != "false") ? "" : (silent ? "什么也没说" : "本该不说话");
    }
    if (key == "ask") {
      const bool asks = !state.frames.empty() && state.frames.back().wait.kind == Wait::Kind::kSlot &&
                        state.frames.back().wait.slot == value.text;
      return asks ? "" : "没有在问这一项";
    }
    if (key == "slot") return slots(value);
    if (key == "effect") return effect(value);
    if (key == "effects") return effects(value);
    if (key == "stack") return stack(value);
    if (key == "end") return state.ended == value.text ? "" : "结局是“" + state.ended + "”";
    if (key == "max_out") {
      const int most = conversation_.most_messages();
      return most <= number_in(value.text).value_or(0) ? "" : "一句之后发了 " + std::to_string(most) + " 条";
    }
    return "不认识的检查项";
  }

  // 甲|乙: the first of the alternatives behind what was found before.
  std::string says(const std::string& wanted) {
    std::size_t best = std::string::npos;
    std::size_t length = 0;
    for (std::size_t begin = 0; begin <= wanted.size();) {
      const std::size_t end = std::min(wanted.find('|', begin), wanted.size());
      const std::string one = wanted.substr(begin, end - begin);
      const std::size_t found = conversation_.said().find(one, searched_);
      if (found < best) {
        best = found;
        length = one.size();
      }
      begin = end + 1;
    }
    if (best == std::string::npos) return "没有这样说";
    searched_ = best + length;
    return {};
  }

  std::string slots(const Node& value) {
    for (const Node::Entry& entry : value.entries) {
      const std::string held = slot_value(entry.key);
      if (held != entry.value.text) return "“" + entry.key + "”是“" + held + "”";
    }
    return {};
  }

  std::string slot_value(const std::string& name) const {
    const State& state = conversation_.state();
    if (state.frames.empty()) return "未填";
    for (const auto& [slot, value] : state.frames.back().slots) {
      if (slot != name || value.skipped) continue;
      if (!value.items.empty()) return std::to_string(value.items.size()) + "张";
      if (!value.value.empty()) return value.value;
    }
    return "未填";
  }

  std::string effect(const Node& value) {
    const std::string name = value.is_map() ? text_at(value, "name") : value.text;
    const Fields with = value.is_map() ? fields_at(value, "with") : Fields{};
    for (const Effect& one : conversation_.effects()) {
      if (name_of(one) != name) continue;
      const auto* action = std::get_if<DoEffect>(&one);
      const bool all = std::all_of(with.begin(), with.end(), [&](const auto& field) {
        return action != nullptr && std::find(action->args.begin(), action->args.end(), field) != action->args.end();
      });
      if (all) return {};
    }
    return "没有发出这个动作";
  }

  std::string effects(const Node& value) {
    const std::string of = text_at(value, "of");
    const auto& names = conversation_.all_effect_names();
    const auto count = std::count(names.begin(), names.end(), of);
    return number_in(text_at(value, "count")) == count ? "" : "共发出 " + std::to_string(count) + " 次";
  }

  std::string stack(const Node& value) {
    const auto& frames = conversation_.state().frames;
    bool equal = frames.size() == value.items.size();
    for (std::size_t i = 0; equal && i < frames.size(); ++i) equal = frames[i].dialog == value.items[i].text;
    return equal ? "" : "正在办的话本不同";
  }

  static std::string shown(const Node& node) {
    if (node.is_scalar()) return node.text;
    std::string text;
    for (const Node& item : node.items) text += (text.empty() ? "" : ", ") + shown(item);
    for (const Node::Entry& entry : node.entries)
      text += (text.empty() ? "" : ", ") + entry.key + ": " + shown(entry.value);
    return node.is_list() ? "[" + text + "]" : "{" + text + "}";
  }

  std::string situation() const {
    const State& state = conversation_.state();
    std::string text = "机器人说：" + (conversation_.said().empty() ? std::string("（没说话）") : conversation_.said());
    for (const Effect& one : conversation_.effects()) text += "\n动作：" + name_of(one);
    text += "\n正在办：";
    for (const Frame& frame : state.frames) text += frame.dialog + " ";
    if (state.frames.empty()) text += state.ended.empty() ? "（空闲）" : "（" + state.ended + "）";
    if (!state.frames.empty()) text += "\n在等：" + state.frames.back().wait.slot + state.frames.back().wait.step;
    for (const TraceItem& item : conversation_.trace()) text += "\n  " + item.text;
    return text;
  }

  const ConversationTest& test_;
  std::string release_;
  Conversation conversation_;
  std::size_t searched_ = 0;
  int photos_ = 0;
};

}  // namespace

RehearsalResult rehearse(std::shared_ptr<const Release> release, const ConversationTest& test) {
  const OneRelease releases(std::move(release));
  return Rehearsal(releases, test).run();
}

}  // namespace dialogs
