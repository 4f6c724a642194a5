#pragma once
// Bugs that are planted on purpose, one at a time, to see that the simulator finds them (reliability reference §1.2, "Test the
// tests"). They live in the simulated world only: nothing that serves drivers can be built with one.
#include <array>
#include <memory>
#include <string_view>

#include "base/time.hpp"
#include "storage/store.hpp"

namespace bot::simulation {

enum class Plant {
  kNone,
  kForgottenSync,             // synchronous=NORMAL: a commit is not on the disk when it is told
  kAckBeforeCommit,           // the answer leaves when the turn is queued
  kAckBeforeGroupEnds,        // the answer leaves before the group's sync
  kNoKeyOnInbound,            // every delivery is a new message
  kHighWaterMark,             // what is numbered lower than something seen is taken for a repeat
  kOutboxOutsideTransaction,  // what is to be sent is written down after its turn
  kRetryWithoutLookup,        // an unknown outcome is sent again at once
  kLeaseWithoutToken,         // a settlement counts whoever holds the lease
  kTimerOutsideSerialiser,    // a timer's turn is written beside the mailbox
  kReadThenWrite,             // BEGIN without IMMEDIATE: a turn is written whatever was written since its state was read
  kWallClockForDurations,     // a clock that is set is taken for time that passed
  kReloadWithoutPinning,      // a running conversation is read with the new release at once
  kBackupByCopy,              // after a crash the file is brought back without its log
  kForgottenErasure,          // what the driver had erased comes back
};

struct PlantName {
  Plant plant;
  std::string_view name;
};
inline constexpr std::array<PlantName, 14> kPlants{{
    {Plant::kForgottenSync, "synchronous-normal"},
    {Plant::kAckBeforeCommit, "ack-before-commit"},
    {Plant::kAckBeforeGroupEnds, "ack-before-group-ends"},
    {Plant::kNoKeyOnInbound, "no-key-on-inbound"},
    {Plant::kHighWaterMark, "high-water-mark"},
    {Plant::kOutboxOutsideTransaction, "outbox-outside-transaction"},
    {Plant::kRetryWithoutLookup, "retry-without-look-up"},
    {Plant::kLeaseWithoutToken, "lease-without-token"},
    {Plant::kTimerOutsideSerialiser, "timer-outside-serialiser"},
    {Plant::kReadThenWrite, "read-then-write"},
    {Plant::kWallClockForDurations, "wall-clock-for-durations"},
    {Plant::kReloadWithoutPinning, "reload-without-pinning"},
    {Plant::kBackupByCopy, "backup-by-copy"},
    {Plant::kForgottenErasure, "forgotten-erasure"},
}};

/// The store with the bug in it, if it is one of the store's; else the store itself.
std::unique_ptr<storage::Store> plant(Plant bug, std::unique_ptr<storage::Store> store);

/// A clock that takes its hands for one: what passes is what the wall says.
class WallOnly final : public base::Clock {
 public:
  explicit WallOnly(const base::Clock& clock) : clock_(clock) {}
  base::UnixMs now() const noexcept override { return clock_.now(); }
  base::MonotonicMs monotonic() const noexcept override { return {clock_.now().count}; }

 private:
  const base::Clock& clock_;
};

}  // namespace bot::simulation
