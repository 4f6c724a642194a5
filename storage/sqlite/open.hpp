#pragma once
// From a path to a connection that may be trusted: the folder, the lock, whose file it is, the pragmas, the schema.
#include <memory>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "storage/sqlite/database.hpp"
#include "storage/sqlite/sqlite_store.hpp"

namespace storage::sqlite {

/// Holds `path`.lock for this process; the kernel lets go of it when the process ends, however it ends.
class FolderLock {
 public:
  explicit FolderLock(int descriptor) : descriptor_(descriptor) {}
  FolderLock(FolderLock&& other) noexcept : descriptor_(other.descriptor_) { other.descriptor_ = -1; }
  FolderLock& operator=(FolderLock&&) = delete;
  ~FolderLock();

 private:
  int descriptor_;
};

/// Refuses a missing folder, a network file system and a database that another process has open (kBusy). With a VFS of its own
/// (tests) there is no folder to look at, and nothing is locked.
base::Result<FolderLock> lock_folder(const SqliteOptions& options);

struct Opened {
  std::unique_ptr<Database> database;
  std::vector<std::string> migrated;
};

/// The writing connection: ours or empty, every pragma read back, migrated.
base::Result<Opened> open_writer(const SqliteOptions& options, base::UnixMs now);
/// A connection that cannot write. Throws SqlFailure.
std::unique_ptr<Database> open_reader(const std::string& path, const std::string& vfs);

}  // namespace storage::sqlite
