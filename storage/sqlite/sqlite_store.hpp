#pragma once
// The embedded engine: one file in WAL mode, one connection that writes and checkpoints, read-only connections for the
// rest.
#include <memory>
#include <string>
#include <vector>

#include "base/log.hpp"
#include "base/random.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "storage/store.hpp"

namespace storage {

struct SqliteOptions {
  std::string path;              // file; created if absent, its folder must exist
  std::string vfs;               // "" = the system's; tests name a faulty one
  // false: no thread of its own. Turns are committed by hurry(), everything else by the call that asks for it, on the caller's
  // thread; hurry() with nothing waiting does the writer's chores. For one-threaded programs such as the simulator.
  bool writer_thread = true;
  std::string installation;      // whose database it must be (Store::installation()); "" = whichever
  std::size_t queue_max = 4096;  // turns waiting for the writer; above it commit() says kBusy
  std::size_t group_max = 256;   // turns in one commit
  base::Millis group_wait{2};    // how long a group waits to fill when nobody calls hurry()
  std::size_t readers_max = 4;
  std::size_t flush_turns_max = 20'000;  // conversations whose row lags behind the turn log, at most
  base::Millis flush_after = base::seconds(5);
  // Of a new file. 8 KiB: a group is written with half as many calls as with 4 KiB, for a quarter less CPU a turn; 16 KiB gains nothing
  // more. A disk in memory, which copies every page thrice, is quicker with small ones.
  int page_bytes = 8192;
  // Length of the write-ahead log (pages) at which it is written into the database at which it is written into the database; a checkpoint of 4 MiB makes
  // its group wait 10 ms, one of 64 MiB 150 ms.
  int checkpoint_pages = 512;
  std::size_t whole_max =
      16'384;  // conversations kept whole in memory (at most 48 MiB): their turns read nothing from the disk
};

/// Opens, checks the pragmas, migrates, recovers. On failure nothing is served and the error says what to do (newer
/// schema, foreign database, network file system, locked by another process, damaged file).
base::Result<std::unique_ptr<Store>> open_sqlite(const SqliteOptions& options, const base::Clock& clock,
                                                 base::Random& random, base::Log& log);

/// Applies the outstanding migrations and returns their names; refuses a newer schema.
/// `now` is what the record of migrations says; 0 = not recorded.
base::Result<std::vector<std::string>> migrate_sqlite(const SqliteOptions& options, base::Log& log,
                                                      base::UnixMs now = {0});

}  // namespace storage
