#pragma once
// What a faulty disk knows of its files: shared by the disk and its VFS, nobody else includes it.
#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/random.hpp"
#include "storage/sqlite/faulty_disk.hpp"

struct sqlite3_vfs;

namespace storage::sqlite {

namespace faulty {

inline constexpr std::size_t kSector = 512;
inline constexpr int kShmSlots = 8;

struct Change {
  bool truncates = false;
  std::size_t offset = 0;  // truncation: the new size
  std::string bytes;
};

inline void put(std::string& content, const Change& change) {
  if (change.truncates) {
    content.resize(change.offset);
    return;
  }
  if (content.size() < change.offset + change.bytes.size()) content.resize(change.offset + change.bytes.size());
  std::copy(change.bytes.begin(), change.bytes.end(), content.begin() + static_cast<std::ptrdiff_t>(change.offset));
}

struct Content {
  std::string seen;             // what reads return
  std::string durable;          // what is sure to be there after a power cut
  std::vector<Change> pending;  // between the two
  bool entry_durable = false;   // its name is in the directory after a power cut

  // Locks of the connections of this process.
  int shared = 0;
  bool reserved = false;
  bool pending_lock = false;
  bool exclusive = false;
  std::vector<std::unique_ptr<std::array<char, 32768>>> shm;
  std::array<int, kShmSlots> shm_shared{};
  std::array<bool, kShmSlots> shm_exclusive{};
  int shm_users = 0;
};

}  // namespace faulty

struct FaultyDisk::State {
  explicit State(std::uint64_t seed) : random(seed) {}

  mutable std::mutex mutex;
  base::SeededRandom random;
  std::shared_ptr<sqlite3_vfs> vfs;
  std::string name;
  std::map<std::string, std::shared_ptr<faulty::Content>> files;
  std::map<std::string, std::shared_ptr<faulty::Content>> unsynced_deletions;
  int open_handles = 0;

  std::uint64_t changes = 0;
  std::uint64_t operations = 0;
  std::optional<std::uint64_t> cut_at;
  bool power_off = false;
  bool keeps_cache = false;  // the process died, not the machine: what was written stays
  std::optional<std::uint64_t> fail_at;
  Fault fault = Fault::kIoError;
  bool sticky = false;
  bool failed = false;
  bool lies = false;

  enum class Kind { kRead, kWrite, kSync, kOther };

  /// True: this operation fails with the armed fault.
  bool fails(Kind kind) {
    const bool hit = fault == Fault::kIoError || (fault == Fault::kSyncFails ? kind == Kind::kSync : kind == Kind::kWrite);
    if (hit) ++operations;
    if (!fail_at || !hit || operations < *fail_at) return false;
    if (operations > *fail_at && !sticky) return false;
    failed = true;
    return true;
  }
  /// True: the power goes with this change, which the caller leaves torn.
  bool cut_now() {
    ++changes;
    if (!cut_at || changes < *cut_at) return false;
    power_off = true;
    return true;
  }
  bool coin() { return random.below(2) == 0; }
  void sync_directory() {
    for (auto& [path, file] : files) file->entry_durable = true;
    unsynced_deletions.clear();
  }
};

/// Gives SQLite the calls of the disk.
void install_faulty_vfs(FaultyDisk::State& state);
void remove_faulty_vfs(FaultyDisk::State& state);

}  // namespace storage::sqlite
