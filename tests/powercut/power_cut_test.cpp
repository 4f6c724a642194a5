// T-POWER and T-COMPOUND of the reliability reference: the real store, with its writer thread, group commit, flush of rows and
// checkpoints, on a disk that forgets what was not synced.
#include <catch2/catch.hpp>
#include <cstdlib>

#include "tests/powercut/session.hpp"

using powercut::Session;
using storage::sqlite::FaultyDisk;

namespace {

int cuts_wanted() {
  const char* wanted = std::getenv("XINSHENG_POWER_CUTS");  // NOLINT(concurrency-mt-unsafe)
  const int cuts = wanted == nullptr ? 0 : std::atoi(wanted);  // NOLINT(cert-err34-c)
  return cuts > 0 ? cuts : 2000;
}

constexpr int kCutsOfOneDisk = 8;
constexpr int kGroups = 40;

/// Opens, works and closes until the power goes, somewhere in it.
void live_until_cut(FaultyDisk& disk, Session& session, base::SeededRandom& random) {
  disk.cut_power_at(1 + random.below(random.below(4) == 0 ? 40 : 400));
  if (session.open()) session.work(static_cast<int>(random.below(kGroups)));
  if (random.below(8) == 0) disk.cut_power_now();  // at rest, with what a killed machine has in flight
  session.close();
  disk.cut_power_now();
}

/// A second fault while the store recovers from the first.
void disturb_recovery(FaultyDisk& disk, Session& session, base::SeededRandom& random) {
  disk.restart();
  if (random.below(2) == 0) {
    disk.cut_power_at(1 + random.below(30));
  } else {
    disk.fail_at(1 + random.below(60), storage::sqlite::Fault::kIoError, random.below(2) == 0);
  }
  (void)session.open();
  session.close();
  disk.heal();
  disk.cut_power_now();
}

struct Tally {
  int cuts = 0;
  int disturbed = 0;
  int failures = 0;
  std::size_t committed = 0;
  std::string first_failure;
};

Tally cut_power(int cuts, std::uint64_t seed, bool lying) {
  Tally tally;
  while (tally.cuts < cuts) {
    const std::uint64_t disk_seed = seed + static_cast<std::uint64_t>(tally.cuts);
    base::SeededRandom random(disk_seed);
    FaultyDisk disk(disk_seed);
    disk.lie_about_syncs(lying);
    Session session(disk, disk_seed);
    for (int i = 0; i < kCutsOfOneDisk && tally.cuts < cuts; ++i) {
      live_until_cut(disk, session, random);
      ++tally.cuts;
      if (random.below(4) == 0) {
        disturb_recovery(disk, session, random);
        ++tally.disturbed;
      }
      disk.restart();
      std::string problem;
      if (session.open(&problem)) problem = session.check();
      session.close();
      if (problem.empty()) continue;
      ++tally.failures;
      if (tally.first_failure.empty()) {
        tally.first_failure = "seed " + std::to_string(disk_seed) + ", cut " + std::to_string(i) + ": " + problem;
      }
      break;
    }
    tally.committed += session.committed();
  }
  return tally;
}

}  // namespace

TEST_CASE("No power cut loses an acknowledged turn, tears a ticket from its turn or damages the file") {
  const Tally tally = cut_power(cuts_wanted(), 20'260'115, false);
  CHECK(tally.first_failure == "");
  CHECK(tally.failures == 0);
  // The test must have tested: plenty of turns were acknowledged, and recoveries were disturbed.
  CHECK(tally.committed > static_cast<std::size_t>(tally.cuts) * 5);
  CHECK(tally.disturbed > tally.cuts / 10);
}

TEST_CASE("On a disk that lies about syncs the same harness finds losses") {
  const Tally tally = cut_power(200, 4711, true);
  CHECK(tally.failures > 20);
}
