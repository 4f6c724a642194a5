#pragma once
// The engine for several nodes: PostgreSQL 14 or later, or what speaks its protocol and has its row locks.
#include <memory>
#include <string>
#include <vector>

#include "base/log.hpp"
#include "base/random.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "storage/store.hpp"

namespace storage {

struct PostgresOptions {
  std::string url;                  // postgres://user:password@host[,host2]:port/database?sslmode=…
  std::size_t queue_max = 4096;     // turns waiting for the writer; above it commit() says kBusy
  std::size_t group_max = 256;      // turns in one commit, at most 1024
  base::Millis group_wait{2};       // how long a group waits to fill when nobody calls hurry()
  std::size_t connections_max = 8;  // beside the writer's and the bulletin's
  std::string installation;         // whose database it must be (Store::installation()); "" = whichever
  bool keep_clock = false;          // deadlines count by the given clock, not by the database's; tests
};

/// Connects, migrates, looks whether the database is ours. On failure nothing is served and the error says what to do;
/// it never holds the password.
base::Result<std::unique_ptr<Store>> open_postgres(const PostgresOptions& options, const base::Clock& clock,
                                                   base::Random& random, base::Log& log);

/// Applies the outstanding migrations and returns their names; refuses a newer schema.
base::Result<std::vector<std::string>> migrate_postgres(const PostgresOptions& options, const base::Clock& clock,
                                                        base::Log& log);

/// Drops the months of turns that end before `before` and returns their names (retention). What is dropped cannot be
/// had back.
base::Result<std::vector<std::string>> drop_old_turns(const PostgresOptions& options, base::UnixMs before);

}  // namespace storage
