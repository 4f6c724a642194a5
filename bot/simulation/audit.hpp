#pragma once
// Reads the store and holds it against the ledgers of those outside: what was acknowledged is there, once, and what is there was sent
// by somebody. Done after every crash and at the end.
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "bot/simulation/hotline.hpp"
#include "bot/simulation/platform.hpp"
#include "bot/simulation/watch.hpp"
#include "bot/simulation/world.hpp"
#include "storage/store.hpp"

namespace bot::simulation {

class Auditor {
 public:
  /// All must outlive it.
  Auditor(World& world, Books& books, const Platform& platform) : world_(world), books_(books), platform_(platform) {}

  /// I1, I2, I4, I5, I7, I9, I10, I14, I20; the books agree with the store afterwards. Of a conversation only the turns behind those
  /// that were read before are read: the store's own `verify` counts and chains all of them every time.
  void look(storage::Store& store);
  /// Likewise, and reads every turn anew.
  void look_at_everything(storage::Store& store);

  std::int64_t turns() const { return turns_; }
  std::int64_t tickets() const { return static_cast<std::int64_t>(books_.tickets.size()); }

 private:
  struct Read {
    std::string driver;
    std::uint64_t version = 0;
    std::set<std::string> keys;  // inbound
  };
  void read(storage::Store& store, const storage::Conversation& conversation);
  void compare_with_ledger();

  World& world_;
  Books& books_;
  const Platform& platform_;
  std::map<std::int64_t, Read> read_;  // by conversation
  std::int64_t turns_ = 0;
};

/// After the faults have ended and two more hours have passed: all is delivered, parked or dead, no lease is held, and what the
/// hotlines closed is known. `recorded`: the receipts.
void audit_liveness(World& world, storage::Store& store, const Books& books, const Platform& platform,
                    const std::vector<const StandIn*>& hotlines);

}  // namespace bot::simulation
