// Laws of §5.3 along random conversations: each of them is looked at in every state that a walk comes to. A failure names its
// seed and tells the shortest conversation.
#include <catch2/catch.hpp>

#include <algorithm>
#include <deque>

#include "dialogs/rehearsal/lines.hpp"
#include "dialogs/rehearsal/random_driver.hpp"
#include "dialogs/rehearsal/random_walk.hpp"
#include "tests/dialogs/rehearsal/dialog_tree.hpp"

namespace dialogs {
namespace {

constexpr std::uint64_t kWalks = 15;

void holds_along_walks(const std::function<Law()>& make_law) {
  for (const auto& release : {tests::spec_release(), tests::further_release()}) {
    const OneRelease releases(release);
    for (std::uint64_t seed = 500; seed < 500 + kWalks; ++seed) {
      // The shortening tells a story from its beginning: a law that remembers is made for one walk.
      const WalkResult result = walk(releases, {.seed = seed, .lines = 60, .law = make_law()});
      if (result.fault) FAIL_CHECK("seed " << seed << ": " << result.fault->what << "\n" << as_yaml(result.fault->story));
    }
  }
}

const Release& release_of(const State& state) {
  const auto& further = tests::further_release();
  return !state.frames.empty() && state.frames.front().release == further->id ? *further : *tests::spec_release();
}

bool waits_for_the_driver(const State& state) {
  return !state.frames.empty() && !state.human && state.pending.kind == Pending::Kind::kNone &&
         state.frames.back().wait.kind == Wait::Kind::kSlot;
}

// What the driver said himself: heard values and the rules' conclusions may stay when an answer is taken back.
Fields asked_values(const Frame& frame) {
  Fields fields;
  for (const auto& [name, value] : frame.slots) {
    if (value.source == Source::kAsked) fields.emplace_back(name, value.value + (value.skipped ? "(skipped)" : ""));
  }
  std::sort(fields.begin(), fields.end());
  return fields;
}

StepResult step_of(const State& state, const std::string& words, base::UnixMs now) {
  static std::uint64_t count = 0;
  const auto release = release_of(state).id == tests::further_release()->id ? tests::further_release() : tests::spec_release();
  return step(OneRelease(release), state, TextEvent{"law" + std::to_string(++count), words, {}, false}, now, false);
}

}  // namespace

TEST_CASE("P3: in every state of a walk the question is found again by walking", "[property]") {
  holds_along_walks([] {
    return [](const Conversation& talk) -> std::string {
      const State& state = talk.state();
      if (!waits_for_the_driver(state)) return {};
      State forgetful = state;
      forgetful.frames.back().wait = {};
      const StepResult again = step_of(forgetful, "再说一遍", talk.now());
      const bool same = !again.state.frames.empty() && again.state.frames.back().wait == state.frames.back().wait;
      return same ? "" : "忘了在问什么，就问成了别的";
    };
  });
}

TEST_CASE("P4: in every state of a walk each of the last messages may come again and changes nothing", "[property]") {
  holds_along_walks([] {
    return [delivered = std::deque<Event>(), sequence = std::uint64_t{0}](const Conversation& talk) mutable -> std::string {
      const State& state = talk.state();
      if (state.sequence < sequence) delivered.clear();  // a story that is being shortened begins anew
      sequence = state.sequence;
      if (talk.last_event() && talk.last_event()->index() <= 3) delivered.push_back(*talk.last_event());
      if (delivered.size() > 30) delivered.pop_front();
      const auto release = release_of(state).id == tests::further_release()->id ? tests::further_release() : tests::spec_release();
      const OneRelease releases(release);
      for (const Event& event : delivered) {
        const StepResult again = step(releases, state, event, talk.now(), false);
        if (again.state != state || !again.replies.empty() || !again.effects.empty()) return "重投的消息被当成了新的";
      }
      return {};
    };
  });
}

TEST_CASE("P8: in every state of a walk, going back after an answer restores what was answered", "[property]") {
  holds_along_walks([] {
    return [random = base::SeededRandom(8)](const Conversation& talk) mutable -> std::string {
      const State& state = talk.state();
      if (!waits_for_the_driver(state)) return {};
      const Frame& before = state.frames.back();
      const Release& release = release_of(state);
      const Slot* slot = release.find_dialog(before.dialog)->find_slot(before.wait.slot);
      if (slot == nullptr || slot->type == SlotType::kPhotos) return {};
      RandomDriver driver(release, random);
      const StepResult answered = step_of(state, driver.answer_to(*slot), talk.now());
      if (answered.state.frames.empty() || answered.state.human || answered.state.pending.kind != Pending::Kind::kNone) return {};
      const Frame& then = answered.state.frames.back();
      const bool taken = then.number == before.number && !then.order.empty() && then.order.back() == slot->name &&
                         then.wait.kind != Wait::Kind::kEffect && then.marks.size() == before.marks.size();
      if (!taken) return {};
      const StepResult back = step_of(answered.state, "上一步", talk.now());
      if (back.state.frames.empty()) return "退一步，话本没了";
      const Frame& after = back.state.frames.back();
      if (after.wait != before.wait) return "退一步，问的不是原来那一项";
      return asked_values(after) == asked_values(before) ? "" : "退一步，别的回答也变了";
    };
  });
}

}  // namespace dialogs
