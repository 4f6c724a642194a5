#include "dialogs/engine/alarms.hpp"

#include <algorithm>

#include "base/utf8.hpp"
#include "dialogs/engine/texts.hpp"
#include "dialogs/safety/safety.hpp"

namespace dialogs::engine {
namespace {

// While a person is in charge each danger's words are said once; without one they are said again after this.
constexpr base::Millis kSayAgain = base::hours(6);

bool was_said(const Turn& turn, const Danger& danger) {
  const bool with_person = turn.state.human && turn.state.human->danger;
  return std::any_of(turn.state.alarms.begin(), turn.state.alarms.end(), [&](const Alarmed& one) {
    return one.danger == danger.danger && (with_person || turn.now - one.at < kSayAgain);
  });
}

void remember(Turn& turn, const Danger& danger) {
  std::vector<Alarmed>& alarms = turn.state.alarms;
  std::erase_if(alarms, [&](const Alarmed& one) { return one.danger == danger.danger; });
  alarms.push_back({danger.danger, turn.now});
  if (alarms.size() > kAlarmsMax) alarms.erase(alarms.begin());
}

// The bot falls silent. A question that an offer or another question stood in for is asked again when the person is done.
void hand_to_person(Turn& turn, const Danger& danger) {
  if (turn.has_frames() && turn.state.pending.kind == Pending::Kind::kOffer) turn.top().wait = {};
  turn.state.pending = {};
  const base::UnixMs since = turn.state.human ? turn.state.human->since : turn.now;
  const std::string by = turn.state.human ? turn.state.human->by : std::string();
  turn.state.human = HumanMode{since, turn.now, danger.danger, true, by};
}

}  // namespace

const Danger* danger_in(const ReleaseSet& releases, const Event& event) {
  const auto* text = std::get_if<TextEvent>(&event);
  if (text == nullptr) return nullptr;
  const Release& release = releases.current();
  const bool is_burst = !text->part_ids.empty();
  return (is_burst ? find_danger_in_burst(release, text->text) : find_danger(release, text->text)).danger;
}

bool raise_alarm(Turn& turn, const Danger& danger, const Event& event) {
  if (was_said(turn, danger)) return false;
  const auto& text = std::get<TextEvent>(event);
  const bool in_hands = turn.state.human && turn.state.human->danger;
  turn.note([&] { return "danger: " + danger.danger; });
  for (const Text& say : danger.say) turn.say(render(turn, say, "danger:" + danger.danger));
  const std::string well_formed = base::repair_utf8(text.text);
  turn.effects.emplace_back(AlarmEffect{.event_id = text.id,
                                        .danger = danger.danger,
                                        .code = danger.code,
                                        .urgency = danger.urgency,
                                        .category = danger.category,
                                        .text = std::string(base::prefix_of_points(well_formed, kNarrativePointsMax)),
                                        .first = !in_hands});
  if (turn.state.human) {
    turn.state.human->last = turn.now;
    turn.effects.emplace_back(RelayEffect{text.id});
  }
  remember(turn, danger);
  if (danger.mute) hand_to_person(turn, danger);
  return true;
}

}  // namespace dialogs::engine
