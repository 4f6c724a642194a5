// The simulator itself: it repeats itself exactly, the program holds in a few seeds, and every bug that is planted is found.
#include "bot/simulation/simulation.hpp"

#include <catch2/catch.hpp>
#include <cstdlib>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "bot/promises/book.hpp"
#include "bot/scripts.hpp"
#include "bot/simulation/occurrences.hpp"

using bot::simulation::Ground;
using bot::simulation::Outcome;
using bot::simulation::Plant;

namespace {

const Ground& ground() {
  const std::string source = XINSHENG_SOURCE_DIR;
  static const Ground shared(bot::load_scripts(source + "/dialogs/scripts").release,
                             bot::read_promises({.promises = source + "/config/promises.txt",
                                                 .calendar = source + "/config/calendar.txt",
                                                 .roster = source + "/config/roster.txt"})
                                 .promises);
  return shared;
}

Outcome play(std::uint64_t seed, int days, Plant bug = Plant::kNone) {
  return ground().simulate({.seed = seed, .days = days, .bug = bug, .story = nullptr});
}

std::string told(const Outcome& outcome) {
  if (!outcome.finding) return "all held";
  std::string text = outcome.finding->invariant + ": " + outcome.finding->text;
  for (const std::string& line : outcome.latest) text += "\n    " + line;
  return text;
}

std::uint64_t seeds_wanted() {
  const char* wanted = std::getenv("XINSHENG_SEEDS");  // NOLINT(concurrency-mt-unsafe)
  const int seeds = wanted == nullptr ? 0 : std::atoi(wanted);  // NOLINT(cert-err34-c)
  return seeds > 0 ? static_cast<std::uint64_t>(seeds) : 3;
}

/// The first seed in which the bug is seen, 0: in none.
std::uint64_t found_with(Plant bug, std::string& how) {
  constexpr std::uint64_t kSeedsMax = 60;
  for (std::uint64_t seed = 1; seed <= kSeedsMax; ++seed) {
    const Outcome outcome = play(seed, 6, bug);
    if (!outcome.finding) continue;
    how = told(outcome);
    return seed;
  }
  return 0;
}

}  // namespace

TEST_CASE("simulation: the same seed tells the same story", "[sim]") {
  const Outcome first = play(3, 4);
  const Outcome again = play(3, 4);
  REQUIRE(first.digest == again.digest);
  REQUIRE(first.events == again.events);
  REQUIRE(first.turns > 0);
  REQUIRE(play(4, 4).digest != first.digest);
}

TEST_CASE("simulation: in every seed the invariants hold for fourteen days", "[sim]") {
  for (std::uint64_t seed = 1; seed <= seeds_wanted(); ++seed) {
    const Outcome outcome = play(seed, 14);
    INFO("seed " << seed << ": " << told(outcome));
    REQUIRE_FALSE(outcome.finding);
  }
}

TEST_CASE("simulation: seeds in which a fault never occurred prove nothing, and say which", "[sim]") {
  std::map<std::string, std::int64_t> seen;
  for (const std::string_view one : bot::simulation::demanded_occurrences()) seen[std::string(one)] = 1;
  REQUIRE(bot::simulation::missing_occurrences(seen).empty());
  seen.erase("submit: 302");
  REQUIRE(bot::simulation::missing_occurrences(seen) == std::vector<std::string_view>{"submit: 302"});
}

TEST_CASE("simulation: what is demanded occurs under the name it is demanded by", "[sim]") {
  // Of the frequent ones a few seeds show each; the rare ones are demanded of the many seeds of the whole run.
  std::map<std::string, std::int64_t> seen;
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    for (const auto& [what, times] : play(seed, 7).seen) seen[what] += times;
  }
  REQUIRE(bot::simulation::missing_occurrences(seen).size() < bot::simulation::demanded_occurrences().size() / 2);
}

TEST_CASE("planted bug: synchronous=NORMAL, a commit that is told before it is on the disk is found", "[sim]") {
  std::string how;
  const std::uint64_t seed = found_with(Plant::kForgottenSync, how);
  INFO(how);
  REQUIRE(seed > 0);
}

TEST_CASE("planted bug: an answer that leaves when its turn is only queued is found", "[sim]") {
  std::string how;
  const std::uint64_t seed = found_with(Plant::kAckBeforeCommit, how);
  INFO(how);
  REQUIRE(seed > 0);
}

TEST_CASE("planted bug: an answer that leaves before its group's sync is found", "[sim]") {
  std::string how;
  const std::uint64_t seed = found_with(Plant::kAckBeforeGroupEnds, how);
  INFO(how);
  REQUIRE(seed > 0);
}

TEST_CASE("planted bug: no unique key on what comes in is found", "[sim]") {
  std::string how;
  const std::uint64_t seed = found_with(Plant::kNoKeyOnInbound, how);
  INFO(how);
  REQUIRE(seed > 0);
}

TEST_CASE("planted bug: repeats told by a high-water mark is found", "[sim]") {
  std::string how;
  const std::uint64_t seed = found_with(Plant::kHighWaterMark, how);
  INFO(how);
  REQUIRE(seed > 0);
}

TEST_CASE("planted bug: an outbox row outside the transaction of its turn is found", "[sim]") {
  std::string how;
  const std::uint64_t seed = found_with(Plant::kOutboxOutsideTransaction, how);
  INFO(how);
  REQUIRE(seed > 0);
}

TEST_CASE("planted bug: a retry after an unknown outcome without a look-up is found", "[sim]") {
  std::string how;
  const std::uint64_t seed = found_with(Plant::kRetryWithoutLookup, how);
  INFO(how);
  REQUIRE(seed > 0);
}

TEST_CASE("planted bug: a timer outside the mailbox is found", "[sim]") {
  std::string how;
  const std::uint64_t seed = found_with(Plant::kTimerOutsideSerialiser, how);
  INFO(how);
  REQUIRE(seed > 0);
}

TEST_CASE("planted bug: a turn that is read and then written without a lock (BEGIN without IMMEDIATE) is found", "[sim]") {
  std::string how;
  const std::uint64_t seed = found_with(Plant::kReadThenWrite, how);
  INFO(how);
  REQUIRE(seed > 0);
}

TEST_CASE("planted bug: the wall clock taken for durations is found", "[sim]") {
  std::string how;
  const std::uint64_t seed = found_with(Plant::kWallClockForDurations, how);
  INFO(how);
  REQUIRE(seed > 0);
}

TEST_CASE("planted bug: a backup made by copying the file is found", "[sim]") {
  std::string how;
  const std::uint64_t seed = found_with(Plant::kBackupByCopy, how);
  INFO(how);
  REQUIRE(seed > 0);
}

TEST_CASE("planted bug: an erasure that does not erase is found", "[sim]") {
  std::string how;
  const std::uint64_t seed = found_with(Plant::kForgottenErasure, how);
  INFO(how);
  REQUIRE(seed > 0);
}

TEST_CASE("planted bug: a lease without a token, so that whoever settles is believed, is found", "[sim]") {
  std::string how;
  const std::uint64_t seed = found_with(Plant::kLeaseWithoutToken, how);
  INFO(how);
  REQUIRE(seed > 0);
}

TEST_CASE("planted bug: a reload that moves running conversations to other steps is found", "[sim]") {
  std::string how;
  const std::uint64_t seed = found_with(Plant::kReloadWithoutPinning, how);
  INFO(how);
  REQUIRE(seed > 0);
}
