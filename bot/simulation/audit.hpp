#pragma once
// Reads the whole store and holds it against the ledgers of those outside: what was acknowledged is there, once, and what is there
// was sent by somebody. Done after every crash and at the end.
#include "bot/simulation/hotline.hpp"
#include "bot/simulation/platform.hpp"
#include "bot/simulation/watch.hpp"
#include "bot/simulation/world.hpp"
#include "storage/store.hpp"

namespace bot::simulation {

struct Audited {
  std::int64_t turns = 0;
  std::int64_t tickets = 0;
};

/// I1, I2, I4, I5, I7, I9, I10, I14, I20; the books agree with the store afterwards.
Audited audit(World& world, storage::Store& store, Books& books, const Platform& platform);

/// After the faults have ended and two more hours have passed: all is delivered, parked or dead, no lease is held, and what the
/// hotlines closed is known. `recorded`: the receipts.
void audit_liveness(World& world, storage::Store& store, const Books& books, const Platform& platform,
                    const std::vector<const StandIn*>& hotlines);

}  // namespace bot::simulation
