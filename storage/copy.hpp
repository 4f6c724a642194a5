#pragma once
// Moves a whole store from one engine to another, or to another place of the same engine: a pilot grows out of its
// file, or comes back.
//
// Both stores must be at rest: stop every node first (SQLite's lock is taken; PostgreSQL cannot know). The target must
// be empty, or what an interrupted copy from the same source left: that one goes on where it stopped. Until it is
// finished and compared, no server opens the target. Ids of turns may change (each engine has its own kind);
// conversations, sequences, tickets, keys and instants do not. Of a conversation whose turns retention has dropped an empty turn of
// kind system is written, which holds its place. The copy belongs to the same installation as its source.
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "base/log.hpp"
#include "base/result.hpp"
#include "base/time.hpp"

namespace storage {

struct CopiedTable {
  std::string table;
  std::int64_t rows = 0;
  std::string hash;  // of all rows whatever their order, the same in both stores; 64 hex digits
};

using CopyProgress = std::function<void(const std::string& table, std::int64_t rows)>;

/// Every row is in the target, read back from both and compared by number and hash. kInvalid: the URLs, the stores or a
/// difference, with what to do; kStorage or kBusy: an engine failed, call it again to go on. URLs as in
/// storage/open.hpp; no message holds a password.
base::Result<std::vector<CopiedTable>> copy_store(const std::string& from, const std::string& to,
                                                  const base::Clock& clock, base::Log& log,
                                                  const CopyProgress& progress);

}  // namespace storage
