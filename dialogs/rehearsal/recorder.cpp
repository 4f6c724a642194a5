#include "dialogs/rehearsal/recorder.hpp"

#include <algorithm>
#include <utility>
#include <variant>

#include "base/civil_time.hpp"
#include "base/utf8.hpp"
#include "dialogs/rehearsal/conversation.hpp"
#include "dialogs/rehearsal/lines.hpp"
#include "dialogs/rehearsal/rehearsal.hpp"

namespace dialogs {
namespace {

constexpr std::size_t kCheckedPointsMax = 24;  // enough to tell one sentence from another

// The beginning of what was said, up to what a check could not hold: | stands between alternatives there.
std::string beginning(const std::string& said) {
  const std::string_view line = std::string_view(said).substr(0, said.find_first_of("\n|"));
  return std::string(base::prefix_of_points(line, kCheckedPointsMax));
}

bool is_check(const TestLine& line) {
  return line.key == "bot" || line.key == "ask" || line.key == "effect" || line.key == "end" || line.key == "silent";
}

}  // namespace

Recorder::Recorder(std::string channel, base::UnixMs start) {
  std::string now = base::to_minute_text(start);
  std::replace(now.begin(), now.end(), ' ', 'T');
  test_.given = map_of({{"channel", scalar(std::move(channel))}, {"now", scalar(std::move(now))}});
}

void Recorder::later(const std::string& how_long) { test_.talk.push_back(line_of("later", scalar(how_long))); }

void Recorder::happened(const Event& event) {
  if (const auto* text = std::get_if<TextEvent>(&event)) {
    test_.talk.push_back(line_of("user", scalar(text->text)));
  } else if (const auto* media = std::get_if<MediaEvent>(&event)) {
    test_.talk.push_back(line_of("photo", scalar(std::to_string(media->media_ids.size()))));
  } else if (const auto* location = std::get_if<LocationEvent>(&event)) {
    test_.talk.push_back(line_of("location", scalar(location->name)));
  } else if (const auto* system = std::get_if<SystemEvent>(&event)) {
    test_.talk.push_back(line_of("event", map_of({{"name", scalar(system->name)}, {"give", map_of(system->give)}})));
  } else if (const auto* result = std::get_if<ResultEvent>(&event)) {
    const auto action = std::find_if(actions_.rbegin(), actions_.rend(),
                                     [&](const auto& one) { return one.first == result->effect_id; });
    if (action == actions_.rend()) return;
    test_.talk.push_back(line_of(
        "result", map_of({{"of", scalar(action->second)}, {"as", scalar(result->outcome)}, {"give", map_of(result->give)}})));
  }
}

std::vector<TestLine> checks_of(const std::string& said, const std::vector<Effect>& effects, const State& state) {
  std::vector<TestLine> checks;
  if (const std::string words = beginning(said); !words.empty()) checks.push_back(line_of("bot", scalar(words)));
  for (const Effect& effect : effects) checks.push_back(line_of("effect", scalar(name_of(effect))));
  if (!state.frames.empty() && state.pending.kind == Pending::Kind::kNone &&
      state.frames.back().wait.kind == Wait::Kind::kSlot) {
    checks.push_back(line_of("ask", scalar(state.frames.back().wait.slot)));
  } else if (state.frames.empty() && !state.ended.empty()) {
    checks.push_back(line_of("end", scalar(state.ended)));
  }
  return checks;
}

void Recorder::step(const Event& event, const StepResult& result) {
  happened(event);
  // At most one reply a step.
  const std::string said = result.replies.empty() ? std::string() : result.replies.front().text;
  for (TestLine& check : checks_of(said, result.effects, result.state)) test_.talk.push_back(std::move(check));
  for (const Effect& effect : result.effects) {
    if (const auto* act = std::get_if<DoEffect>(&effect)) actions_.emplace_back(act->id, act->action);
  }
}

ConversationTest Recorder::test(const std::shared_ptr<const Release>& release, std::string name) const {
  ConversationTest test = test_;
  test.name = std::move(name);
  return with_checks_that_pass(release, std::move(test));
}

ConversationTest with_checks_that_pass(const std::shared_ptr<const Release>& release, ConversationTest test) {
  for (;;) {
    for (std::size_t i = 0; i < test.talk.size(); ++i) test.talk[i].place.line = static_cast<int>(i) + 1;
    const RehearsalResult result = rehearse(release, test);
    const auto at = static_cast<std::size_t>(std::max(result.place.line, 1)) - 1;
    if (result.passed || at >= test.talk.size() || !is_check(test.talk[at])) return test;
    test.talk.erase(test.talk.begin() + static_cast<std::ptrdiff_t>(at));
  }
}

}  // namespace dialogs
