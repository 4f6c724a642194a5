#include "dialogs/rehearsal/try_out.hpp"

#include <utility>

#include "dialogs/engine/step.hpp"
#include "dialogs/rehearsal/lines.hpp"
#include "dialogs/rehearsal/player.hpp"
#include "dialogs/rehearsal/recorder.hpp"
#include "dialogs/rehearsal/recording.hpp"

namespace dialogs {
namespace {

bool waits_for_action(const State& state) { return !state.frames.empty() && state.frames.back().wait.kind == Wait::Kind::kEffect; }

/// What the action that is waited for usually answers.
TestLine usual_line(const Conversation& talk) {
  const std::string action = talk.all_actions().empty() ? std::string() : talk.all_actions().back().action;
  const ActionResult result = usual_result(action);
  return line_of("result", map_of({{"of", scalar(action)}, {"as", scalar(result.outcome)}, {"give", map_of(result.give)}}));
}

TriedLine tried(TestLine line, const Conversation& talk) {
  TriedLine one{.line = std::move(line), .fault = {}, .said = talk.said(), .effects = {}, .trace = {}, .asked = {}, .ended = {}, .at = talk.now()};
  for (const Effect& effect : talk.effects()) one.effects.push_back(name_of(effect));
  for (const TraceItem& item : talk.trace()) one.trace.push_back(item.text);
  const State& state = talk.state();
  if (!state.frames.empty() && state.frames.back().wait.kind == Wait::Kind::kSlot) one.asked = state.frames.back().wait.slot;
  if (state.frames.empty()) one.ended = state.ended;
  return one;
}

}  // namespace

TryOut try_out(const std::shared_ptr<const Release>& release, const ConversationTest& talk, std::size_t lines_max) {
  TryOut all;
  const OneRelease releases(release);
  Player player(releases, talk);
  // False: nothing more can happen.
  const auto play = [&](const TestLine& line) {
    const std::optional<std::string> fault = player.play(line);
    if (!fault) return true;
    all.lines.push_back(tried(line, player.talk()));
    all.lines.back().fault = !fault->empty() ? *fault : player.talk().broken();
    return all.lines.back().fault.empty() && all.lines.size() < lines_max;
  };
  bool goes_on = true;
  for (std::size_t i = 0; goes_on && i < talk.talk.size(); ++i) {
    goes_on = play(talk.talk[i]);
    while (goes_on && waits_for_action(player.talk().state())) {
      const std::string next = i + 1 < talk.talk.size() ? talk.talk[i + 1].key : std::string();
      if (next == "result" || next == "later") break;
      goes_on = play(usual_line(player.talk()));
    }
  }
  all.visits = player.talk().visits();
  const State& state = player.talk().state();
  if (state.frames.empty()) return all;
  const Frame& frame = state.frames.back();
  all.dialog = frame.dialog;
  for (const auto& [name, value] : frame.slots) {
    all.slots.emplace_back(name, value.skipped ? "（跳过）" : !value.items.empty() ? std::to_string(value.items.size()) + " 张" : value.value);
  }
  return all;
}

ConversationTest as_test(const std::shared_ptr<const Release>& release, const ConversationTest& talk, std::string name) {
  ConversationTest test{.name = std::move(name), .given = talk.given, .talk = {}, .place = {}};
  const OneRelease releases(release);
  Player player(releases, talk);
  for (const TriedLine& one : try_out(release, talk).lines) {
    test.talk.push_back(one.line);
    if (const auto fault = player.play(one.line); !fault || !fault->empty()) break;
    for (TestLine& check : checks_of(player.talk().said(), player.talk().effects(), player.talk().state())) test.talk.push_back(std::move(check));
  }
  return with_checks_that_pass(release, std::move(test));
}

}  // namespace dialogs
