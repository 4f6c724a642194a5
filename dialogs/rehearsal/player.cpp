#include "dialogs/rehearsal/player.hpp"

#include <algorithm>
#include <charconv>

#include "base/civil_time.hpp"
#include "dialogs/rehearsal/lines.hpp"

namespace dialogs {
namespace {

constexpr base::Millis kUserPause = base::seconds(20);
constexpr base::Millis kQuickPause = base::seconds(1);

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

// 2025-03-10T21:50, also with a blank, without the time, with seconds, or with a zone of its own.
std::optional<base::UnixMs> instant_in(const std::string& text) {
  if (text.size() == 10) return base::from_rfc3339(text + "T00:00:00+08:00");
  if (text.size() < 16) return std::nullopt;
  const std::string day_and = text.substr(0, 10) + "T";
  if (text.size() == 16) return base::from_rfc3339(day_and + text.substr(11) + ":00+08:00");
  if (text.size() == 19) return base::from_rfc3339(day_and + text.substr(11) + "+08:00");
  return base::from_rfc3339(day_and + text.substr(11));
}

State given_state(const ConversationTest& test) {
  std::string channel = test.given ? text_at(*test.given, "channel") : std::string();
  State state = new_state("rehearsal", channel.empty() ? "wechat" : channel);
  if (!test.given) return state;
  state.language = text_at(*test.given, "lang");
  state.profile = fields_at(*test.given, "profile");
  return state;
}
base::UnixMs given_now(const ConversationTest& test) {
  const std::string text = test.given ? text_at(*test.given, "now") : std::string();
  return instant_in(text).value_or(Conversation::kMorning);
}

}  // namespace

std::string Player::fault_of(const ConversationTest& test) {
  const std::string now = test.given ? text_at(*test.given, "now") : std::string();
  return now.empty() || instant_in(now) ? "" : "given 的 now 没看懂，请写 2025-03-10T21:50";
}

Player::Player(const ReleaseSet& releases, const ConversationTest& test)
    : release_(releases.current().id), conversation_(releases, given_state(test), given_now(test)) {}

std::optional<std::string> Player::play(const TestLine& line) {
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
  return std::nullopt;
}

std::string Player::happen(base::Millis pause, const Event& event) {
  conversation_.forget_turn();
  conversation_.pass(pause);
  // What a timer said in between is not the answer to this event.
  conversation_.forget_turn();
  conversation_.deliver(event);
  return {};
}

// `user: 文本`, or `user: {text: 文本, via: voice}` for what was spoken.
std::string Player::words(base::Millis pause, const Node& value) {
  const bool spoken = value.is_map() && text_at(value, "via") == "voice";
  const std::string text = value.is_map() ? text_at(value, "text") : value.text;
  return happen(pause, TextEvent{conversation_.next_event_id(), text, {}, spoken});
}

// `photo: 2`, or `photo: {count: 1, type: voice}` for a recording without a transcript.
std::string Player::photo(const Node& value) {
  const std::string type = value.is_map() ? text_at(value, "type") : std::string();
  MediaEvent event{conversation_.next_event_id(), type.empty() ? "photo" : type, {}};
  const int count = number_in(value.is_map() ? text_at(value, "count") : value.text).value_or(0);
  if (count < 1) return "几张图片？写一个正整数";
  for (int i = 0; i < count; ++i) event.media_ids.push_back("m" + std::to_string(++photos_));
  return happen(kUserPause, event);
}

std::string Player::location(const Node& value) {
  LocationEvent event{conversation_.next_event_id(), value.is_map() ? text_at(value, "name") : value.text, {}, {}};
  event.latitude = degrees_in(text_at(value, "lat"));
  event.longitude = degrees_in(text_at(value, "lng"));
  return happen(kUserPause, event);
}

// Without `menu` the button is of whatever menu is open; a number is the menu it belongs to.
std::string Player::button(const Node& value) {
  const auto menu = static_cast<std::uint64_t>(std::max(0, number_in(text_at(value, "menu")).value_or(0)));
  return happen(kUserPause,
                ButtonEvent{conversation_.next_event_id(), text_at(value, "slot"), text_at(value, "value"), menu});
}

// `agent: release`, `agent: note`, or `agent: {do: note, text: …}`.
std::string Player::agent(const Node& value) {
  const std::string act = value.is_map() ? text_at(value, "do") : value.text;
  if (act != "release" && act != "note") return "人工做了什么？写 release（交还）或 note（留言）";
  const auto kind = act == "release" ? AgentEvent::Act::kRelease : AgentEvent::Act::kNote;
  return happen({}, AgentEvent{kind, text_at(value, "text")});
}

std::string Player::again() {
  conversation_.forget_turn();
  conversation_.deliver_again();
  return {};
}

std::string Player::later(const Node& value) {
  const std::optional<base::Millis> time = duration_in(value.text);
  if (!time) return "时长没看懂，请写 31m、24h、2d";
  conversation_.forget_turn();
  conversation_.pass(*time);
  return {};
}

std::string Player::result(const Node& value) {
  const DoEffect* action = conversation_.last_action(text_at(value, "of"));
  if (action == nullptr) return "还没有发出过动作 " + text_at(value, "of");
  return happen({}, ResultEvent{action->id, text_at(value, "as"), fields_at(value, "give")});
}

}  // namespace dialogs
