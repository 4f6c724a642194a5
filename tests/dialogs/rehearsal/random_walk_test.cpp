// Model-based walks (dialog language §5.4). XINSHENG_WALKS=2000 for the long run; XINSHENG_WALK_SEED=n repeats one.
#include "dialogs/rehearsal/random_walk.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <mutex>
#include <thread>

#include "dialogs/rehearsal/lines.hpp"
#include "dialogs/rehearsal/rehearsal.hpp"
#include "tests/dialogs/rehearsal/dialog_tree.hpp"

namespace dialogs {
namespace {

std::uint64_t from_environment(const char* name, std::uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

// Walks know nothing of each other, so each processor takes the next one.
std::string walk_many(const std::shared_ptr<const Release>& release, std::uint64_t first, std::uint64_t count) {
  const std::uint64_t only = from_environment("XINSHENG_WALK_SEED", 0);
  std::atomic<std::uint64_t> next{first};
  std::mutex mutex;
  std::string report;
  const auto work = [&] {
    const OneRelease releases(release);
    for (std::uint64_t seed = next++; seed < first + count; seed = next++) {
      if (only != 0 && seed != only) continue;
      const WalkResult result = walk(releases, {.seed = seed, .lines = 75, .law = {}});
      if (!result.fault) continue;
      const std::lock_guard lock(mutex);
      report += "seed " + std::to_string(seed) + ": " + result.fault->what + "\n" + as_yaml(result.fault->story);
      next = first + count;
    }
  };
  std::vector<std::thread> workers;
  for (unsigned i = 0; i < std::max(1U, std::thread::hardware_concurrency()); ++i) workers.emplace_back(work);
  for (std::thread& worker : workers) worker.join();
  return report;
}

std::string whole_state(const Conversation& talk) { return encode_state(talk.state()); }

}  // namespace

TEST_CASE("walks through the specification's dialogs keep every invariant", "[walk]") {
  CHECK(walk_many(tests::spec_release(), 1, from_environment("XINSHENG_WALKS", 1000)) == "");
}

TEST_CASE("walks through dialogs with every other construct keep every invariant", "[walk]") {
  CHECK(walk_many(tests::further_release(), 100'001, from_environment("XINSHENG_WALKS", 500)) == "");
}

TEST_CASE("walks through the shipped dialogs keep every invariant", "[walk]") {
  CHECK(walk_many(tests::shipped_release(), 200'001, from_environment("XINSHENG_WALKS", 500)) == "");
}

TEST_CASE("the same seed walks the same way, another one another way", "[walk]") {
  const OneRelease releases(tests::spec_release());
  std::string first;
  std::string again;
  std::string other;
  const auto end_of = [&](std::uint64_t seed, std::string& state) {
    walk(releases, {.seed = seed, .lines = 30, .law = [&](const Conversation& talk) {
                      state += whole_state(talk);
                      return std::string();
                    }});
  };
  end_of(7, first);
  end_of(7, again);
  end_of(8, other);
  CHECK(first == again);
  CHECK(first != other);
}

TEST_CASE("a walk that breaks a law shrinks to a short conversation that can be pasted as a test", "[walk]") {
  const OneRelease releases(tests::spec_release());
  // A law that scripts do break: nobody ever gets to the question for the plate.
  const Law law = [](const Conversation& talk) {
    const State& state = talk.state();
    const bool asked = !state.frames.empty() && state.frames.back().wait.slot == "车牌号";
    return asked ? std::string("问了车牌号") : std::string();
  };
  std::optional<WalkFault> fault;
  for (std::uint64_t seed = 1; seed < 40 && !fault; ++seed) {
    WalkResult result = walk(releases, {.seed = seed, .lines = 75, .law = law});
    // A long one, so that there is something to shrink.
    if (result.fault && result.lines > 8) fault = std::move(result.fault);
  }
  REQUIRE(fault);
  CHECK(fault->what == "问了车牌号");
  CHECK(fault->story.talk.size() <= 5);
  const std::string file = as_test_file(fault->story) + "      - ask: 车牌号\n";
  INFO(file);
  std::vector<Diagnostic> faults;
  const std::vector<ConversationTest> pasted = load_tests({"pasted.yaml", file}, faults);
  REQUIRE(faults.empty());
  REQUIRE(pasted.size() == 1);
  CHECK(rehearse(tests::spec_release(), pasted[0]).passed);
}

}  // namespace dialogs
