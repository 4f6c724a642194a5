#pragma once
// The one place that chooses the engine, by the URL of the configuration.
#include <memory>
#include <string>
#include <vector>

#include "base/log.hpp"
#include "base/random.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "storage/store.hpp"

namespace storage {

struct StoreOptions {
  std::string url;                  // sqlite:PATH or postgres://user:password@host[,host2]:port/database?sslmode=…
  std::size_t queue_max = 4096;     // turns waiting for the writer; above it commit() says kBusy
  std::size_t group_max = 256;      // turns in one commit
  std::size_t connections_max = 8;  // PostgreSQL: beside the writer's and the listener's
  std::string installation;         // whose database it must be (Store::installation()); "" = whichever
};

/// Opens, migrates, recovers. On failure nothing is served and the error says what is wrong and what to do, without a
/// password. kBusy: another process has it, and the engine knows only one at a time.
base::Result<std::unique_ptr<Store>> open_store(const StoreOptions& options, const base::Clock& clock,
                                                base::Random& random, base::Log& log);

/// Applies the outstanding migrations and returns their names; refuses a newer schema.
base::Result<std::vector<std::string>> migrate_store(const StoreOptions& options, const base::Clock& clock,
                                                     base::Log& log);

/// Retention: drops the months of turns that end before `before` and returns their names; what is dropped cannot be had
/// back. kInvalid for an engine that has no months.
base::Result<std::vector<std::string>> drop_old_turns_of(const StoreOptions& options, base::UnixMs before);

}  // namespace storage
