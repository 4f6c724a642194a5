// T-IOERR and T-FSYNC of the reliability reference, in the store's part of them.
#include <catch2/catch.hpp>

#include "tests/powercut/session.hpp"

using powercut::Session;
using storage::sqlite::Fault;
using storage::sqlite::FaultyDisk;

namespace {

constexpr int kGroups = 12;

/// How many operations of this kind of fault an undisturbed session of this seed has, roughly.
std::uint64_t operations_of(Fault fault, std::uint64_t seed) {
  FaultyDisk disk(seed);
  disk.fail_at(1'000'000'000, fault, false);
  Session session(disk, seed);
  REQUIRE(session.open());
  session.work(kGroups);
  session.close();
  return disk.operations();
}

struct Outcome {
  std::string problem;
  bool hit = false;
};

/// One session with the fault at this operation; then the program is started again on a sound disk.
Outcome run_with_fault(std::uint64_t seed, Fault fault, std::uint64_t operation, bool sticky, bool cuts_power) {
  FaultyDisk disk(seed);
  Session session(disk, seed);
  disk.fail_at(operation, fault, sticky);
  if (session.open()) session.work(kGroups);
  session.close();
  Outcome outcome;
  outcome.hit = disk.has_failed();
  disk.heal();
  if (cuts_power) {
    disk.cut_power_now();
    disk.restart();
  }
  if (session.open(&outcome.problem)) outcome.problem = session.check();
  if (outcome.problem.empty()) {
    const std::size_t before = session.committed();
    session.work(3);
    if (session.committed() == before) outcome.problem = "the store takes no turns any more";
    if (outcome.problem.empty()) outcome.problem = session.check();
  }
  return outcome;
}

void sweep(Fault fault, bool sticky, bool cuts_power) {
  constexpr std::uint64_t kSteps = 120;
  const std::uint64_t last = operations_of(fault, 99);
  const std::uint64_t stride = last / kSteps + 1;
  int hits = 0;
  for (std::uint64_t operation = 1; operation <= last; operation += stride) {
    const Outcome outcome = run_with_fault(99, fault, operation, sticky, cuts_power);
    INFO("operation " << operation << (sticky ? " and later ones" : ""));
    CHECK(outcome.problem == "");
    hits += outcome.hit ? 1 : 0;
  }
  CHECK(hits > 20);
}

}  // namespace

TEST_CASE("An I/O error at any operation leaves each turn acknowledged and there, or neither") {
  sweep(Fault::kIoError, false, false);
  sweep(Fault::kIoError, true, false);
}

TEST_CASE("No space at any write leaves each turn acknowledged and there, or refused and not there") {
  sweep(Fault::kNoSpace, false, false);
  sweep(Fault::kNoSpace, true, false);
}

TEST_CASE("A short write at any point leaves each turn acknowledged and there, or neither") {
  sweep(Fault::kShortWrite, false, false);
  sweep(Fault::kShortWrite, true, true);
}

TEST_CASE("A failing sync that lost its pages loses no acknowledged turn") {
  sweep(Fault::kSyncFails, false, true);
  sweep(Fault::kSyncFails, true, true);
}

TEST_CASE("After a failed sync nothing is acknowledged any more until the program starts again") {
  FaultyDisk disk(1);
  Session session(disk, 1);
  REQUIRE(session.open());
  session.work(5);
  disk.fail_at(1, Fault::kSyncFails, false);
  session.work(5);
  REQUIRE(disk.has_failed());
  const std::size_t committed = session.committed();
  disk.heal();
  CHECK(session.store()->health().problem == "storage_failed");
  CHECK_FALSE(session.store()->health().writes);
  CHECK(session.store()->outbox().set_cursor("a", "b").error().code == base::ErrorCode::kStorage);
  const auto refused = session.store()->turns().commit({}, [](base::Result<storage::Committed>) {});
  CHECK(refused.error().code == base::ErrorCode::kStorage);
  session.close();
  disk.cut_power_now();
  disk.restart();
  REQUIRE(session.open());
  CHECK(session.check() == "");
  session.work(5);
  CHECK(session.committed() > committed);
}

TEST_CASE("A full disk refuses writing, says so, keeps reading, and writes again when there is space") {
  FaultyDisk disk(2);
  Session session(disk, 2);
  REQUIRE(session.open());
  session.work(5);
  disk.fail_at(1, Fault::kNoSpace, true);
  const auto refused = session.store()->outbox().set_cursor("a", std::string(9000, 'x'));
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().code == base::ErrorCode::kBusy);
  CHECK(session.store()->health().problem == "disk_full");
  CHECK_FALSE(session.store()->health().writes);
  CHECK(session.store()->outbox().counts().ok());
  CHECK(session.check() == "");
  disk.heal();
  CHECK(session.store()->outbox().set_cursor("a", "b").ok());
  CHECK(session.store()->health().problem == "");
  CHECK(session.store()->health().writes);
  const std::size_t committed = session.committed();
  session.work(5);
  CHECK(session.committed() > committed);
  CHECK(session.check() == "");
}
